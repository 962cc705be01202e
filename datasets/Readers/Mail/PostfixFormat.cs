using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.Mail;

/// <summary>Postfix' mail log. Thread-safe.</summary>
public static class PostfixFormat
{
    public static SourceFormat Source { get; } = new("postfix", Framing.Lines, Detect, file => new PostfixParser(file));

    private static Detection Detect(byte[] head, string file) =>
        new HeadLines(head).Any(static line => line.IndexOf(" postfix/"u8) >= 0 && line.IndexOf("]: "u8) > 0) ? new Detection(80, "lines of Postfix' daemons (postfix/...)") : Detection.None;
}
