using System.Collections.Frozen;
using System.Text;
using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// The event data of one record, whatever the dialect: the values are copied here, so that one mapping serves all. Reused; not thread-safe.
/// </summary>
/// <remarks>
/// Absent are: no such field, "", "-", and Sysmon's <c>&lt;unknown process&gt;</c>. A value is cut at 8 KiB. A name that comes twice: the last wins.
/// </remarks>
internal sealed class WindowsFields
{
    public const int LongestValueBytes = 8192;

    private const int LongestName = 40;

    /// <summary>The two channels' names for the same thing share a field; Log Analytics adds <c>_string</c> where a name had two types.</summary>
    private static readonly FrozenDictionary<string, WindowsField> ByName = Names();

    private readonly FrozenDictionary<string, WindowsField>.AlternateLookup<ReadOnlySpan<char>> lookup =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ByteFields values = new(Enum.GetValues<WindowsField>().Length, LongestValueBytes);

    public ReadOnlySpan<byte> this[WindowsField field] => values[(int)field];

    public bool Has(WindowsField field) => values.Has((int)field);

    public void Clear() => values.Clear();

    /// <summary>The field that a name in the log stands for; false for names that are not read.</summary>
    public bool TryField(ReadOnlySpan<byte> name, out WindowsField field)
    {
        Span<char> chars = stackalloc char[LongestName];
        field = default;
        return name.Length <= LongestName
            && Ascii.ToUtf16(name, chars, out var length) == System.Buffers.OperationStatus.Done
            && lookup.TryGetValue(chars[..length], out field);
    }

    public void Set(WindowsField field, ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'-'] || value.SequenceEqual("<unknown process>"u8) || value.SequenceEqual("&lt;unknown process&gt;"u8))
        {
            value = default;
        }

        values.Set((int)field, value);
    }

    private static FrozenDictionary<string, WindowsField> Names()
    {
        var names = new Dictionary<string, WindowsField>(StringComparer.Ordinal);
        foreach (var field in Enum.GetValues<WindowsField>())
        {
            names.Add(field.ToString(), field);
            names.Add(field + "_string", field);
        }

        names.Add("ProcessID", WindowsField.ProcessId);
        names.Add("Application", WindowsField.Image);
        names.Add("NewProcessName", WindowsField.Image);
        names.Add("ParentProcessName", WindowsField.ParentImage);
        names.Add("SourceAddress", WindowsField.SourceIp);
        names.Add("DestAddress", WindowsField.DestinationIp);
        names.Add("DestPort", WindowsField.DestinationPort);
        names.Add("DestPort_string", WindowsField.DestinationPort);
        names.Add("message", WindowsField.Message);
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
