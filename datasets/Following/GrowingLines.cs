using Det0131.Datasets.Readers;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Datasets.Following;

/// <summary>
/// The whole lines of a file that grows, into its reader: counted and trimmed as an import does it. A line without an end waits, until an end is
/// declared. The file is kept open, so that it is read to its end when it is renamed or deleted. Not thread-safe.
/// </summary>
internal sealed class GrowingLines(string path, LogFeed feed, List<long> ends) : IFollowedReader
{
    private const int LongestLine = 8 << 20;
    private const int FirstBuffer = 1 << 16;
    private const string TooLong = "line longer than 8 MiB";

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private long _line;
    private long _heldAtEnd;
    private int _nextEnd;
    private bool _skipping;

    public long Offset { get; private set; }

    public string Format => feed.Format.Name;

    public RecordCounts Counts => feed.Counts;

    public string? Problem => null;

    public bool IsAtEnd => false;

    /// <summary>Bytes behind the last whole line, and records that the reader holds: something that an end would bring out.</summary>
    public bool HoldsSomething => _end > _start || feed.Counts.Held > _heldAtEnd;

    /// <summary>Whether the open file still holds what was read of it: false when it was cut to begin anew.</summary>
    public bool StillBegins(FollowedPlace place)
    {
        Span<byte> head = stackalloc byte[FilePrefix.MostBytes];
        return RandomAccess.GetLength(_file) >= Offset && FilePrefix.IsOf(place, head[..FileBytes.Read(_file, head, 0)]);
    }

    /// <summary>What was read so far is all: the last line counts as whole, and the reader gives what it held.</summary>
    public void DeclareEnd() => ends.Add(Offset + _end - _start);

    public bool Read()
    {
        while (true)
        {
            var data = _buffer.AsSpan(_start, _end - _start);
            var limit = _nextEnd < ends.Count ? ends[_nextEnd] - Offset : long.MaxValue;
            var isEnd = limit <= data.Length;
            data = isEnd ? data[..(int)limit] : data;
            var found = data.IndexOf((byte)'\n');
            if (found >= 0)
            {
                return Take(found, 1);
            }

            if (isEnd)
            {
                Take(data.Length, 0);
                _nextEnd++;
                _skipping = false;
                feed.Complete(_line);
                _heldAtEnd = feed.Counts.Held;
                return true;
            }

            if (data.Length > LongestLine)
            {
                Refuse(data.Length);
            }

            if (!Fill())
            {
                return false;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private bool Take(int length, int newLine)
    {
        var line = _buffer.AsMemory(_start, length);
        Advance(length + newLine);
        if (length + newLine > 0)
        {
            _line += _skipping ? 0 : 1;
        }

        if (_skipping)
        {
            _skipping = newLine == 0;
            return true;
        }

        line = _line == 1 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
        line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        if (line.Span.ContainsAnyExcept((byte)' ', (byte)'\t'))
        {
            feed.Add(line, _line);
        }

        return true;
    }

    private void Refuse(int length)
    {
        if (!_skipping)
        {
            _skipping = true;
            _line++;
            feed.Add(_buffer.AsMemory(_start, 256), _line, TooLong);
        }

        Advance(length);
    }

    private void Advance(int count)
    {
        _start += count;
        Offset += count;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = RandomAccess.Read(_file, _buffer.AsSpan(_end), Offset + _end);
        _end += count;
        return count > 0;
    }
}
