using System.Text;
using Det0131.Datasets.Readers.Windows.EventLogs;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Windows events as JSON: NXLog and other flat forms, winlogbeat 6 to 8, ECS, Log Analytics rows, evtx_dump, EvtxECmd, and the EQL library's two forms.
/// </summary>
public static class WindowsFormat
{
    public static SourceFormat Format { get; } = new("windows", Framing.Json, Detect, _ => new WindowsParser());

    /// <summary>The log itself (.evtx), read by the same parser.</summary>
    public static SourceFormat EventLog { get; } = new("windows", Framing.EventLog, DetectEventLog, _ => new WindowsParser());

    private static Detection DetectEventLog(byte[] beginning, string file) =>
        beginning.AsSpan().StartsWith(EventLogFramer.Magic) ? new Detection(100, "begins as a Windows event log (ElfFile)") : Detection.None;

    private static Detection Detect(byte[] beginning, string file)
    {
        ReadOnlySpan<byte> record = beginning;
        if (record.TrimStart(" \t\r\n\uFEFF["u8) is not [(byte)'{', ..])
        {
            return Detection.None;
        }

        if (record.IndexOf("Microsoft-Windows-Sysmon"u8) >= 0 || record.IndexOf("Microsoft-Windows-Security-Auditing"u8) >= 0)
        {
            return new Detection(95, "names a Windows event provider");
        }

        if (HasAll(record, "\"unique_pid\"", "\"event_type\"", "\"timestamp\""))
        {
            return new Detection(85, "has the EQL library's normalised fields");
        }

        var hasId = new EventIdScan().Find(record, out _) != EventIdFinding.None;
        if (hasId && (HasAll(record, "winlog") || HasAll(record, "\"event_data\"") || HasAll(record, "Microsoft-Windows-")
            || HasAll(record, "\"Event\"", "\"System\"") || HasAll(record, "\"EventData\"") || HasAll(record, "\"Channel\"")))
        {
            return new Detection(85, "has an event id and the names of Windows event logs");
        }

        return hasId && (HasAll(record, "\"UtcTime\"") || HasAll(record, "\"Computer\"") || HasAll(record, "\"Hostname\""))
            ? new Detection(60, "has an event id and a computer or UtcTime")
            : Detection.None;
    }

    private static bool HasAll(ReadOnlySpan<byte> record, params ReadOnlySpan<string> words)
    {
        Span<byte> utf8 = stackalloc byte[64];
        foreach (var word in words)
        {
            if (record.IndexOf((ReadOnlySpan<byte>)utf8[..Encoding.UTF8.GetBytes(word, utf8)]) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
