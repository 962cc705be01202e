using System.Buffers;
using System.Runtime.InteropServices;

namespace Det0131.Datasets.Readers;

/// <summary>Unpacks zstd frames, one after another, with the system's libzstd. Not thread-safe.</summary>
/// <remarks>libzstd itself refuses frames whose window needs more than 128 MiB.</remarks>
internal sealed unsafe partial class ZstdStream : ReadOnlyStream
{
    private const string Library = "libzstd.so.1";

    private readonly Stream packed;
    private readonly byte[] input = ArrayPool<byte>.Shared.Rent(1 << 16);
    private nint decoder;
    private int inputCount;
    private int inputRead;
    private bool insideFrame;

    /// <exception cref="IOException">libzstd is not installed.</exception>
    public ZstdStream(Stream packed)
    {
        this.packed = packed;
        try
        {
            decoder = ZSTD_createDStream();
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            ArrayPool<byte>.Shared.Return(input);
            throw new IOException($"this is zstd data, and {Library} was not found; install libzstd1 or unpack the file first", problem);
        }

        if (decoder == 0)
        {
            throw new OutOfMemoryException("libzstd gave no decoder.");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(decoder == 0, this);
        while (!buffer.IsEmpty)
        {
            if (inputRead == inputCount)
            {
                inputRead = 0;
                inputCount = packed.Read(input);
            }

            var written = Decode(buffer, out var madeProgress);
            if (written > 0)
            {
                return written;
            }

            if (inputCount == 0 && !madeProgress)
            {
                return insideFrame ? throw new InvalidDataException("The zstd frame is cut.") : 0;
            }
        }

        return 0;
    }

    private int Decode(Span<byte> buffer, out bool madeProgress)
    {
        fixed (byte* target = buffer)
        fixed (byte* source = input)
        {
            var output = new ZstdBuffer { Data = target, Size = (nuint)buffer.Length };
            var taken = new ZstdBuffer { Data = source, Size = (nuint)inputCount, Position = (nuint)inputRead };
            var hint = ZSTD_decompressStream(decoder, ref output, ref taken);
            if (ZSTD_isError(hint) != 0)
            {
                throw new InvalidDataException("zstd: " + Marshal.PtrToStringUTF8(ZSTD_getErrorName(hint)));
            }

            madeProgress = (int)taken.Position > inputRead || output.Position > 0;
            inputRead = (int)taken.Position;

            // 0 says that a frame is complete; without progress it says nothing new.
            insideFrame = madeProgress ? hint != 0 : insideFrame;
            return (int)output.Position;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (decoder != 0)
        {
            _ = ZSTD_freeDStream(decoder);
            decoder = 0;
            ArrayPool<byte>.Shared.Return(input);
        }

        if (disposing)
        {
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    [LibraryImport(Library)]
    private static partial nint ZSTD_createDStream();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeDStream(nint decoder);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_decompressStream(nint decoder, ref ZstdBuffer output, ref ZstdBuffer input);

    [LibraryImport(Library)]
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    private static partial nint ZSTD_getErrorName(nuint code);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ZstdBuffer
    {
        public void* Data;
        public nuint Size;
        public nuint Position;
    }
}
