using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// The facts of one audit event, gathered from its records in any order. Bounded: values are cut at 8 KiB. Reused; not thread-safe.
/// </summary>
internal sealed class AuditFacts
{
    private const int LongestValueBytes = 8192;

    private static readonly int Count = Enum.GetValues<AuditField>().Length;

    private readonly ByteFields values = new(Count, LongestValueBytes);

    /// <summary>The arguments of the program.</summary>
    public ArgumentJoiner Arguments { get; } = new(LongestValueBytes);

    public ReadOnlySpan<byte> this[AuditField field] => values[(int)field];

    public bool Has(AuditField field) => values.Has((int)field);

    public void Clear()
    {
        values.Clear();
        Arguments.Clear();
    }

    public void Set(AuditField field, ReadOnlySpan<byte> value) => values.Set((int)field, value);

    /// <summary>
    /// Takes the file that a call named: the first that is no parent directory (<c>nametype=PARENT</c>; older kernels say objtype).
    /// What is deleted or missing was not opened.
    /// </summary>
    public void AddPath(ReadOnlySpan<byte> name, ReadOnlySpan<byte> kind)
    {
        if (!Has(AuditField.Path) && (kind.IsEmpty || kind.SequenceEqual("NORMAL"u8) || kind.SequenceEqual("CREATE"u8)))
        {
            Set(AuditField.Path, name);
        }
    }

    /// <summary>The command line: from the arguments, else the process title (which the kernel cuts at 128 bytes).</summary>
    public ReadOnlySpan<byte> CommandLine
    {
        get
        {
            Arguments.End();
            return !Arguments.Text.IsEmpty ? Arguments.Text : Has(AuditField.CommandLine) ? this[AuditField.CommandLine] : this[AuditField.Title];
        }
    }
}
