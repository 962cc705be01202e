namespace Det0131.Datasets.Readers;

/// <summary>One record per line; the line end (LF or CRLF) is not part of it. Blank lines are no records. Not thread-safe.</summary>
internal sealed class LineFramer(ByteWindow window, ReadLimits limits) : RecordFramer
{
    private readonly string tooLong = $"line longer than {Size(limits.MaxLineBytes)}";
    private long lineNumber;
    private int length;
    private int consumed;
    private bool started;
    private bool failureTold;
    private byte[]? excerpt;

    public override ReadOnlySpan<byte> Record => excerpt ?? window.Data[..length];

    public override string? Failure => window.Failure;

    public override void Dispose() => window.Dispose();

    public override bool Next()
    {
        if (!started)
        {
            started = true;
            SkipMark(window);
        }

        while (true)
        {
            window.Advance(consumed);
            consumed = length = 0;
            Defect = null;
            excerpt = null;
            if (!ReadLine())
            {
                return TellFailure();
            }

            if (Defect is not null || Record.ContainsAnyExcept((byte)' ', (byte)'\t'))
            {
                return true;
            }
        }
    }

    /// <summary>How a limit reads in a message: 8 MiB, 100 bytes.</summary>
    internal static string Size(int bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{bytes} bytes";

    private bool ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var at = window.Data[searched..].IndexOf((byte)'\n');
            if (at >= 0)
            {
                Take(searched + at, newLine: 1);
                return true;
            }

            searched = window.Data.Length;
            if (searched > limits.MaxLineBytes + 1)
            {
                // One more than the limit, because a CR may be the last.
                SkipLongLine();
                return true;
            }

            if (!window.Fill())
            {
                return window.Failure is null && TakeLast();
            }
        }
    }

    /// <summary>The stream broke off: what is left of its last line is one refused record.</summary>
    private bool TellFailure()
    {
        if (window.Failure is null || failureTold)
        {
            return false;
        }

        failureTold = true;
        Line = ++lineNumber;
        Defect = window.Failure;
        length = Math.Min(ShownBytes, window.Data.Length);
        consumed = window.Data.Length;
        return true;
    }

    private void Take(int end, int newLine)
    {
        Line = ++lineNumber;
        consumed = end + newLine;
        length = end > 0 && window.Data[end - 1] == '\r' ? end - 1 : end;
        if (length > limits.MaxLineBytes)
        {
            Defect = tooLong;
            length = Math.Min(length, ShownBytes);
        }
    }

    private bool TakeLast()
    {
        if (window.Data.IsEmpty)
        {
            return false;
        }

        Take(window.Data.Length, newLine: 0);
        return true;
    }

    /// <summary>Leaves the line's beginning in the window for the excerpt and drops the rest up to its end as it comes.</summary>
    private void SkipLongLine()
    {
        Line = ++lineNumber;
        Defect = tooLong;
        excerpt = window.Data[..Math.Min(ShownBytes, window.Data.Length)].ToArray();
        do
        {
            var at = window.Data.IndexOf((byte)'\n');
            if (at >= 0)
            {
                window.Advance(at + 1);
                return;
            }

            window.Advance(window.Data.Length);
        }
        while (window.Fill());
    }
}
