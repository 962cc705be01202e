using System.Buffers;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Cuts a TCP stream into syslog messages after RFC 6587: a count of bytes and a blank, or a line end; each message says by its first bytes which.
/// Not thread-safe.
/// </summary>
internal sealed class SyslogFramer
{
    /// <summary>Longest message, bytes.</summary>
    public const int LongestMessage = 64 << 10;

    /// <summary>Reason of refusal.</summary>
    public const string TooLong = "line longer than 64 KiB";

    private const int MostDigits = 9;

    private long _skip;
    private bool _skipLine;

    private enum Count
    {
        None,
        Unfinished,
        Found,
    }

    /// <summary>Takes the next message off the buffer. False: more bytes are needed.</summary>
    /// <param name="buffer">What has come; what was used is taken off.</param>
    /// <param name="isEnd">Nothing more will come: what is left is a message.</param>
    /// <param name="message">Its bytes without the line end.</param>
    /// <param name="defect">Why it is none; null: it is.</param>
    public bool TryTake(ref ReadOnlySequence<byte> buffer, bool isEnd, out ReadOnlySequence<byte> message, out string? defect)
    {
        (message, defect) = (default, null);
        if (!Skip(ref buffer) || buffer.IsEmpty)
        {
            return false;
        }

        switch (ReadCount(buffer, out var digits, out var length))
        {
            case Count.Unfinished when !isEnd:
                return false;
            case Count.Found:
                return TakeCounted(ref buffer, digits + 1, length, isEnd, out message, out defect);
            default:
                return TakeLine(ref buffer, isEnd, out message, out defect);
        }
    }

    private bool TakeCounted(ref ReadOnlySequence<byte> buffer, int head, long length, bool isEnd, out ReadOnlySequence<byte> message, out string? defect)
    {
        (message, defect) = (default, null);
        if (length > LongestMessage)
        {
            buffer = buffer.Slice(head);
            defect = TooLong;
            _skip = length;
            Skip(ref buffer);
            return true;
        }

        if (buffer.Length < head + length)
        {
            if (!isEnd)
            {
                return false;
            }

            message = buffer.Slice(head);
            defect = "connection ended within a message";
            buffer = buffer.Slice(buffer.End);
            return true;
        }

        message = buffer.Slice(head, length);
        buffer = buffer.Slice(head + length);
        return true;
    }

    private bool TakeLine(ref ReadOnlySequence<byte> buffer, bool isEnd, out ReadOnlySequence<byte> message, out string? defect)
    {
        (message, defect) = (default, null);
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            message = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            defect = message.Length > LongestMessage ? TooLong : null;
            return true;
        }

        if (buffer.Length > LongestMessage)
        {
            defect = TooLong;
            _skipLine = true;
            buffer = buffer.Slice(buffer.End);
            return true;
        }

        if (!isEnd)
        {
            return false;
        }

        message = buffer;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    /// <summary>Drops what is left of a message that was too long. False: it has not ended yet.</summary>
    private bool Skip(ref ReadOnlySequence<byte> buffer)
    {
        if (_skip > 0)
        {
            var count = Math.Min(_skip, buffer.Length);
            buffer = buffer.Slice(count);
            _skip -= count;
            return _skip == 0;
        }

        if (_skipLine)
        {
            if (buffer.PositionOf((byte)'\n') is not { } end)
            {
                buffer = buffer.Slice(buffer.End);
                return false;
            }

            buffer = buffer.Slice(buffer.GetPosition(1, end));
            _skipLine = false;
        }

        return true;
    }

    // A line of ESXi may begin with a year: digits and no blank.
    private static Count ReadCount(in ReadOnlySequence<byte> buffer, out int digits, out long length)
    {
        (digits, length) = (0, 0);
        var reader = new SequenceReader<byte>(buffer);
        while (reader.TryRead(out var value))
        {
            if (value == ' ' && digits > 0)
            {
                return Count.Found;
            }

            if (value is < (byte)'0' or > (byte)'9' || (digits == 0 && value == '0') || ++digits > MostDigits)
            {
                return Count.None;
            }

            length = (length * 10) + value - '0';
        }

        return Count.Unfinished;
    }
}
