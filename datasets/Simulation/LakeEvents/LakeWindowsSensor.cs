using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Windows;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>What becomes of Sysmon 1, 3, 11 and 22 and of Security 4688 and 5156.</summary>
internal sealed class LakeWindowsSensor(LakeOutlet outlet, HostRecords records) : IWindowsSensor, IRecordNumbering
{
    private const string Sysmon = "windows.sysmon";
    private const string Security = "windows.security";
    private const string NoVersionField = "-";

    private readonly Dictionary<string, string> _devicePaths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string User, UserClass Class)> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Sysmon, long Security)> _last = new(StringComparer.Ordinal);

    public void Started(DemoHost host, long at, RunningProgram program, RunningProgram parent, WindowsProgram facts)
    {
        var (user, userClass) = AccountOf(program.User);
        var (parentUser, parentClass) = AccountOf(parent.User);
        var start = Begin(Sysmon, EventKind.ProcessStart, LakeOutlet.Milliseconds(at), host, program.Path, program.Key);
        (start.User, start.UserClass) = (user, userClass);
        start.OriginalName = facts.OriginalName == NoVersionField ? null : facts.OriginalName;
        (start.CommandLine, start.ParentPath, start.ParentKey) = (program.CommandLine, parent.Path, parent.Key);
        start.PrivilegeChange = WindowsAccounts.Change(parentUser, parentClass, user, outlet.Text);
        outlet.Enrich(start);
        program.Start = LakeOutlet.FactsOf(start);
        records.Add(this, host, at, start);

        var audited = Begin(Security, EventKind.ProcessStart, LakeOutlet.Seconds(at + 1_000), host, program.Path, outlet.Text.NumberText(program.Pid));
        (audited.CommandLine, audited.ParentPath, audited.ParentKey) = (program.CommandLine, parent.Path, outlet.Text.NumberText(parent.Pid));
        var isSystem = program.User.StartsWith("NT AUTHORITY", StringComparison.Ordinal);
        (audited.User, audited.UserClass) = isSystem ? ($@"{host.Domain}\{host.ShortName}$", UserClass.System) : (user, userClass);
        outlet.Enrich(audited);
        program.AuditedStart = LakeOutlet.FactsOf(audited);
        records.Add(this, host, at + 1_000, audited, isSecond: true);
    }

    public void FileCreated(DemoHost host, long at, RunningProgram program, string path)
    {
        var created = Begin(Sysmon, EventKind.FileAccess, LakeOutlet.Milliseconds(at), host, program.Path, program.Key);
        (created.User, created.UserClass) = AccountOf(program.User);
        created.Outcome = Outcome.Unknown;
        created.FilePath = path;
        created.FileExtension = outlet.Text.Extension(Encoding.UTF8.GetBytes(path), backslash: true);
        outlet.Enrich(created);
        records.Add(this, host, at, created);
    }

    public void Connected(DemoHost host, long at, RunningProgram program, int port, Peer peer)
    {
        var flow = Begin(Sysmon, EventKind.NetworkFlow, LakeOutlet.Milliseconds(at), host, program.Path, program.Key);
        (flow.User, flow.UserClass) = AccountOf(program.User);
        flow.Transport = peer.Transport;
        flow.Domain = peer.Name.Length == 0 ? null : peer.Name;
        Ends(flow, host, port, peer);
        outlet.Enrich(flow);
        LakeOutlet.Join(flow, program.Start);
        records.Add(this, host, at + 4_000, flow);
    }

    public void Permitted(DemoHost host, long at, RunningProgram program, int port, Peer peer)
    {
        var flow = Begin(Security, EventKind.NetworkFlow, LakeOutlet.Seconds(at + 1_000), host, DevicePathOf(program), outlet.Text.NumberText(program.Pid));
        flow.Transport = peer.Transport == "udp" ? "udp" : "tcp";
        Ends(flow, host, port, peer);
        outlet.Enrich(flow);
        LakeOutlet.Join(flow, program.AuditedStart);
        records.Add(this, host, at + 1_000, flow, isSecond: true);
    }

    public void Asked(DemoHost host, long at, RunningProgram program, DnsExchange dns)
    {
        var question = Begin(Sysmon, EventKind.DnsQuery, LakeOutlet.Milliseconds(at), host, program.Path, program.Key);
        (question.User, question.UserClass) = AccountOf(program.User);
        question.DnsName = dns.Name;
        (question.DnsResponse, question.Outcome) = dns.Answer is null ? ("NXDOMAIN", Outcome.Failure) : ("NOERROR", Outcome.Success);
        outlet.Enrich(question);
        LakeOutlet.Join(question, program.Start);
        records.Add(this, host, at + 30_000, question);
    }

    /// <summary>Channels count their records on their own, from wherever the host's history stands.</summary>
    public void Number(DemoHost host, SecurityEvent enriched, long at, bool isSecond)
    {
        if (!_last.TryGetValue(host.Name, out var last))
        {
            last = (WindowsEvents.FirstRecord(host, isSysmon: true), WindowsEvents.FirstRecord(host, isSysmon: false));
        }

        last = isSecond ? last with { Security = last.Security + 1 } : last with { Sysmon = last.Sysmon + 1 };
        _last[host.Name] = last;
        var number = LakeOutlet.Number(isSecond ? last.Security : last.Sysmon);
        enriched.RecordId = (isSecond ? "Security/" : "Microsoft-Windows-Sysmon/Operational/") + number;
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(enriched.Source);
        identity.Add(enriched.Host);
        identity.Add(number);
        identity.Add(LakeOutlet.Seconds(at));
        enriched.Identity = identity.ToIdentity();
    }

    private static void Ends(SecurityEvent flow, DemoHost host, int port, Peer peer)
    {
        (flow.SourceAddress, flow.SourcePort, flow.DestinationAddress, flow.DestinationPort) = (host.Address, port, peer.Address, peer.Port);
        flow.HostSide = HostSide.Source;
    }

    private SecurityEvent Begin(string source, EventKind kind, long timeMicros, DemoHost host, string path, string key)
    {
        var begun = outlet.Begin();
        (begun.Source, begun.Kind, begun.TimeMicros, begun.Platform) = (source, kind, timeMicros, Platform.Windows);
        (begun.Host, begun.ProcessPath, begun.ProcessKey, begun.Outcome) = (host.FullName, path, key, Outcome.Success);
        return begun;
    }

    /// <summary>Bounded by the accounts of the site.</summary>
    private (string User, UserClass Class) AccountOf(string user)
    {
        if (!_accounts.TryGetValue(user, out var account))
        {
            var lower = user.ToLowerInvariant();
            _accounts[user] = account = (lower, WindowsAccounts.ClassOf(lower, default));
        }

        return account;
    }

    private string DevicePathOf(RunningProgram program)
    {
        if (!_devicePaths.TryGetValue(program.Path, out var path))
        {
            _devicePaths[program.Path] = path = WindowsEvents.DevicePath(program);
        }

        return path;
    }
}
