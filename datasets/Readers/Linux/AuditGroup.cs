namespace Det0131.Datasets.Readers.Linux;

/// <summary>The records of one audit event that have come so far.</summary>
internal sealed class AuditGroup
{
    private const int LongestRaw = 4096;

    private readonly byte[] raw = new byte[LongestRaw];
    private int rawLength;

    public AuditFacts Facts { get; } = new();

    public long TimeMicros { get; private set; }

    public long Serial { get; private set; }

    public string? Host { get; private set; }

    public RecordPosition Position { get; private set; }

    /// <summary>Other until the SYSCALL record has come.</summary>
    public SyscallKind Kind { get; set; }

    /// <summary>True when its SYSCALL record said that it is of no interest: the rest of it is passed over.</summary>
    public bool IsDropped { get; set; }

    /// <summary>True when it was handed out already.</summary>
    public bool IsDone { get; set; }

    public ReadOnlySpan<byte> Raw => raw.AsSpan(0, rawLength);

    public void Start(long timeMicros, long serial, string? host, RecordPosition position)
    {
        Facts.Clear();
        (TimeMicros, Serial, Host, Position) = (timeMicros, serial, host, position);
        (Kind, IsDropped, IsDone, rawLength) = (SyscallKind.Other, false, false, 0);
    }

    /// <summary>Keeps the text of a record, as much as there is room for.</summary>
    public void AddRaw(ReadOnlySpan<byte> line)
    {
        if (rawLength > 0 && rawLength < LongestRaw)
        {
            raw[rawLength++] = (byte)'\n';
        }

        var length = Math.Min(line.Length, LongestRaw - rawLength);
        line[..length].CopyTo(raw.AsSpan(rawLength));
        rawLength += length;
    }
}
