namespace Det0131.Datasets.Readers.MacOS;

/// <summary>Santa, an authorisation system for macOS: its log file <c>/var/db/santa/santa.log</c>.</summary>
public static class SantaFormat
{
    public static SourceFormat Format { get; } = new("santa", Framing.Lines, Detect, file => new SantaParser(file));

    private static Detection Detect(byte[] head, string file)
    {
        ReadOnlySpan<byte> text = head;
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        return line.StartsWith("["u8) && line.IndexOf(" santad: action="u8) > 0 ? new Detection(100, "santad: action=") : Detection.None;
    }
}
