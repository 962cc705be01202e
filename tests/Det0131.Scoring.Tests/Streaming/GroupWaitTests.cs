using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Events;
using Det0131.Models.Scoring;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Streaming;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests.Streaming;

/// <summary>
/// Groups that pass the threshold of what they are and not of what they may become. What must come of them is what batch scoring says of the finished group:
/// <see cref="GroupScore.Opens"/>.
/// </summary>
public sealed class GroupWaitTests(GroupWaitTests.Learned learned) : IClassFixture<GroupWaitTests.Learned>
{
    private const long Minute = 60_000_000;
    private const long Hour = 60 * Minute;
    private const long Time = (SmallLogs.Monday + (14 * 86_400) + 36_000) * 1_000_000;

    private static readonly int Analytic = AnalyticCatalogue.IndexOf(Platform.Linux);

    private readonly List<GroupScore> _finished = [];

    /// <summary>What ends an open group's waiting.</summary>
    public enum End
    {
        Growth,
        HourWithoutEvents,
        Closed,
        CloseAll,
        AnotherModel,
        Clock,
    }

    public static MatrixTheoryData<End, bool> Ends => new(Enum.GetValues<End>(), [false, true]);

    /// <summary>A flow alone passes; with the query that comes after it, the same group does not.</summary>
    [Theory]
    [MemberData(nameof(Ends))]
    public void Score_PassesAsItIsOnly_OpensNothingBeforeItIsWhatItWillBe(End end, bool restarts)
    {
        var (alone, both) = (ScoreOf(Flow(1, Time)), ScoreOf(Flow(1, Time), Query(2, Time + (5 * Minute))));
        var model = Model((Kinds(EventKind.NetworkFlow), SizeClass.One, alone - 0.5f), (Kinds(EventKind.NetworkFlow, EventKind.DnsQuery), SizeClass.Few, both + 0.5f));
        var scorer = new StreamScorer(null, _finished.Add);
        Score(Flow(1, Time));
        Assert.Equal((0, Time + Hour), (scorer.Ledger.Groups, scorer.NextJudgementMicros));
        // Others' events go on.
        Score(Flow(8, Time + (59 * Minute), "10.1.0.4", "203.0.113.5", 10));
        Assert.Equal(0, scorer.Ledger.Groups);
        switch (end)
        {
            case End.Growth:
                // Recorded late, as a flow's other records are.
                Score(Query(2, Time + (5 * Minute)));
                Score(Flow(9, Time + (5 * Hour), "10.1.0.4", "203.0.113.5", 10));
                break;
            case End.HourWithoutEvents:
                Score(Flow(9, Time + Hour, "10.1.0.4", "203.0.113.5", 10));
                Assert.Empty(_finished);
                break;
            case End.Closed:
                Score(Flow(9, Time + (5 * Hour), "10.1.0.4", "203.0.113.5", 10));
                break;
            case End.CloseAll:
                scorer.CloseAll();
                break;
            case End.AnotherModel:
                model = model with { Version = "20260821T000000Z-00000b" };
                scorer.Score([], model);
                break;
            case End.Clock:
                scorer.Score([], model, isLast: true, Time + Hour - 1);
                Assert.Equal(0, scorer.Ledger.Groups);
                scorer.Score([], model, isLast: true, Time + Hour);
                Assert.Empty(_finished);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(end), end, null);
        }

        Assert.Equal(end == End.Growth ? 0 : 1, scorer.Ledger.Groups);
        Assert.Null(scorer.NextJudgementMicros);
        scorer.CloseAll();
        Assert.Equal(end == End.Growth ? 0 : 1, scorer.Ledger.Groups);
        var group = Assert.Single(_finished, scored => scored.Group.Destination == "drop.example");
        Assert.Equal(end != End.Growth, group.Opens);

        void Score(SecurityEvent e)
        {
            scorer.Score([e], model);
            scorer = restarts ? Restarted(scorer, model, _finished.Add) : scorer;
        }
    }

    /// <summary>Over whatever it may become: at once, with its first event.</summary>
    [Fact]
    public void Score_FarOverAllThresholds_OpensAtOnce()
    {
        var alone = ScoreOf(Flow(1, Time));
        var model = Model((Kinds(EventKind.NetworkFlow), SizeClass.One, alone - 5), (Kinds(EventKind.NetworkFlow, EventKind.DnsQuery), SizeClass.Few, alone - 0.5f));
        var scorer = new StreamScorer(null);
        scorer.Score([Flow(1, Time)], model);
        Assert.Equal((1, null), (scorer.Ledger.Groups, scorer.NextJudgementMicros));
        // It grows in its alert.
        scorer.Score([Query(2, Time + Minute)], model);
        var alert = Assert.Single(scorer.Ledger.Assemble(model.Model, (_, _) => { }).Alerts);
        Assert.Equal(2, alert.EventCount);
    }

    /// <summary>
    /// Random flows and queries of half an hour each, in random micro-batches: opened is what passes when it is finished and nothing else, in the same order
    /// with a restart at every cut as with none.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Score_RandomEventsCutAnywhere_OpensWhatPassesWhenFinished(int seed)
    {
        var random = new Random(seed);
        var (low, high) = (ScoreOf(Flow(1, Time, bytes: 10)), ScoreOf(Flow(1, Time, bytes: 1L << 40), Query(2, Time)));
        var sets = new[] { Kinds(EventKind.NetworkFlow), Kinds(EventKind.DnsQuery), Kinds(EventKind.NetworkFlow, EventKind.DnsQuery) };
        // Larger groups have higher thresholds, mostly.
        var model = Model([.. sets.SelectMany(kinds => Enum.GetValues<SizeClass>().Select(size => (kinds, size, low + ((high - low) * ((0.25f * (int)size) + (0.5f * random.NextSingle()))))))]);
        var events = new List<SecurityEvent>();
        for (var group = 0; group < 60; group++)
        {
            var start = Time + (group / 10 * Hour);
            for (var left = random.Next(1, 20); left > 0; left--)
            {
                var at = start + random.NextInt64(30 * Minute);
                var (identity, host) = ((ulong)events.Count + 1, $"10.1.0.{1 + (group % 6)}");
                events.Add(random.Next(3) == 0 ? Query(identity, at, host, $"drop{group}.example") : Flow(identity, at, host, $"drop{group}.example", 1L << random.Next(40)));
            }
        }

        events.Sort(static (a, b) => a.TimeMicros.CompareTo(b.TimeMicros));
        var (scorer, restarted) = (new StreamScorer(null, _finished.Add), new StreamScorer(null));
        var waited = 0;
        for (var first = 0; first < events.Count;)
        {
            var count = Math.Min(random.Next(1, 10), events.Count - first);
            scorer.Score(events.GetRange(first, count), model);
            restarted.Score(events.GetRange(first, count), model);
            restarted = Restarted(restarted, model, null);
            Assert.Equal(scorer.NextJudgementMicros, restarted.NextJudgementMicros);
            waited += scorer.NextJudgementMicros is null ? 0 : 1;
            first += count;
        }

        scorer.CloseAll();
        restarted.CloseAll();
        Assert.True(waited > 10, $"Only after {waited} cuts something waited.");
        Assert.All(_finished, scored => Assert.Equal(scored.Opens, scorer.Ledger.Held(scored.Group, model.Version) is not null));
        Assert.InRange(_finished.Count(scored => scored.Opens), 5, _finished.Count - 5);
        Assert.Equal(Prints(scorer, model), Prints(restarted, model));
    }

    private static List<AlertPrint> Prints(StreamScorer scorer, HostedModel model) => [.. scorer.Ledger.Assemble(model.Model, (_, _) => { }).Alerts.Select(AlertPrint.Of)];

    private static byte Kinds(params EventKind[] kinds) => (byte)kinds.Sum(kind => StratumKey.BitOf(kind));

    private static SecurityEvent Flow(ulong identity, long at, string host = "10.1.0.3", string domain = "drop.example", long bytes = 1L << 30) => new()
    {
        Identity = identity, TimeMicros = at, Kind = EventKind.NetworkFlow, Source = "zeek.conn", Host = host, SourceAddress = host, SourceBytes = bytes,
        DestinationAddress = "198.18.7.7", DestinationPort = 443, Transport = "tcp", Domain = domain, RegisteredDomain = domain,
    };

    private static SecurityEvent Query(ulong identity, long at, string host = "10.1.0.3", string domain = "drop.example") => new()
    {
        Identity = identity, TimeMicros = at, Kind = EventKind.DnsQuery, Source = "zeek.dns", Host = host, SourceAddress = host, SourceBytes = 60,
        DestinationAddress = "10.1.0.2", DestinationPort = 53, Transport = "udp", DnsName = "x1." + domain, DnsType = "A", Domain = "x1." + domain, RegisteredDomain = domain,
    };

    private static StreamScorer Restarted(StreamScorer scorer, HostedModel model, Action<GroupScore>? finished)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        scorer.Save(writer);
        bytes.Position = 0;
        var next = new StreamScorer(null, finished);
        using var reader = new BinaryReader(bytes);
        Assert.Null(next.Restore(reader, _ => model));
        return next;
    }

    /// <summary>Of the group that the events make, by the scorer of finished groups.</summary>
    private float ScoreOf(params IEnumerable<SecurityEvent> events)
    {
        GroupScore? score = null;
        var scorer = new StreamScorer(null, scored => score = score is null ? scored : throw new InvalidOperationException("The events made two groups; expected one."));
        scorer.Score([.. events], learned.Model);
        scorer.CloseAll();
        return score!.Score;
    }

    /// <summary>The learned model, with strata and thresholds of the caller's own for what has no known platform.</summary>
    private HostedModel Model(params (byte Kinds, SizeClass Size, float Threshold)[] strata)
    {
        var (model, id) = (learned.Model.Model, AnalyticCatalogue.All[Analytic].Id);
        var old = model.Calibration.Analytics.Single(rates => rates.Analytic == id);
        var rates = new ReturnPeriods(id, old.Days, old.IsOptimistic, new Strata([.. strata.Select((s, i) => new StratumMember(new StratumKey(s.Kinds, s.Size), 500, i))]), [.. strata.Select(_ => old.Rates[0])]);
        var threshold = new Threshold(model.Calibration.Threshold.Budget, model.Calibration.Threshold.RatePerDay, [.. strata.Select((s, i) => new StratumThreshold(id, i, s.Threshold, 0, ThresholdReason.Budget))]);
        return learned.Model with { Model = new ScoringModel(model.Settings, model.Context, model.Table, model.Seasons, model.Models, new SavedCalibration([rates], threshold)) };
    }

    /// <summary>A model of twelve quiet days.</summary>
    public sealed class Learned
    {
        public Learned()
        {
            var folder = Directory.CreateTempSubdirectory("det0131-wait-");
            try
            {
                SmallLogs.Write(folder.FullName, 0, 12);
                Model = BatchTwin.Learn([folder.FullName]);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        internal HostedModel Model { get; }
    }
}
