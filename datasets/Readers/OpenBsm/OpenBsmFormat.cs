namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>macOS' (and FreeBSD's) audit trail: as <c>praudit -l</c> or <c>praudit -x</c> prints it, or as it is.</summary>
public static class OpenBsmFormat
{
    private const string Name = "openbsm";

    public static SourceFormat Printed { get; } = new(Name, Framing.Lines, DetectPrinted, file => new OpenBsmParser(file));

    public static SourceFormat Trail { get; } = new(Name, Framing.AuditTrail, DetectTrail, file => new OpenBsmParser(file));

    private static Detection DetectPrinted(byte[] beginning, string file)
    {
        ReadOnlySpan<byte> text = beginning;
        text = text.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<?xml"u8) || text.StartsWith("<audit>"u8) || text.StartsWith(BsmXml.Begin))
        {
            var at = text.IndexOf(BsmXml.Begin);
            return at >= 0 && text[at..].IndexOf(" msec"u8) > 0 ? new Detection(95, "has audit records as praudit -x prints them (<record ...>)") : Detection.None;
        }

        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        return BsmLine.IsOne(line) && line.IndexOf(" msec,"u8) > 0
            ? new Detection(95, "has audit records as praudit -l prints them (header,...)")
            : Detection.None;
    }

    private static Detection DetectTrail(byte[] beginning, string file) =>
        AuditTrailFramer.IsTrail(beginning) ? new Detection(100, "begins with a record of an audit trail (BSM)") : Detection.None;
}
