using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.FileServers;

/// <summary>File servers: FTP (vsftpd, xferlog) and SMB (Samba's full_audit). Thread-safe.</summary>
public static class FileServerFormats
{
    public static SourceFormat Ftp { get; } = new("ftp", Framing.Lines, DetectFtp, file => new FtpLogParser(file));

    public static SourceFormat Samba { get; } = new("samba", Framing.Lines, DetectSamba, file => new SambaParser(file));

    private static Detection DetectFtp(byte[] head, string file) =>
        new HeadLines(head).Any(static line => FtpLogParser.IsVsftpd(line) && line.IndexOf("] "u8) > 0) ? new Detection(85, "lines of vsftpd (OK UPLOAD: Client ...)")
        : new HeadLines(head).Any(static line => FtpLogParser.IsXferlog(line)) ? new Detection(85, "lines of xferlog") : Detection.None;

    private static Detection DetectSamba(byte[] head, string file) =>
        new HeadLines(head).Any(static line => line.IndexOf("smbd_audit"u8) >= 0 && (line.IndexOf("|ok|"u8) > 0 || line.IndexOf("|fail ("u8) > 0))
            ? new Detection(85, "lines of Samba's full_audit (smbd_audit)") : Detection.None;
}
