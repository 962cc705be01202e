namespace Det0131.Datasets.Readers.Network;

/// <summary>FTP's commands (RFC 959). Thread-safe.</summary>
internal static class FtpText
{
    /// <summary>Whether the command moves a file; any case.</summary>
    public static bool IsTransfer(ReadOnlySpan<byte> command) => IsUpload(command) || System.Text.Ascii.EqualsIgnoreCase(command, "RETR"u8);

    /// <summary>Whether the client sends the file.</summary>
    public static bool IsUpload(ReadOnlySpan<byte> command) =>
        System.Text.Ascii.EqualsIgnoreCase(command, "STOR"u8) || System.Text.Ascii.EqualsIgnoreCase(command, "STOU"u8) || System.Text.Ascii.EqualsIgnoreCase(command, "APPE"u8);
}
