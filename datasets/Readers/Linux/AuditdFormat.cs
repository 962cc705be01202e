using System.Text;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>Linux audit logs: lines (also after a syslog prefix, with Sysmon for Linux among them), and audit events in JSON.</summary>
public static class AuditdFormat
{
    /// <summary><c>auditd</c>: lines.</summary>
    public static SourceFormat Lines { get; } = new("auditd", Framing.Lines, DetectLines, _ => new AuditdParser());

    /// <summary><c>auditd</c> as well: Laurel, raw records in JSON, Syslog rows of Log Analytics, and systemd's journal.</summary>
    public static SourceFormat Json { get; } = new("auditd", Framing.Json, DetectJson, _ => new AuditJsonParser());

    private static Detection DetectLines(byte[] beginning, string file)
    {
        ReadOnlySpan<byte> text = beginning;
        if (IsJson(text))
        {
            return Detection.None;
        }

        if (Has(text, "type=") && (Has(text, "msg=audit(") || Has(text, " audit(")))
        {
            return new Detection(95, "has audit records (type=... msg=audit(...))");
        }

        return LinuxSysmon.IsOne(text) ? new Detection(90, "has events of Sysmon for Linux") : Detection.None;
    }

    private static Detection DetectJson(byte[] beginning, string file)
    {
        ReadOnlySpan<byte> text = beginning;
        if (!IsJson(text))
        {
            return Detection.None;
        }

        if (Has(text, "\"SyslogMessage\"") && (Has(text, "AUOMS_") || Has(text, "Linux-Sysmon") || Has(text, "audit(")))
        {
            return new Detection(90, "has Syslog rows with audit or Sysmon events");
        }

        if (Has(text, "\"items\"") && Has(text, "\"timestampfractional\""))
        {
            return new Detection(90, "has audit records by type (items, timestampfractional)");
        }

        if (Has(text, "\"_AUDIT_TYPE") || (Has(text, "\"__REALTIME_TIMESTAMP\"") && Has(text, "audit(")))
        {
            return new Detection(90, "has audit records of systemd's journal");
        }

        if (Has(text, "\"__REALTIME_TIMESTAMP\"") && Has(text, "\"_BOOT_ID\""))
        {
            return new Detection(60, "has records of systemd's journal");
        }

        return Has(text, "\"ID\"") && (Has(text, "\"SYSCALL\"") || Has(text, "\"PROCTITLE\"") || Has(text, "\"USER_"))
            ? new Detection(85, "has Laurel's audit events (ID, SYSCALL)")
            : Detection.None;
    }

    private static bool IsJson(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n\uFEFF["u8) is [(byte)'{', ..];

    private static bool Has(ReadOnlySpan<byte> text, string word)
    {
        Span<byte> utf8 = stackalloc byte[64];
        return text.IndexOf((ReadOnlySpan<byte>)utf8[..Encoding.UTF8.GetBytes(word, utf8)]) >= 0;
    }
}
