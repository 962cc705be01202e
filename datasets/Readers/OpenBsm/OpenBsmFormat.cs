namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>macOS' (and FreeBSD's) audit trail as <c>praudit -l</c> prints it: a record a line.</summary>
public static class OpenBsmFormat
{
    public static SourceFormat Format { get; } = new("openbsm", Framing.Lines, Detect, file => new OpenBsmParser(file));

    private static Detection Detect(byte[] beginning, string file)
    {
        ReadOnlySpan<byte> text = beginning;
        var end = text.IndexOf((byte)'\n');
        var line = (end < 0 ? text : text[..end]).TrimStart(" \t"u8);
        return BsmLine.IsOne(line) && line.IndexOf(" msec,"u8) > 0
            ? new Detection(95, "has audit records as praudit -l prints them (header,...)")
            : Detection.None;
    }
}
