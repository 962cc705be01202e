using Det0131.Datasets.Coverage;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Tests.Lake;
using Det0131.Models.Analytics;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Tests.Coverage;

/// <summary>
/// Against the program that learns: whatever a feature observes of an entity in a day of the bundled logs, coverage must not call blind, and, for signals that are
/// the feature's own condition, the other way round.
/// </summary>
public sealed class CoverageOracleTests : LakeTests
{
    private static readonly string[] Exact = ["volume.flow", "volume.ratio", "lineage.process_protocol", "protocol.port_mismatch", "dns.type", "cloud.action_role", "cloud.resource_role", "cloud.user_agent", "command.tool"];

    private static readonly string[] OfConnections =
        ["time.host", "protocol.host", "protocol.user", "lineage.process_protocol", "destination.country", "destination.network", "file.extension", "file.sensitive_volume"];

    [Fact]
    public void Run_DayOfAllPlatforms_AgreesWithWhatIsLearned()
    {
        var logs = SampleArchive.Unpack(BundledFiles.PathOf(BundledFiles.DemoLogArchive), Path.Combine(Root, "logs"));
        using var lake = EventLake.Open(Path.Combine(Root, "lake"));
        LogImportJob.Run([logs[1].Folder], lake, new ImportOptions(), new EventEnricher(redactRaw: false), JobProgress.Silent, CancellationToken.None);
        var learner = new ContextLearner(SiteStatement.None);
        foreach (var e in lake.ReadEvents(fields: EventFields.Site))
        {
            learner.Observe(e);
        }

        var observed = Observed(lake, learner.Build());
        var entities = new CoverageCounter(lake, new CoverageOptions()).Run();
        var claimed = new HashSet<(string Analytic, string Feature, string Entity)>();
        foreach (var entity in entities)
        {
            var analytic = CoverageReport.AnalyticOf(entity).Id;
            foreach (var part in ElementNeeds.All.Where(n => n.Analytic == analytic).SelectMany(n => n.Parts).Where(p => entity.Is(p.Of) && entity.CountOf(p.SignalIndex) > 0))
            {
                claimed.UnionWith(part.Features.Select(f => (analytic, f, NameOf(entity))));
            }
        }

        // Volumes of a store are claimed for its account, files of a user for the host; both are other entities there.
        var blind = observed.Where(o => !claimed.Contains(o) && !(o.Feature.StartsWith("volume.", StringComparison.Ordinal) && o.Entity.StartsWith("role:", StringComparison.Ordinal))
            && !(o.Feature.StartsWith("file.", StringComparison.Ordinal) && !o.Entity.StartsWith("host:", StringComparison.Ordinal))
            && !(o.Feature == "hypervisor.command" && o.Entity.StartsWith("host:", StringComparison.Ordinal))).Order().ToList();
        Assert.True(observed.Count > 1000, $"{observed.Count} observations");
        Assert.True(blind.Count == 0, $"{blind.Count} of {observed.Count} called blind: {string.Join("; ", blind.Take(20))}");
        var invented = claimed.Where(c => Exact.Contains(c.Feature) && !c.Entity.StartsWith("account:", StringComparison.Ordinal) && !observed.Contains(c)).Order().ToList();
        Assert.True(invented.Count == 0, $"{invented.Count} of {claimed.Count} claimed, never observed: {string.Join("; ", invented.Take(20))}");
    }

    private static HashSet<(string Analytic, string Feature, string Entity)> Observed(EventLake lake, SiteContext context)
    {
        var situator = new EventSituator(context);
        var tools = new ObservationTools((_, _) => 1, _ => true);
        var sink = new NameSink();
        foreach (var e in lake.ReadEvents())
        {
            var situation = situator.Situate(e);
            var analytic = AnalyticCatalogue.All[AnalyticCatalogue.IndexOf(situation.Platform)];
            foreach (var feature in analytic.Features)
            {
                // A command line that names a protocol teaches it without any connection; coverage is about connections.
                if (e.Kind == EventKind.ProcessStart && OfConnections.Contains(feature.Id))
                {
                    continue;
                }

                sink.At = (analytic.Id, feature.Id);
                feature.Observe(situation, tools, sink);
            }
        }

        return sink.Seen;
    }

    private static string NameOf(CoverageEntity entity) => $"{entity.Kind.ToString().ToLowerInvariant()}:{entity.Name}";

    /// <summary>Keeps who was observed by what.</summary>
    private sealed class NameSink : FeatureSink
    {
        public HashSet<(string Analytic, string Feature, string Entity)> Seen { get; } = [];

        public (string Analytic, string Feature) At { get; set; }

        public override void Value(string? entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
        {
            if (!value.IsEmpty)
            {
                Add(entity);
            }
        }

        public override void Nothing(string? entity, ReadOnlySpan<char> scope) => Add(entity);

        public override void Magnitude(string? entity, ReadOnlySpan<char> scope, double magnitude) => Add(entity);

        public override void Hour(string? entity, int hour, int date) => Add(entity);

        public override void Add(string? entity, string series, string scope, double amount) => Add(entity);

        public override void AddDistinct(string? entity, string series, string scope, ReadOnlySpan<char> item, double amount) => Add(entity);

        public override void Touch(string? entity, string conversation) => Add(entity);

        private void Add(string? entity)
        {
            if (entity is not null)
            {
                Seen.Add((At.Analytic, At.Feature, entity));
            }
        }
    }
}
