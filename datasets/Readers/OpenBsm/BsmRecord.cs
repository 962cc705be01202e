namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>What is read of one audit record, whichever way it is written. Good until the parser's next record.</summary>
internal ref struct BsmRecord
{
    public BsmCall Call;

    /// <summary>UTC microseconds; a printed time has no zone and is taken as UTC.</summary>
    public long TimeMicros;

    /// <summary>Address of the machine, where the header has one; empty where not.</summary>
    public ReadOnlySpan<byte> Machine;

    /// <summary>Who logged in: a name, or a number; -1 for nobody.</summary>
    public ReadOnlySpan<byte> Login;

    public ReadOnlySpan<byte> Effective;

    public long? ProcessId;

    /// <summary><c>success</c> or <c>failure : why</c>; empty when there is none.</summary>
    public ReadOnlySpan<byte> Status;

    /// <summary>What the call returned.</summary>
    public long? Returned;

    /// <summary>Of a fork or spawn the new process.</summary>
    public long? Child;

    /// <summary>The file that was found, or of several the last.</summary>
    public ReadOnlySpan<byte> Path;

    /// <summary>The arguments with blanks between.</summary>
    public ReadOnlySpan<byte> Command;

    /// <summary>The socket's internet address and port; empty when it has none.</summary>
    public ReadOnlySpan<byte> Address;

    public int? Port;

    public readonly bool HasFailed => Status.StartsWith("failure"u8);

    public readonly bool IsInProgress => Status.IndexOf("in progress"u8) >= 0;
}
