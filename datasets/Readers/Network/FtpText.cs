namespace Det0131.Datasets.Readers.Network;

/// <summary>FTP's commands (RFC 959 and its extensions). Thread-safe.</summary>
internal static class FtpText
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Commands = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "USER", "PASS", "ACCT", "CWD", "CDUP", "SMNT", "QUIT", "REIN", "PORT", "PASV", "TYPE", "STRU", "MODE", "RETR", "STOR", "STOU", "APPE", "ALLO", "REST", "RNFR", "RNTO",
        "ABOR", "DELE", "RMD", "MKD", "PWD", "LIST", "NLST", "SITE", "SYST", "STAT", "HELP", "NOOP", "AUTH", "PBSZ", "PROT", "FEAT", "OPTS", "EPRT", "EPSV", "SIZE", "MDTM",
        "MLST", "MLSD", "XPWD", "XCWD", "ControlChannelOpened", "ControlChannelClosed", "DataChannelOpened", "DataChannelClosed",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the word is one of FTP, or what IIS writes in the place of one; any case.</summary>
    public static bool IsCommand(ReadOnlySpan<byte> word)
    {
        Span<char> letters = stackalloc char[24];
        return word.Length <= letters.Length && Commands.Contains(letters[..System.Text.Encoding.Latin1.GetChars(word, letters)]);
    }

    /// <summary>Whether the command moves a file; any case.</summary>
    public static bool IsTransfer(ReadOnlySpan<byte> command) => IsUpload(command) || System.Text.Ascii.EqualsIgnoreCase(command, "RETR"u8);

    /// <summary>Whether the client sends the file.</summary>
    public static bool IsUpload(ReadOnlySpan<byte> command) =>
        System.Text.Ascii.EqualsIgnoreCase(command, "STOR"u8) || System.Text.Ascii.EqualsIgnoreCase(command, "STOU"u8) || System.Text.Ascii.EqualsIgnoreCase(command, "APPE"u8);
}
