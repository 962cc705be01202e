using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>Begins the events of one file: who, where, when. Not thread-safe.</summary>
internal sealed class EsxiEvents(string file)
{
    private readonly string? fileHost = FileNameHost.Of(
        file, "hostd", "vpxa", "vpxd", "shell", "vmkernel", "vmkwarning", "auth", "syslog", "vobd", "envoy", "rhttpproxy");

    public HostText Text { get; } = new();

    /// <param name="line">The line.</param>
    /// <param name="kind">What it tells.</param>
    /// <param name="source">The event's source: <c>esxi.hostd</c>.</param>
    /// <param name="process">The acting process, lower case.</param>
    /// <param name="sink">Gives the event.</param>
    public SecurityEvent Begin(in EsxiLine line, EventKind kind, string source, string? process, IRecordSink sink)
    {
        SecurityEvent happened = sink.NewEvent();
        happened.TimeMicros = line.TimeMicros;
        happened.Source = source;
        happened.Platform = Platform.ESXi;
        happened.Kind = kind;
        happened.Host = line.Host.IsEmpty ? fileHost : Text.DomainName(line.Host);
        happened.Process = process;
        return happened;
    }

    /// <summary>
    /// <c>root</c>, <c>vpxuser</c>, or <c>vpxuser:DOMAIN\name</c>, where vCenter acts for the name behind the colon.
    /// </summary>
    public void SetUser(SecurityEvent happened, ReadOnlySpan<byte> user)
    {
        int colon = user.IndexOf((byte)':');
        ReadOnlySpan<byte> behind = colon < 0 ? default : user[(colon + 1)..];
        user = behind.IsEmpty || behind[0] == '<' ? user[..(colon < 0 ? user.Length : colon)] : behind;
        happened.User = Text.Lower(user);
        happened.UserClass = ClassOf(happened.User);
    }

    // root and the accounts that ESXi and vCenter make for themselves; vpxd-extension-* and machine-* are vCenter's solution users.
    private static UserClass ClassOf(string? user)
    {
        if (user is null)
        {
            return UserClass.Unknown;
        }

        ReadOnlySpan<char> name = user.AsSpan(user.LastIndexOf('\\') + 1);
        return name switch
        {
            "root" => UserClass.System,
            "vpxuser" or "dcui" or "daemon" or "nobody" => UserClass.Service,
            _ when name.StartsWith("vpxd-") || name.StartsWith("machine-") || name.StartsWith("vsphere-webclient-") => UserClass.Service,
            _ => UserClass.Person,
        };
    }
}
