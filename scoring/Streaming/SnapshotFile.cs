using System.Globalization;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// The scoring state on disk: written beside the old one, forced to disk, checked by its length and checksum, then renamed, so that there is a whole one at every moment.
/// </summary>
internal sealed class SnapshotFile(string directory)
{
    private const string Magic = "det0131-snapshot";
    private const int Format = 5;
    private const string Name = "scoring.snapshot";

    private string FullPath => Path.Combine(directory, Name);

    /// <summary>Bytes of the snapshot; 0: there is none.</summary>
    public long Bytes => File.Exists(FullPath) ? new FileInfo(FullPath).Length : 0;

    public void Write(Action<BinaryWriter> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Directory.CreateDirectory(directory);
        var fresh = FullPath + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        using (var sum = new ChecksumStream(file))
        using (var writer = new BinaryWriter(sum, System.Text.Encoding.UTF8))
        {
            writer.Write(Magic);
            writer.Write(Format);
            state(writer);
            writer.Flush();
            file.Write(BitConverter.GetBytes(sum.Value));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, FullPath, overwrite: true);
    }

    /// <summary>Reads the snapshot; false when there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another format; the message says what was found.</exception>
    public bool Read(Action<BinaryReader> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!File.Exists(FullPath))
        {
            return false;
        }

        Check();
        using var file = new FileStream(FullPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        using var reader = new BinaryReader(file, System.Text.Encoding.UTF8);
        try
        {
            var magic = reader.ReadString();
            var format = reader.ReadInt32();
            if (magic != Magic || format != Format)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Found format {format} in {Name}, expected {Format}."));
            }

            state(reader);
            if (file.Position != file.Length - ChecksumStream.Bytes)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Found {file.Length - file.Position - ChecksumStream.Bytes} bytes behind the state in {Name}, expected none."));
            }

            return true;
        }
        catch (EndOfStreamException fault)
        {
            throw new InvalidDataException($"{Name} ends amid the state.", fault);
        }
    }

    private void Check()
    {
        using var file = new FileStream(FullPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        using var sum = new ChecksumStream(Stream.Null);
        var left = file.Length - ChecksumStream.Bytes;
        var buffer = new byte[1 << 16];
        while (left > 0)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                break;
            }

            sum.Write(buffer, 0, read);
            left -= read;
        }

        Span<byte> stored = stackalloc byte[ChecksumStream.Bytes];
        if (left != 0 || file.ReadAtLeast(stored, stored.Length, throwOnEndOfStream: false) != stored.Length || BitConverter.ToUInt32(stored) != sum.Value)
        {
            throw new InvalidDataException($"{Name} is damaged: its checksum does not hold.");
        }
    }

    /// <summary>CRC-32C (RFC 3720) of what is written through it.</summary>
    private sealed class ChecksumStream(Stream inner) : Stream
    {
        public const int Bytes = sizeof(uint);

        private uint _crc = uint.MaxValue;

        public uint Value => ~_crc;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var rest = buffer;
            for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
            {
                _crc = System.Numerics.BitOperations.Crc32C(_crc, System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(rest));
            }

            foreach (var one in rest)
            {
                _crc = System.Numerics.BitOperations.Crc32C(_crc, one);
            }

            inner.Write(buffer);
        }
    }
}
