using System.IO.Compression;
using System.Text;

namespace Det0131.Datasets.Simulation.Logs;

/// <summary>One log file being written, compressed when its name ends in .gz. Lines end in LF. Not thread-safe.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly Stream _stream;
    private byte[] _buffer = new byte[64 * 1024];
    private int _used;

    public LogFile(string path, string relativePath)
    {
        RelativePath = relativePath;
        Stream file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        _stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }

    /// <summary>Path below the demo's folder, with slashes.</summary>
    public string RelativePath { get; }

    /// <summary>Lines written so far: the number of the last line, counting from 1.</summary>
    public long Lines { get; private set; }

    /// <summary>Bytes written, before compression.</summary>
    public long Bytes { get; private set; }

    public void WriteLine(string text)
    {
        Reserve((text.Length * 3) + 1);
        var written = Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
        _buffer[_used + written] = (byte)'\n';
        Advance(written + 1);
        Lines++;
    }

    public void WriteLine(ReadOnlySpan<byte> utf8)
    {
        Write(utf8);
        Write("\n"u8);
        Lines++;
    }

    /// <summary>Writes text without ending the line.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_buffer.AsSpan(_used));
        Advance(utf8.Length);
    }

    public void Dispose()
    {
        Drain();
        _stream.Dispose();
    }

    private void Advance(int bytes)
    {
        _used += bytes;
        Bytes += bytes;
    }

    private void Reserve(int bytes)
    {
        if (_used + bytes <= _buffer.Length)
        {
            return;
        }

        Drain();
        if (bytes > _buffer.Length)
        {
            _buffer = new byte[bytes];
        }
    }

    private void Drain()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
