using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>Turns the event data of Security 4663 (object access), 4688 (process creation) and 5156 (connection permitted) into events.</summary>
internal static class SecurityEvents
{
    private static ReadOnlySpan<byte> Nobody => "S-1-0-0"u8;

    /// <summary>Fills what depends on the event data; false with a reason when the record cannot be used.</summary>
    public static bool TryMap(int id, WindowsFields fields, SecurityEvent filled, HostText text, HostAddresses addresses, out string reason)
    {
        var image = fields[id == ObjectAccess.EventId && fields.Has(WindowsField.ProcessName) ? WindowsField.ProcessName : WindowsField.Image];
        filled.ProcessPath = text.Text(image);
        filled.Process = text.BaseName(image, backslash: true);
        filled.Outcome = Outcome.Success;
        return id switch
        {
            4688 => TryStart(fields, filled, text, out reason),
            ObjectAccess.EventId => TryAccess(fields, filled, text, out reason),
            _ => TryFlow(fields, filled, text, addresses, out reason),
        };
    }

    private static bool TryAccess(WindowsFields fields, SecurityEvent filled, HostText text, out string reason)
    {
        var path = fields[fields.Has(WindowsField.ObjectName) ? WindowsField.ObjectName : WindowsField.TargetFilename];
        filled.Kind = EventKind.FileAccess;
        filled.FilePath = text.Text(path);
        filled.FileExtension = text.Extension(path, backslash: true);
        filled.ProcessKey = text.ProcessId(fields[WindowsField.ProcessId]);
        FillUser(fields, filled, text);
        reason = "file name missing";
        return filled.FilePath is not null;
    }

    private static bool TryStart(WindowsFields fields, SecurityEvent filled, HostText text, out string reason)
    {
        var parent = fields[WindowsField.ParentImage];
        filled.Kind = EventKind.ProcessStart;
        filled.CommandLine = HostText.Cut(fields[WindowsField.CommandLine].TrimEnd((byte)' '));
        filled.ParentPath = text.Text(parent);
        filled.Parent = text.BaseName(parent, backslash: true);
        filled.ParentKey = text.ProcessId(fields[WindowsField.ProcessId]);
        filled.ProcessKey = text.ProcessId(fields[WindowsField.NewProcessId]);
        FillUser(fields, filled, text);
        reason = "image and command line missing";
        return filled.Process is not null || filled.CommandLine is not null;
    }

    /// <summary>The new process runs as Target where that is set (version 2 of the event, another account), else as Subject, who created it.</summary>
    private static void FillUser(WindowsFields fields, SecurityEvent filled, HostText text)
    {
        var subjectSid = fields[WindowsField.SubjectUserSid];
        var subject = WindowsAccounts.NameOf(fields[WindowsField.SubjectDomainName], fields[WindowsField.SubjectUserName], text)
            ?? text.Lower(fields[WindowsField.User]);
        var subjectClass = WindowsAccounts.ClassOf(subject, subjectSid);
        (filled.User, filled.UserClass) = (subject, subjectClass);

        var target = WindowsAccounts.NameOf(fields[WindowsField.TargetDomainName], fields[WindowsField.TargetUserName], text);
        var targetSid = fields[WindowsField.TargetUserSid];
        if (target is null || targetSid.SequenceEqual(Nobody))
        {
            return;
        }

        (filled.User, filled.UserClass) = (target, WindowsAccounts.ClassOf(target, targetSid));
        filled.PrivilegeChange = WindowsAccounts.Change(subject, subjectClass, target, text);
    }

    private static bool TryFlow(WindowsFields fields, SecurityEvent filled, HostText text, HostAddresses addresses, out string reason)
    {
        filled.Kind = EventKind.NetworkFlow;
        var protocol = fields[WindowsField.Protocol];
        filled.Transport = HostText.Number(protocol) is { } number ? IpProtocol.Name(number) : text.Lower(protocol);
        filled.SourceAddress = text.Address(fields[WindowsField.SourceIp]);
        filled.SourcePort = HostText.Port(fields[WindowsField.SourcePort]);
        filled.DestinationAddress = text.Address(fields[WindowsField.DestinationIp]);
        filled.DestinationPort = HostText.Port(fields[WindowsField.DestinationPort]);
        filled.ProcessKey = text.ProcessId(fields[WindowsField.ProcessId]) ?? text.ProcessId(IdInMessage(fields[WindowsField.Message]));
        reason = "destination address missing";
        if (filled.DestinationAddress is null)
        {
            return false;
        }

        filled.HostSide = SideOf(fields[WindowsField.Direction], filled, addresses);
        return true;
    }

    private static HostSide SideOf(ReadOnlySpan<byte> direction, SecurityEvent flow, HostAddresses addresses) => direction switch
    {
        _ when direction.SequenceEqual("%%14593"u8) || direction.SequenceEqual("Outbound"u8) || direction.SequenceEqual("outbound"u8) => addresses.Outbound(flow),
        _ when direction.SequenceEqual("%%14592"u8) || direction.SequenceEqual("Inbound"u8) || direction.SequenceEqual("inbound"u8) => addresses.Inbound(flow, isReceiverInDestination: true),
        _ => HostSide.Unknown,
    };

    /// <summary>
    /// Older NXLog writes the emitter's id (4) over the event's ProcessID. The rendered text keeps it, where it is in English:
    /// <c>Process ID:\t\t3548</c>, the first of that name.
    /// </summary>
    private static ReadOnlySpan<byte> IdInMessage(ReadOnlySpan<byte> message)
    {
        var label = "Process ID:"u8;
        var at = message.IndexOf(label);
        if (at < 0)
        {
            return default;
        }

        var rest = message[(at + label.Length)..].TrimStart(" \t"u8);
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? rest : rest[..end];
    }
}
