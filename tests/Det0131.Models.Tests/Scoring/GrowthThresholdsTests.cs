using Det0131.Models.Calibration;
using Det0131.Models.Events;
using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Scoring;

/// <summary>Twin: groups that really grow, event by event, from every key; nothing of sets or size classes.</summary>
public sealed class GrowthThresholdsTests
{
    private const string Analytic = "AN0367";

    private static readonly EventKind[] Kinds = [EventKind.ProcessStart, EventKind.NetworkFlow, EventKind.DnsQuery, EventKind.HttpRequest];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Indexer_RandomStrata_IsTheHighestThresholdThatAGrowingGroupMeets(int seed)
    {
        var random = new Random(seed);
        var members = Keys().Where(_ => random.Next(3) == 0).Select((key, i) => new StratumMember(key, 300, i)).ToArray();
        var strata = new Strata(members);
        var threshold = ThresholdOf(members.Select(_ => 8 + (20 * random.NextSingle())));
        var growth = new GrowthThresholds(Analytic, strata, threshold);
        foreach (var key in Keys())
        {
            var expected = threshold.ScoreOf(Analytic, strata.IndexOf(key));
            foreach (var grown in Grown(key).Where(grown => members.Any(m => m.Key == grown)))
            {
                expected = Math.Max(expected, threshold.ScoreOf(Analytic, strata.IndexOf(grown)));
            }

            Assert.Equal(expected, growth[key]);
        }
    }

    [Fact]
    public void Indexer_AnalyticWithoutStrata_IsTheFixedThreshold() =>
        Assert.All(Keys(), key => Assert.Equal(Threshold.FixedBits, new GrowthThresholds(Analytic, null, ThresholdOf([20]))[key]));

    private static Threshold ThresholdOf(IEnumerable<float> scores) =>
        new(new AlertBudget(), [], [.. scores.Select((score, i) => new StratumThreshold(Analytic, i, score, 0, ThresholdReason.Budget))]);

    // One event is of one kind.
    private static IEnumerable<StratumKey> Keys() => Enumerable.Range(1, (1 << Kinds.Length) - 1)
        .SelectMany(set => new[] { 1, 2, 16 }.Where(events => events > 1 || int.IsPow2(set)).Select(events => StratumKey.Of(KindsOf(set), events)));

    private static byte KindsOf(int set) => (byte)Kinds.Where((_, i) => (set >> i & 1) != 0).Sum(kind => StratumKey.BitOf(kind));

    private static HashSet<StratumKey> Grown(StratumKey from)
    {
        var seen = new HashSet<(byte Kinds, int Events)>();
        var left = new Stack<(byte Kinds, int Events)>([(from.Kinds, from.Size switch { SizeClass.One => 1, SizeClass.Few => 2, _ => 16 })]);
        while (left.TryPop(out var group))
        {
            if (seen.Add(group) && group.Events < 20)
            {
                foreach (var kind in Kinds)
                {
                    left.Push(((byte)(group.Kinds | StratumKey.BitOf(kind)), group.Events + 1));
                }
            }
        }

        return [.. seen.Select(group => StratumKey.Of(group.Kinds, group.Events))];
    }
}
