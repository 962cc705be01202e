using System.Globalization;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Simulation.Procedures;

/// <summary>
/// Every procedure in every one of its variations, played on the small site without any other life, its logs read by the product's own readers.
/// </summary>
public sealed class PlayedProcedures : IDisposable
{
    private const int HistoryDays = 6;

    private static readonly DateOnly FirstDay = new(2026, 10, 5);

    private readonly string _directory = Directory.CreateTempSubdirectory("det0131-procedures-").FullName;

    public PlayedProcedures()
    {
        var requests = ProcedureCatalogue.All.SelectMany(procedure => procedure.Variations.Select(variation => new ActRequest(procedure.Id, Variation: variation))).ToList();
        var options = new ProcedurePlanOptions { FirstDay = FirstDay, Days = 7, HistoryDays = HistoryDays, Requests = requests, MayShareHostDays = true };
        Plan = ProcedureCatalogue.Plan(DemoHost.All, options);
        Played = Write(_directory, Plan.Scripts);
        var owners = Played.SelectMany(act => act.RecordIds.Select(id => (id, act))).ToDictionary(pair => pair.id, pair => pair.act, StringComparer.Ordinal);
        var events = Played.ToDictionary(act => act.Id, _ => new List<SecurityEvent>(), StringComparer.Ordinal);
        var enricher = new EventEnricher(redactRaw: false);
        Report = LogImporter.Run([Path.Combine(_directory, "logs")], new ImportOptions(), e =>
        {
            enricher.Enrich(e);
            if (Ids(e).Select(id => owners.GetValueOrDefault(id)).FirstOrDefault(act => act is not null) is { } act)
            {
                var copy = new SecurityEvent();
                copy.CopyFrom(e);
                events[act.Id].Add(copy);
            }
            else
            {
                Unclaimed++;
            }
        });
        Events = events.ToDictionary(pair => pair.Key, IReadOnlyList<SecurityEvent> (pair) => pair.Value, StringComparer.Ordinal);
    }

    internal ProcedurePlan Plan { get; }

    /// <summary>The acts with what they left.</summary>
    internal IReadOnlyList<Act> Played { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<SecurityEvent>> Events { get; }

    /// <summary>Events of no act, though nothing else happened.</summary>
    public int Unclaimed { get; private set; }

    public ReadReport Report { get; }

    public string Logs => Path.Combine(_directory, "logs");

    /// <summary>The act of a procedure in a variation: acts of one procedure come in the order of its variations.</summary>
    internal Act Act(Procedure procedure, ActVariation variation) =>
        Played.Single(act => act.Variation == ActVariations.NameOf(variation) && (act.Id == procedure.Id || act.Id.StartsWith(procedure.Id + "-", StringComparison.Ordinal)) && act.Procedure == procedure.Tool);

    public void Dispose() => Directory.Delete(_directory, true);

    /// <summary>Plays scripts and nothing else.</summary>
    internal static IReadOnlyList<Act> Write(string directory, IReadOnlyList<ActScript> scripts, ulong seed = 131)
    {
        var logs = new RawLogs(new ActLedger());
        using var folder = new LogFolder(directory, "acts");
        for (var day = -HistoryDays; day < 7; day++)
        {
            foreach (var script in scripts.Where(script => script.Days.Contains(day)))
            {
                Play(script, FirstDay.AddDays(day), logs, seed);
            }

            logs.Flush(folder, FirstDay.AddDays(day));
        }

        return scripts.Select(script => script.Act).ToList();
    }

    private static void Play(ActScript script, DateOnly date, RawLogs logs, ulong seed)
    {
        var host = DemoHost.Named(script.Host);
        DemoRandom For(string what) => DemoRandom.For(seed, script.Act.Id, date.DayNumber.ToString(CultureInfo.InvariantCulture), what);
        Machine machine = host.Kind switch
        {
            "windows" => new WindowsMachine(host, logs, For("machine")),
            "linux" => new LinuxMachine(host, logs, For("machine")),
            "macos" => new MacMachine(host, logs, For("machine")),
            _ => new Machine(host, logs, For("machine")),
        };
        using (logs.Acts.Play(script.Act))
        {
            script.Play(new ActStage(host, date, machine, logs, For("act")));
        }
    }

    /// <summary>The names that the ground truth may know an event's record by.</summary>
    private IEnumerable<string> Ids(SecurityEvent e)
    {
        yield return e.Source.Split('.')[0] switch
        {
            "zeek" => "zeek:" + e.RecordId,
            "aws" => "cloudtrail:" + e.RecordId,
            "azure" => "azure:" + e.RecordId,
            "gcp" => "gcp:" + e.RecordId,
            "windows" => $"windows:{e.Host}/{e.RecordId}",
            "linux" => $"auditd:{e.Host}/{e.RecordId}",
            _ => "",
        };
        if (e.File is not null)
        {
            yield return $"file:{Path.GetRelativePath(_directory, e.File).Replace('\\', '/')}:{e.Line.ToString(CultureInfo.InvariantCulture)}";
        }
    }
}
