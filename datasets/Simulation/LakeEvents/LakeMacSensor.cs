using System.Buffers;
using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.MacOS;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>
/// What becomes of eslogger's exec and create. The reader finds a parent by what it saw run before; the machine's process ids are not used twice within
/// its memory, so that this is the true parent.
/// </summary>
internal sealed class LakeMacSensor(LakeOutlet outlet, HostRecords records) : IMacSensor, IRecordNumbering
{
    private const string Launchd = "/sbin/launchd";

    // What a POSIX shell takes as itself: others stand in single quotes.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_");

    private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);

    public void Started(DemoHost host, long at, RunningProgram program, IReadOnlyList<string> arguments)
    {
        var start = Begin(EventKind.ProcessStart, at, host, program);
        start.CommandLine = string.Join(' ', arguments.Select(Quoted));
        start.ParentPath = program.Parent?.Path ?? Launchd;
        start.ParentKey = EndpointSecurityEvents.KeyOf(program.Parent?.Pid ?? 1);
        outlet.Enrich(start);
        records.Add(this, host, at, start);
    }

    public void Created(DemoHost host, long at, RunningProgram program, string path)
    {
        var created = Begin(EventKind.FileAccess, at, host, program);
        created.FilePath = path;
        created.FileExtension = outlet.Text.Extension(Encoding.UTF8.GetBytes(path), backslash: false);
        outlet.Enrich(created);
        records.Add(this, host, at, created);
    }

    public void Number(DemoHost host, SecurityEvent enriched, long at, bool isSecond)
    {
        var sequence = _next.GetValueOrDefault(host.Name);
        _next[host.Name] = sequence + 1;
        enriched.RecordId = LakeOutlet.Number(sequence);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(enriched.Source);
        identity.Add(enriched.Host);
        identity.Add(enriched.TimeMicros);
        identity.Add(sequence);
        enriched.Identity = identity.ToIdentity();
    }

    private static string Quoted(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Plain) ? argument : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private SecurityEvent Begin(EventKind kind, long at, DemoHost host, RunningProgram program)
    {
        var begun = outlet.Begin();
        (begun.Source, begun.Kind, begun.TimeMicros, begun.Platform) = (EsloggerParser.Source, kind, at, Platform.MacOS);
        (begun.Host, begun.ProcessPath, begun.ProcessKey, begun.Outcome) = (host.FullName, program.Path, EndpointSecurityEvents.KeyOf(program.Pid), Outcome.Success);
        var login = EndpointSecurityEvents.LoginOf(host);
        MacAccounts.Fill(begun, login, program.User == "root" ? 0 : login, outlet.Text);
        return begun;
    }
}

/// <summary>What becomes of mDNSResponder's questions: the asking program, and a mark that stands for the masked name.</summary>
internal sealed class LakeMacNameSensor(LakeOutlet outlet) : IMacNameSensor
{
    private int _request = UnifiedLog.FirstRequest;

    public void Asked(DemoHost host, long at, RunningProgram client, DnsExchange dns)
    {
        var request = ++_request;
        if (dns.Name == "local" || dns.Name.EndsWith(".local", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var question = outlet.Begin();
        (question.Source, question.Kind, question.TimeMicros, question.Platform) = (MdnsResponderParser.Source, EventKind.DnsQuery, at, Platform.MacOS);
        (question.Host, question.Process, question.ProcessKey, question.HostSide) = (host.FullName, client.Name, outlet.Text.NumberText(client.Pid), HostSide.Source);
        question.RecordId = "R" + LakeOutlet.Number(request);
        question.DnsName = InvariantText.Text($"#{UnifiedLog.NameHash(dns.Name):x8}");
        question.DnsType = dns.Type;
        outlet.Enrich(question);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(question.Source);
        identity.Add(question.Host);
        identity.Add(at);
        identity.Add(request);
        question.Identity = identity.ToIdentity();
        outlet.Emit(question);
    }
}
