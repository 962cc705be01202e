using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>What becomes of the audit system's execve, openat and connect.</summary>
internal sealed class LakeLinuxSensor(LakeOutlet outlet, HostRecords records) : ILinuxSensor, IRecordNumbering
{
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    public void Executed(DemoHost host, long at, RunningProgram program, IReadOnlyList<string> arguments, string login, string folder)
    {
        var start = Begin(EventKind.ProcessStart, at, host, program, login);
        start.CommandLine = string.Join(' ', arguments.Select(Quoted));
        start.ParentKey = outlet.Text.NumberText(program.Parent?.Pid ?? 1);
        outlet.Enrich(start);
        LakeOutlet.JoinParent(start, program.Parent?.Start);
        program.Start = LakeOutlet.FactsOf(start);
        records.Add(this, host, at, start);
    }

    public void Opened(DemoHost host, long at, RunningProgram program, string path, string login)
    {
        var opened = Begin(EventKind.FileAccess, at, host, program, login);
        opened.FilePath = path;
        opened.FileExtension = outlet.Text.Extension(Encoding.UTF8.GetBytes(path), backslash: false);
        outlet.Enrich(opened);
        records.Add(this, host, at, opened);
    }

    public void Connected(DemoHost host, long at, RunningProgram program, Peer peer)
    {
        var flow = Begin(EventKind.NetworkFlow, at, host, program, "");
        (flow.HostSide, flow.DestinationAddress, flow.DestinationPort) = (HostSide.Source, peer.Address, peer.Port);
        outlet.Enrich(flow);
        LakeOutlet.Join(flow, program.Start);
        records.Add(this, host, at, flow);
    }

    public void Number(DemoHost host, SecurityEvent enriched, long at, bool isSecond)
    {
        var serial = _last[host.Name] = (_last.TryGetValue(host.Name, out var last) ? last : AuditRecords.FirstSerial(host)) + 1;
        enriched.RecordId = LakeOutlet.Number(serial);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(enriched.Source);
        identity.Add(enriched.Host);
        identity.Add(enriched.TimeMicros);
        identity.Add(serial);
        enriched.Identity = identity.ToIdentity();
    }

    /// <summary>The reader quotes what is empty or holds white space.</summary>
    private static string Quoted(string argument) =>
        argument.Length == 0 || argument.AsSpan().ContainsAny(" \t\r\n") ? $"\"{argument}\"" : argument;

    private SecurityEvent Begin(EventKind kind, long at, DemoHost host, RunningProgram program, string login)
    {
        var begun = outlet.Begin();
        (begun.Source, begun.Kind, begun.TimeMicros, begun.Platform) = ("linux.auditd", kind, LakeOutlet.Milliseconds(at), Platform.Linux);
        (begun.Host, begun.ProcessPath, begun.ProcessKey, begun.Outcome) = (host.FullName, program.Path, outlet.Text.NumberText(program.Pid), Outcome.Success);
        var actor = login.Length == 0 ? program.User : login;
        begun.User = actor;
        begun.UserClass = UnixAccounts.ClassOf(LinuxUserIds.Of(actor), Platform.Linux);
        if (LinuxUserIds.Of(actor) != LinuxUserIds.Of(program.User))
        {
            begun.PrivilegeChange = $"{actor}>{program.User}";
        }

        return begun;
    }
}
