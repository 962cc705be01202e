namespace Det0131.Datasets.Readers.Syslog;

/// <summary>A line of syslog, cut. Spans of the line.</summary>
internal ref struct SyslogLine
{
    /// <summary>Microseconds since 1970; only when <see cref="Time"/> is <see cref="SyslogTime.Known"/>.</summary>
    public long TimeMicros;

    public SyslogTime Time;

    /// <summary>The machine that logged; empty when the line does not say.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>The program without its number in brackets; empty when the line does not say.</summary>
    public ReadOnlySpan<byte> Program;

    /// <summary>What follows the head.</summary>
    public ReadOnlySpan<byte> Message;

    /// <summary>The reason to reject a line without time, or null.</summary>
    public readonly string? TimeProblem => Time switch
    {
        SyslogTime.Known => null,
        SyslogTime.WithoutYear => "time without a year, and none in the file's name",
        _ => Network.NetworkText.TimeMissing,
    };
}

/// <summary>What a syslog head says of the time.</summary>
internal enum SyslogTime : byte
{
    None,
    Known,

    /// <summary>RFC 3164 writes no year, and the file's name told none.</summary>
    WithoutYear,
}
