using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Datasets.Readers.Windows;
using Det0131.Models.Events;
using DefenderRow = Det0131.Datasets.Readers.Defender.DefenderFields.DefenderRow;

namespace Det0131.Datasets.Readers.Defender;

/// <summary>What a row says happened.</summary>
internal enum DefenderKind : byte
{
    None = 0,
    ProcessStart,
    Outbound,
    Inbound,

    /// <summary>A connection that was there when it was looked for: who opened it is not told.</summary>
    Found,
    File,
    DnsAnswer,
    DnsInspected,
}

/// <summary>Turns rows into events. Not thread-safe.</summary>
internal sealed class DefenderEvents
{
    private readonly HostText text = new();
    private readonly DevicePlatforms platforms = new();
    private readonly JsonFields additional = new("DnsQueryString", "query", "qtype_name", "rcode_name");

    /// <summary>What the row is, by its ActionType; rows of the sensor's own process reports have none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="unread">Why it is not read, when it is None.</param>
    public static DefenderKind KindOf(DefenderRow row, out string unread)
    {
        unread = "action that is not read";
        var action = row[DefenderField.ActionType];
        switch (action)
        {
            case []:
                unread = "no row of a device table";
                return row[DefenderField.ProcessCommandLine].IsEmpty ? DefenderKind.None : DefenderKind.ProcessStart;
            case var _ when action.SequenceEqual("ProcessCreated"u8):
                return DefenderKind.ProcessStart;
            case var _ when action.SequenceEqual("ConnectionSuccess"u8) || action.SequenceEqual("ConnectionAttempt"u8)
                || action.SequenceEqual("ConnectionRequest"u8) || action.SequenceEqual("ConnectionFailed"u8):
                return DefenderKind.Outbound;
            case var _ when action.SequenceEqual("InboundConnectionAccepted"u8):
                return DefenderKind.Inbound;
            case var _ when action.SequenceEqual("ConnectionFound"u8):
                return DefenderKind.Found;
            case var _ when action.SequenceEqual("FileCreated"u8) || action.SequenceEqual("FileModified"u8) || action.SequenceEqual("FileRenamed"u8):
                return DefenderKind.File;
            case var _ when action.SequenceEqual("DnsQueryResponse"u8):
                return DefenderKind.DnsAnswer;
            case var _ when action.SequenceEqual("DnsConnectionInspected"u8):
                return DefenderKind.DnsInspected;
            default:
                return DefenderKind.None;
        }
    }

    /// <summary>Fills what the row tells, but for time and identity. Null when it did; else why the row cannot be used.</summary>
    public string? Fill(DefenderKind kind, DefenderRow row, SecurityEvent filled)
    {
        filled.Host = text.DomainName(row[DefenderField.DeviceName]);
        filled.Platform = platforms.Of(filled.Host, row);
        if (kind == DefenderKind.ProcessStart)
        {
            return FillStart(row, filled);
        }

        FillProcess(row, filled);
        return kind switch
        {
            DefenderKind.File => FillFile(row, filled),
            DefenderKind.DnsAnswer or DefenderKind.DnsInspected => FillQuery(row, filled),
            _ => FillFlow(kind, row, filled),
        };
    }

    private string? FillStart(DefenderRow row, SecurityEvent filled)
    {
        var isWindows = filled.Platform == Platform.Windows;
        filled.Source = "defender.process";
        filled.Kind = EventKind.ProcessStart;
        filled.ProcessPath = PathOf(row[DefenderField.FolderPath], row[DefenderField.FileName], text);
        filled.Process = text.BaseName(row[DefenderField.FileName], isWindows) ?? BaseOf(filled.ProcessPath);
        filled.OriginalName = text.Lower(row[DefenderField.OriginalFileName]);
        filled.CommandLine = HostText.Cut(row[DefenderField.ProcessCommandLine].TrimEnd((byte)' '));
        filled.ProcessKey = Key(row[DefenderField.ProcessId], row[DefenderField.ProcessCreationTime]);
        filled.ParentPath = PathOf(row[DefenderField.InitiatingFolderPath], row[DefenderField.InitiatingFileName], text);
        filled.Parent = text.BaseName(row[DefenderField.InitiatingFileName], isWindows) ?? BaseOf(filled.ParentPath);
        filled.ParentKey = Key(row[DefenderField.InitiatingProcessId], row[DefenderField.InitiatingCreationTime]);

        var starter = WindowsAccounts.NameOf(row[DefenderField.InitiatingAccountDomain], row[DefenderField.InitiatingAccountName], text);
        var starterClass = ClassOf(starter, row[DefenderField.InitiatingAccountSid], filled.Platform);
        var user = WindowsAccounts.NameOf(row[DefenderField.AccountDomain], row[DefenderField.AccountName], text);
        filled.User = user ?? starter;
        filled.UserClass = user is null ? starterClass : ClassOf(user, row[DefenderField.AccountSid], filled.Platform);
        filled.PrivilegeChange = WindowsAccounts.Change(starter, starterClass, user, text);
        filled.Outcome = Outcome.Success;
        return filled.Process is null && filled.CommandLine is null ? "image and command line missing" : null;
    }

    /// <summary>The process that did it, and as whom.</summary>
    private void FillProcess(DefenderRow row, SecurityEvent filled)
    {
        filled.ProcessPath = PathOf(row[DefenderField.InitiatingFolderPath], row[DefenderField.InitiatingFileName], text);
        filled.Process = text.BaseName(row[DefenderField.InitiatingFileName], filled.Platform == Platform.Windows) ?? BaseOf(filled.ProcessPath);
        filled.ProcessKey = Key(row[DefenderField.InitiatingProcessId], row[DefenderField.InitiatingCreationTime]);
        filled.CommandLine = HostText.Cut(row[DefenderField.InitiatingCommandLine].TrimEnd((byte)' '));
        filled.User = WindowsAccounts.NameOf(row[DefenderField.InitiatingAccountDomain], row[DefenderField.InitiatingAccountName], text);
        filled.UserClass = ClassOf(filled.User, row[DefenderField.InitiatingAccountSid], filled.Platform);
    }

    private string? FillFile(DefenderRow row, SecurityEvent filled)
    {
        filled.Source = "defender.file";
        filled.Kind = EventKind.FileAccess;
        filled.FilePath = PathOf(row[DefenderField.FolderPath], row[DefenderField.FileName], text);
        filled.FileExtension = text.Extension(row[row[DefenderField.FileName].IsEmpty ? DefenderField.FolderPath : DefenderField.FileName], backslash: true);
        filled.FileBytes = row.Count(DefenderField.FileSize);
        filled.Outcome = Outcome.Success;
        return filled.FilePath is null ? "file name missing" : null;
    }

    private string? FillFlow(DefenderKind kind, DefenderRow row, SecurityEvent filled)
    {
        filled.Source = "defender.network";
        filled.Kind = EventKind.NetworkFlow;
        var (local, remote) = (text.Address(row[DefenderField.LocalIp]), text.Address(row[DefenderField.RemoteIp]));
        var (localPort, remotePort) = (HostText.Port(row[DefenderField.LocalPort]), HostText.Port(row[DefenderField.RemotePort]));
        var isIn = kind == DefenderKind.Inbound;
        (filled.SourceAddress, filled.DestinationAddress) = isIn ? (remote, local) : (local, remote);
        (filled.SourcePort, filled.DestinationPort) = isIn ? (remotePort, localPort) : (localPort, remotePort);
        filled.HostSide = isIn ? HostSide.Destination : HostSide.Source;
        filled.Transport = TransportOf(row[DefenderField.Protocol]);
        FillFarEnd(row[DefenderField.RemoteUrl], filled);
        var action = row[DefenderField.ActionType];
        filled.Outcome = action.SequenceEqual("ConnectionFailed"u8) ? Outcome.Failure
            : action.SequenceEqual("ConnectionAttempt"u8) || action.SequenceEqual("ConnectionRequest"u8) ? Outcome.Unknown
            : Outcome.Success;
        return remote is null && filled.Domain is null ? "remote address missing" : null;
    }

    /// <summary>A URL or a host's name; for a host that has none its address again.</summary>
    private void FillFarEnd(ReadOnlySpan<byte> url, SecurityEvent filled)
    {
        var parts = UrlParts.Of(url);
        if (!parts.Host.IsEmpty && text.Address(parts.Host) is null)
        {
            filled.Domain = text.DomainName(parts.Host);
        }

        if (parts.Scheme is { IsEmpty: false } scheme)
        {
            filled.Application = scheme.SequenceEqual("https"u8) ? "ssl" : text.Lower(TextExcerpt.Cut(scheme, 16));
        }
    }

    private string? FillQuery(DefenderRow row, SecurityEvent filled)
    {
        filled.Source = "defender.dns";
        filled.Kind = EventKind.DnsQuery;
        if (!additional.TryRead(row.Json(DefenderField.AdditionalFields), out var values))
        {
            return "query name missing";
        }

        // What the sensor heard of an answer has the first; what it saw on the wire has Zeek's names.
        var name = values.First(0, 1);
        filled.DnsName = name < 0 ? null : text.DomainName(values.Bytes(name));
        filled.DnsType = values.Text(2, Utf8Interner.Shared)?.ToUpperInvariant();
        filled.DnsResponse = values.Text(3, Utf8Interner.Shared)?.ToUpperInvariant();
        return filled.DnsName is null ? "query name missing" : null;
    }

    /// <summary>A process id comes back: with the time of its start it is one process.</summary>
    private string? Key(ReadOnlySpan<byte> id, ReadOnlySpan<byte> created)
    {
        var number = text.ProcessId(id);
        return number is null || !LogTime.TryIso8601(created, out var micros) ? number : text.Joined(number, '@', text.NumberText(micros));
    }

    /// <summary>The whole path; some tables give the folder alone.</summary>
    private static string? PathOf(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name, HostText text)
    {
        if (folder.IsEmpty)
        {
            return text.Text(name);
        }

        var isWhole = name.IsEmpty || (folder.Length >= name.Length && System.Text.Ascii.EqualsIgnoreCase(folder[^name.Length..], name));
        if (isWhole || folder.Length + name.Length > 4096)
        {
            return text.Text(folder);
        }

        var mark = folder.IndexOf((byte)'/') >= 0 && folder.IndexOf((byte)'\\') < 0 ? (byte)'/' : (byte)'\\';
        Span<byte> whole = stackalloc byte[folder.Length + 1 + name.Length];
        folder.CopyTo(whole);
        var end = folder[^1] == mark ? folder.Length : folder.Length + 1;
        whole[end - 1] = mark;
        name.CopyTo(whole[end..]);
        return text.Text(whole[..(end + name.Length)]);
    }

    private string? BaseOf(string? path) => path is null ? null : text.BaseName(System.Text.Encoding.UTF8.GetBytes(path), backslash: true);

    /// <summary>Tcp, TcpV4, Udp, Icmp.</summary>
    private string? TransportOf(ReadOnlySpan<byte> protocol) =>
        text.Lower(TextExcerpt.Cut(protocol.EndsWith("V4"u8) || protocol.EndsWith("V6"u8) ? protocol[..^2] : protocol, 16));

    private static UserClass ClassOf(string? user, ReadOnlySpan<byte> sid, Platform platform) => platform switch
    {
        Platform.Windows => WindowsAccounts.ClassOf(user, sid),
        _ when user is "root" || user?.EndsWith("\\root", StringComparison.Ordinal) == true => UserClass.System,
        _ => UserClass.Unknown,
    };
}
