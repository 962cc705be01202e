using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Acts;

/// <summary>An act, where and when it is played and how. Immutable.</summary>
/// <param name="Host">Host whose machine the act plays on; empty for acts on the cloud account.</param>
/// <param name="Days">Days of the scored week, Monday being 0.</param>
internal sealed record ActScript(Act Act, string Host, IReadOnlyList<int> Days, Action<ActStage> Play)
{
    /// <summary>A habit of the host that this act plays in its stead on its days: it must not be lived there as well. Null for every real act.</summary>
    public string? InsteadOfHabit { get; init; }

    /// <summary>A habit of the host that is lived as ever on this act's days, and whose records are the act's. Null for every real act.</summary>
    public string? MarkedHabit { get; init; }

    /// <summary>Every act, freshly made: an act gathers what it leaves in the logs.</summary>
    public static IReadOnlyList<ActScript> All() =>
        [.. WindowsActs.Scripts(), .. WindowsQuietActs.Scripts(), .. LinuxActs.Scripts(), .. MacActs.Scripts(), .. CloudActs.Scripts(), .. EsxiActs.Scripts()];
}

/// <summary>What an act has to work with on one of its days. The random stream belongs to this act and day alone. Not thread-safe.</summary>
internal sealed class ActStage(DemoHost host, DateOnly date, Machine machine, DayLogs logs, DemoRandom random)
{
    public DemoHost Host { get; } = host;

    public DateOnly Date { get; } = date;

    public DayLogs Logs { get; } = logs;

    public DemoRandom Random { get; } = random;

    public Machine Machine { get; } = machine;

    public WindowsMachine Windows => (WindowsMachine)Machine;

    public LinuxMachine Linux => (LinuxMachine)Machine;

    public MacMachine Mac => (MacMachine)Machine;

    /// <summary>Microseconds since 1970 of a local time of day.</summary>
    public long At(double hours) => Host.Site.TimeOf(Host, Date, hours);

    /// <summary>A call to the cloud's API; <paramref name="bytes"/> are what it takes out.</summary>
    public void Call(long at, CloudCaller caller, CloudCall call, long bytes = 0)
    {
        Logs.Acts.Playing?.Sent(bytes);
        switch (caller.Provider)
        {
            case "azure":
                Logs.Azure.Add(Random, at, caller, call);
                break;
            case "gcp":
                Logs.GoogleCloud.Add(Random, at, caller, call);
                break;
            default:
                Logs.CloudTrail.Add(Random, at, caller, call);
                break;
        }
    }

    /// <summary>Names of a DNS tunnel: random data in an encoding, cut into labels under a domain.</summary>
    /// <param name="alphabet">Alphabet of the encoding.</param>
    /// <param name="nameCharacters">Encoded characters in one name, before the domain.</param>
    /// <param name="labelCharacters">Longest label.</param>
    public IEnumerable<string> TunnelNames(int count, string alphabet, int nameCharacters, int labelCharacters, string domain)
    {
        for (var i = 0; i < count; i++)
        {
            var data = Random.Text(nameCharacters, alphabet);
            var labels = Enumerable.Range(0, (nameCharacters + labelCharacters - 1) / labelCharacters)
                .Select(n => data.Substring(n * labelCharacters, Math.Min(labelCharacters, nameCharacters - (n * labelCharacters))));
            yield return string.Join('.', labels) + "." + domain;
        }
    }
}
