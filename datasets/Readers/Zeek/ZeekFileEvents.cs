using System.Text;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>
/// Fills events from the logs that tell which file or mail moved on a connection: ftp, smtp, files and smb_files. Each method gives why the row cannot be used, or null.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// The connection has a row of its own in conn with the same bytes: who adds up leaves out files with a flow's key, and a mail has no bytes here.
/// The name that logs on to an FTP server is the server's, and so says nothing about who sits at the client; it is not read.
/// </remarks>
internal sealed class ZeekFileEvents(ZeekText text, Utf8Interner interner)
{
    /// <summary>Pipes for calls to a Windows host, which SMB opens as if they were files.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Pipes = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "atsvc", "browser", "dav rpc service", "eventlog", "initshutdown", "keysvc", "lsarpc", "lsass", "msftewds", "netdfs", "netlogon", "ntsvcs", "protected_storage",
        "samr", "scerpc", "spoolss", "srvsvc", "svcctl", "tapsrv", "trkwks", "unixinfo", "w32time", "winreg", "wkssvc",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a row is that no event is made of; null: one is.</summary>
    public static string? SaysNothing(ZeekLog log, in ZeekRow row) => log switch
    {
        ZeekLog.Ssl when row.Get(ZeekField.ServerName).IsEmpty => "zeek ssl without server name",
        ZeekLog.Ftp when !FtpText.IsTransfer(row.Get(ZeekField.Command)) => "zeek ftp command that moves no file",
        ZeekLog.Smtp when row.Get(ZeekField.MailFrom).IsEmpty && row.Get(ZeekField.Recipients).IsEmpty => "zeek smtp without sender and recipient",
        ZeekLog.Files => FileSaysNothing(row),
        ZeekLog.SmbFiles when IsPipe(row) => "zeek smb pipe",
        _ => null,
    };

    /// <summary>Of versions before 5, where a file names senders, receivers and connections instead of a connection's ends.</summary>
    public string? OldCommon(in ZeekRow row, SecurityEvent filled)
    {
        if (ZeekEvents.Time(row, filled) is { } reason)
        {
            return reason;
        }

        var (sender, receiver) = (row.First(ZeekField.Senders, interner), row.First(ZeekField.Receivers, interner));
        if (sender is null || receiver is null)
        {
            return NetworkText.AddressMissing;
        }

        if (!IsAddress(sender) || !IsAddress(receiver))
        {
            return NetworkText.AddressBad;
        }

        (sender, receiver) = (sender.ToLowerInvariant(), receiver.ToLowerInvariant());
        (filled.SourceAddress, filled.DestinationAddress) = IsUpload(row) == false ? (receiver, sender) : (sender, receiver);
        filled.RecordId = filled.FlowKey = row.First(ZeekField.Connections, interner);
        return null;
    }

    /// <summary>A transfer as the control connection tells it, with the server's answer.</summary>
    public string? Ftp(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application, filled.Transport) = ("zeek.ftp", EventKind.FileAccess, "ftp", "tcp");
        filled.Outcome = row.Get(ZeekField.ReplyCode) switch
        {
            [(byte)'1' or (byte)'2', ..] => Outcome.Success,
            [(byte)'4' or (byte)'5', ..] => Outcome.Failure,
            _ => Outcome.Unknown,
        };
        if (!TryBytes(row.Get(ZeekField.FileSize), out var size))
        {
            return NetworkText.CountBad;
        }

        SetBytes(filled, size, size, FtpText.IsUpload(row.Get(ZeekField.Command)));
        var argument = row.Get(ZeekField.Argument);
        SetFile(filled, argument.IndexOf("://"u8) > 0 && argument[(argument.IndexOf("://"u8) + 3)..] is var rest && rest.IndexOf((byte)'/') is >= 0 and var slash ? rest[slash..] : argument);
        return Identify(filled, row.Get(ZeekField.Command), filled.FilePath);
    }

    /// <summary>A mail: who sent it, and the first recipient's domain as where to. Attachments are in files.</summary>
    public string? Smtp(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application, filled.Transport) = ("zeek.smtp", EventKind.NetworkFlow, "smtp", "tcp");
        filled.User = MailText.AddressOf(text.Unescape(row.Get(ZeekField.MailFrom), ZeekText.MaxTextBytes), interner);
        filled.Domain = row.First(ZeekField.Recipients, interner) is { } recipient ? MailText.DomainOf(recipient, interner) : null;
        return Identify(filled, row.Get(ZeekField.TransDepth), filled.User);
    }

    /// <summary>A file that Zeek saw on a connection, with what was seen of it.</summary>
    public string? File(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = ("zeek.files", EventKind.FileAccess);
        var source = row.Get(ZeekField.FileSource);
        filled.Application = source.SequenceEqual("FTP_DATA"u8) ? "ftp-data" : text.Lower(source);
        filled.Transport ??= "tcp";
        if (!TryBytes(row.Get(ZeekField.SeenBytes), out var seen) || !TryBytes(row.Get(ZeekField.TotalBytes), out var total))
        {
            return NetworkText.CountBad;
        }

        // Without the connection's key nothing tells that conn counts the same bytes.
        SetBytes(filled, total ?? seen, filled.FlowKey is null ? null : seen, IsUpload(row));
        SetFile(filled, row.Get(ZeekField.FileName));
        return Identify(filled, row.Get(ZeekField.FileId), null);
    }

    /// <summary>A file on a share: opened, renamed, deleted. Its size is not what moved.</summary>
    public string? Share(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application, filled.Transport) = ("zeek.smb_files", EventKind.FileAccess, "smb", "tcp");
        if (!TryBytes(row.Get(ZeekField.Size), out var size))
        {
            return NetworkText.CountBad;
        }

        filled.FileBytes = size;
        var share = text.Text(row.Get(ZeekField.Share));
        var name = text.Text(row.Get(ZeekField.Name));
        var path = share is null || name is null ? share ?? name : $"{share.TrimEnd('\\')}\\{name.TrimStart('\\')}";
        (filled.FilePath, filled.FileExtension) = (path, path is null ? null : PathText.Extension(path, interner));
        return Identify(filled, row.Get(ZeekField.Action), filled.FilePath);
    }

    private static string? FileSaysNothing(in ZeekRow row)
    {
        var source = row.Get(ZeekField.FileSource);
        var mime = row.Get(ZeekField.MimeType);
        if (source.SequenceEqual("SSL"u8) || source.SequenceEqual("DTLS"u8) || mime.StartsWith("application/x-x509"u8) || mime.SequenceEqual("application/pkix-cert"u8))
        {
            return "zeek file that is a certificate";
        }

        if (source.SequenceEqual("HTTP"u8) && IsUpload(row) == false)
        {
            return "zeek file of an http answer, which http tells of";
        }

        return source.SequenceEqual("SMTP"u8) && row.Get(ZeekField.FileName).IsEmpty ? "zeek part of a mail without a name" : null;
    }

    private static bool IsPipe(in ZeekRow row)
    {
        var share = row.Get(ZeekField.Share);
        var name = row.Get(ZeekField.Name).Trim((byte)'\\');
        if (row.Get(ZeekField.Action).StartsWith("SMB::PIPE"u8) || share.EndsWith("IPC$"u8))
        {
            return true;
        }

        Span<char> letters = stackalloc char[32];
        return share.IsEmpty && name.Length <= letters.Length && Pipes.Contains(letters[..Encoding.Latin1.GetChars(name, letters)]);
    }

    /// <summary>Whether the originator sends the file; null when the row does not say.</summary>
    private static bool? IsUpload(in ZeekRow row) => row.Get(ZeekField.IsFromOriginator) switch
    {
        [(byte)'T' or (byte)'t', ..] => true,
        [(byte)'F' or (byte)'f', ..] => false,
        _ => null,
    };

    /// <summary>A file moves one way.</summary>
    private static void SetBytes(SecurityEvent filled, long? size, long? moved, bool? isUpload)
    {
        filled.FileBytes = size;
        if (moved is not null && isUpload is { } up)
        {
            (filled.SourceBytes, filled.DestinationBytes) = (up ? moved : 0, up ? 0 : moved);
        }
    }

    private void SetFile(SecurityEvent filled, ReadOnlySpan<byte> name)
    {
        var path = text.Unescape(name, HttpFacts.LongestPathBytes);
        filled.FilePath = path.IsEmpty ? null : interner.Intern(path);
        filled.FileExtension = filled.Outcome == Outcome.Failure ? null : PathText.Extension(path, interner);
    }

    private static bool TryBytes(ReadOnlySpan<byte> value, out long? bytes)
    {
        bytes = null;
        if (value.IsEmpty)
        {
            return true;
        }

        var isCount = ZeekText.TryCount(value, out var count);
        bytes = isCount ? count : null;
        return isCount;
    }

    private static bool IsAddress(string value)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Encoding.UTF8.TryGetBytes(value, bytes, out var length) && ZeekText.IsAddress(bytes[..length]);
    }

    /// <summary>Always null, to end a method with.</summary>
    private static string? Identify(SecurityEvent filled, ReadOnlySpan<byte> number, string? name)
    {
        if (filled.RecordId is not null)
        {
            filled.Identity = ZeekEvents.Identity(filled, number, name);
        }

        return null;
    }
}
