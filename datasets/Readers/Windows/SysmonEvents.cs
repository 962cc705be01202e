using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>Turns the event data of Sysmon 1, 3, 11 and 22, on Windows and Linux, into events. The fields mean the same on both.</summary>
internal static class SysmonEvents
{
    private static ReadOnlySpan<byte> NoGuid => "00000000-0000-0000-0000-000000000000"u8;

    /// <summary>Fills what depends on the event data; false with a reason when the record cannot be used.</summary>
    /// <param name="id">1, 3, 11 or 22.</param>
    /// <param name="fields">The event data.</param>
    /// <param name="filled">Has host and platform already.</param>
    /// <param name="text">Makes the strings.</param>
    /// <param name="addresses">What is known of the hosts of this file.</param>
    /// <param name="reason">Why it cannot be used.</param>
    public static bool TryMap(int id, WindowsFields fields, SecurityEvent filled, HostText text, HostAddresses addresses, out string reason)
    {
        FillProcess(fields, filled, text);
        reason = "";
        switch (id)
        {
            case 1:
                return TryStart(fields, filled, text, out reason);
            case 3:
                return TryFlow(fields, filled, text, addresses, out reason);
            case 11:
                filled.Kind = EventKind.FileAccess;
                var path = fields[WindowsField.TargetFilename];
                filled.FilePath = text.Text(path);
                filled.FileExtension = text.Extension(path, filled.Platform == Platform.Windows);
                reason = "file name missing";
                return filled.FilePath is not null;
            default:
                filled.Kind = EventKind.DnsQuery;
                filled.DnsName = text.DomainName(fields[WindowsField.QueryName]);
                FillAnswer(fields, filled);
                reason = "query name missing";
                return filled.DnsName is not null;
        }
    }

    private static void FillProcess(WindowsFields fields, SecurityEvent filled, HostText text)
    {
        var isWindows = filled.Platform == Platform.Windows;
        var image = fields[WindowsField.Image];
        filled.ProcessPath = text.Text(image);
        filled.Process = text.BaseName(image, isWindows);
        filled.ProcessKey = Key(fields[WindowsField.ProcessGuid], fields[WindowsField.ProcessId], text);
        filled.User = text.Lower(fields[WindowsField.User]);
        filled.UserClass = ClassOf(filled.User, filled.Platform);
    }

    private static bool TryStart(WindowsFields fields, SecurityEvent filled, HostText text, out string reason)
    {
        var isWindows = filled.Platform == Platform.Windows;
        var parent = fields[WindowsField.ParentImage];
        filled.Kind = EventKind.ProcessStart;
        filled.OriginalName = text.Lower(fields[WindowsField.OriginalFileName]);
        filled.CommandLine = HostText.Cut(fields[WindowsField.CommandLine].TrimEnd((byte)' '));
        filled.ParentPath = text.Text(parent);
        filled.Parent = text.BaseName(parent, isWindows);
        filled.ParentKey = Key(fields[WindowsField.ParentProcessGuid], fields[WindowsField.ParentProcessId], text);
        var parentUser = text.Lower(fields[WindowsField.ParentUser]);
        filled.PrivilegeChange = WindowsAccounts.Change(parentUser, ClassOf(parentUser, filled.Platform), filled.User, text);
        filled.Outcome = Outcome.Success;
        reason = "image and command line missing";
        return filled.Process is not null || filled.CommandLine is not null;
    }

    private static bool TryFlow(WindowsFields fields, SecurityEvent filled, HostText text, HostAddresses addresses, out string reason)
    {
        filled.Kind = EventKind.NetworkFlow;
        filled.Transport = text.Lower(fields[WindowsField.Protocol]);
        filled.SourceAddress = text.Address(fields[WindowsField.SourceIp]);
        filled.SourcePort = HostText.Port(fields[WindowsField.SourcePort]);
        filled.DestinationAddress = text.Address(fields[WindowsField.DestinationIp]);
        filled.DestinationPort = HostText.Port(fields[WindowsField.DestinationPort]);
        reason = "destination address missing";
        if (filled.DestinationAddress is null)
        {
            return false;
        }

        var initiated = fields[WindowsField.Initiated];
        filled.HostSide = IsTrue(initiated) ? addresses.Outbound(filled)
            : initiated.IsEmpty ? HostSide.Unknown
            : addresses.Inbound(filled, isReceiverInDestination: false);
        filled.Domain = filled.HostSide switch
        {
            HostSide.Source => text.DomainName(fields[WindowsField.DestinationHostname]),
            HostSide.Destination => text.DomainName(fields[WindowsField.SourceHostname]),
            _ => null,
        };
        filled.Outcome = Outcome.Success;
        return true;
    }

    /// <summary>
    /// QueryStatus is a Windows error code (winerror.h, DNS_ERROR_RCODE_*); 9501, no records of this type, is NOERROR on the wire.
    /// Others (1460, timed out; 87) tell that it failed, not what was answered.
    /// </summary>
    private static void FillAnswer(WindowsFields fields, SecurityEvent filled)
    {
        var status = HostText.Number(fields[WindowsField.QueryStatus]);
        filled.DnsResponse = status switch
        {
            0 or 9501 => "NOERROR",
            9001 => "FORMERR",
            9002 => "SERVFAIL",
            9003 => "NXDOMAIN",
            9004 => "NOTIMP",
            9005 => "REFUSED",
            _ => null,
        };
        filled.Outcome = status switch { null => Outcome.Unknown, 0 => Outcome.Success, _ => Outcome.Failure };
    }

    private static string? Key(ReadOnlySpan<byte> guid, ReadOnlySpan<byte> pid, HostText text)
    {
        guid = guid.TrimStart((byte)'{').TrimEnd((byte)'}');
        return guid.IsEmpty || guid.SequenceEqual(NoGuid) ? text.ProcessId(pid) : text.Lower(guid);
    }

    private static UserClass ClassOf(string? user, Platform platform) => platform == Platform.Windows
        ? WindowsAccounts.ClassOf(user, default)
        : user switch { null => UserClass.Unknown, "root" => UserClass.System, _ => UserClass.Unknown };

    private static bool IsTrue(ReadOnlySpan<byte> value) => System.Text.Ascii.EqualsIgnoreCase(value, "true"u8) || value is [(byte)'1'];
}
