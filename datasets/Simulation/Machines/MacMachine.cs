using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>
/// A Mac with eslogger (exec, create) and mDNSResponder's log. No log of the host names connections: those are the sensor's alone.
/// </summary>
internal sealed class MacMachine(DemoHost host, DayLogs logs, DemoRandom random, int? firstProcessId = null) : Machine(host, logs, random)
{
    private int _nextPid = firstProcessId ?? random.Between(700, 4000);

    /// <summary>launchd, the parent of everything that a person opens.</summary>
    public RunningProgram Launchd { get; } = new("launchd", "/sbin/launchd", "/sbin/launchd", 1, "", "root", null);

    public RunningProgram Resident(string path) =>
        new(BaseName(path), path, path, 90 + (int)(DemoRandom.HashOf(Host.Name + path) % 600), "", Host.Account, Launchd);

    /// <summary>Starts a program; arguments as the kernel got them, the first being the program's name.</summary>
    public RunningProgram Run(long at, string path, RunningProgram parent, params IReadOnlyList<string> arguments)
    {
        _nextPid += Random.Between(1, 11);
        var program = new RunningProgram(BaseName(path), path, string.Join(' ', arguments), _nextPid, "", Host.Account, parent);
        Logs.EndpointSecurity.Started(Host, at, program, arguments.Count == 0 ? [path] : arguments);
        return program;
    }

    public void CreateFile(RunningProgram program, long at, string path) => Logs.EndpointSecurity.Created(Host, at, program, path);

    /// <summary>A look-up by a program that brings its own resolver (dig, host): past mDNSResponder.</summary>
    public void ResolveDirectly(long at, DnsExchange dns) => Resolve(null, at, dns);

    protected override void LogQuery(RunningProgram program, long at, DnsExchange dns) => Logs.UnifiedLog.Asked(Host, at, program, dns);

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
