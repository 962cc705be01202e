namespace Det0131.Datasets.Readers.ESXi;

/// <summary>One line of an ESXi or vCenter log, cut into header and message.</summary>
internal ref struct EsxiLine
{
    /// <summary>Microseconds since 1970-01-01T00:00:00Z; meaningless when <see cref="HasTime"/> is false.</summary>
    public long TimeMicros;

    public bool HasTime;

    /// <summary>Host of a forwarded line; empty in the host's own files.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>As written: <c>Hostd</c>, <c>hostd</c>, <c>vmkernel</c>, <c>sftp-server</c>.</summary>
    public ReadOnlySpan<byte> Program;

    /// <summary>Process or thread id; empty when not written.</summary>
    public ReadOnlySpan<byte> Pid;

    /// <summary>The rest, without leading blanks.</summary>
    public ReadOnlySpan<byte> Message;
}
