using Det0131.Models.Calibration;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Calibration;

public sealed class StrataTests
{
    private static readonly byte Flow = StratumKey.BitOf(EventKind.NetworkFlow);
    private static readonly byte Dns = StratumKey.BitOf(EventKind.DnsQuery);
    private static readonly byte Http = StratumKey.BitOf(EventKind.HttpRequest);
    private static readonly byte Process = StratumKey.BitOf(EventKind.ProcessStart);
    private static readonly byte Cloud = StratumKey.BitOf(EventKind.CloudApiCall);

    [Theory]
    [InlineData(1, SizeClass.One)]
    [InlineData(2, SizeClass.Few)]
    [InlineData(15, SizeClass.Few)]
    [InlineData(16, SizeClass.Many)]
    [InlineData(long.MaxValue, SizeClass.Many)]
    public void Of_NumberOfEvents_GivesItsSizeClass(long events, SizeClass size) =>
        Assert.Equal(new StratumKey(Flow, size), StratumKey.Of(Flow, events));

    [Fact]
    public void Of_NoEvent_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => StratumKey.Of(Flow, 0));

    [Fact]
    public void ToString_SeveralKinds_NamesThem() =>
        Assert.Equal("NetworkFlow+DnsQuery, 2-15 events", StratumKey.Of((byte)(Flow | Dns), 3).ToString());

    [Fact]
    public void Ordinal_EveryKey_IsItsOwn() =>
        Assert.All(Enumerable.Range(0, StratumKey.Count), i => Assert.Equal(i, StratumKey.FromOrdinal(i).Ordinal));

    [Fact]
    public void Fit_LargeStrata_StayApart()
    {
        var strata = Fit((Flow, 1, 200), (Flow, 2, 5_000), (Dns, 1, 300));
        Assert.Equal([0, 1, 2], new[] { strata.IndexOf(new(Flow, SizeClass.One)), strata.IndexOf(new(Flow, SizeClass.Few)), strata.IndexOf(new(Dns, SizeClass.One)) });
    }

    [Fact]
    public void Fit_SmallStratum_JoinsTheNextLargerOfItsKinds()
    {
        // 199 flow groups of 16+ events: 250 DNS groups are nearer in number, but of other kinds.
        var strata = Fit((Flow, 1, 900), (Flow, 2, 400), (Flow, 16, 199), (Dns, 1, 250));
        Assert.Equal(3, strata.Count);
        Assert.Equal(strata.IndexOf(new(Flow, SizeClass.Few)), strata.IndexOf(new(Flow, SizeClass.Many)));
    }

    [Fact]
    public void Fit_SmallStratumOfItsOwnKind_JoinsTheSmallestOfThoseThatDifferAsLittle()
    {
        var strata = Fit((Flow, 1, 900), (Dns, 1, 250), (Cloud, 1, 3));
        Assert.Equal(2, strata.Count);
        Assert.Equal(strata.IndexOf(new(Dns, SizeClass.One)), strata.IndexOf(new(Cloud, SizeClass.One)));
    }

    [Fact]
    public void Fit_SmallStratum_JoinsTheKindsMostLikeItsOwn()
    {
        // Flows with a process differ from flows in one kind, from cloud calls in three, though these are fewer.
        var strata = Fit((Flow, 1, 900), (Cloud, 1, 250), ((byte)(Flow | Process), 2, 20));
        Assert.Equal(strata.IndexOf(new(Flow, SizeClass.One)), strata.IndexOf(new((byte)(Flow | Process), SizeClass.Few)));
    }

    // A chain of small strata once ended in one bag of everything, whose highest scale was everybody's threshold.
    [Fact]
    public void Fit_SmallStrataOfTwoFamilies_NeverShareOne()
    {
        var strata = Fit(
            ((byte)(Process | Flow), 2, 90), ((byte)(Process | Flow), 16, 80), ((byte)(Process | Flow | Http), 2, 70), (Dns, 2, 100), (Dns, 16, 60), ((byte)(Process | Http), 1, 65), (Dns, 1, 110));
        Assert.Equal(2, strata.Count);
        Assert.Equal([270L, 305L], strata.Members.GroupBy(m => m.Stratum).Select(s => s.Sum(m => m.Groups)).Order());
        Assert.Equal(strata.IndexOf(new(Dns, SizeClass.One)), strata.IndexOf(new(Dns, SizeClass.Many)));
    }

    [Fact]
    public void Fit_ManySmallStrata_JoinUntilEachHas200OrOneIsLeft()
    {
        var strata = Fit((Flow, 1, 60), (Flow, 2, 70), (Flow, 16, 80), (Dns, 1, 90), (Dns, 2, 130));
        Assert.Equal(2, strata.Count);
        Assert.Equal([210L, 220L], strata.Members.GroupBy(m => m.Stratum).Select(s => s.Sum(m => m.Groups)).Order());
        Assert.Equal(1, Fit((Flow, 1, 5), (Dns, 1, 6), (Cloud, 2, 7)).Count);
    }

    [Fact]
    public void IndexOf_KeyThatTrainingNeverSaw_IsPlacedLikeAnEmptyStratum()
    {
        var strata = Fit((Flow, 1, 900), (Flow, 2, 400), (Dns, 1, 250));
        Assert.Equal(strata.IndexOf(new(Flow, SizeClass.Few)), strata.IndexOf(new(Flow, SizeClass.Many)));
        Assert.Equal(strata.IndexOf(new(Dns, SizeClass.One)), strata.IndexOf(new(Cloud, SizeClass.Many)));
    }

    // Property: any order of input gives the same strata, all of at least 200 groups unless there is one, and every key a number.
    [Fact]
    public void Fit_RandomCounts_KeepsTheRules()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var counts = Enumerable.Range(0, random.Next(1, 25)).Select(_ => random.Next(StratumKey.Count)).Distinct()
                .ToDictionary(StratumKey.FromOrdinal, _ => (long)random.Next(1, 700));
            var strata = Strata.Fit(counts);
            var again = Strata.Fit(counts.Reverse());
            var sums = strata.Members.GroupBy(m => m.Stratum).Select(s => s.Sum(m => m.Groups)).ToArray();
            Assert.True(sums.Length == 1 || sums.All(sum => sum >= Strata.MinimumGroups));
            Assert.Equal(counts.Values.Sum(), sums.Sum());
            for (var i = 0; i < StratumKey.Count; i++)
            {
                Assert.Equal(strata.IndexOf(StratumKey.FromOrdinal(i)), again.IndexOf(StratumKey.FromOrdinal(i)));
                Assert.InRange(strata.IndexOf(StratumKey.FromOrdinal(i)), 0, strata.Count - 1);
            }
        }
    }

    [Fact]
    public void Constructor_UnsoundMembers_IsRefused()
    {
        var key = new StratumKey(Flow, SizeClass.One);
        Assert.Throws<ArgumentException>(() => new Strata([]));
        Assert.Throws<ArgumentException>(() => new Strata([null!]));
        Assert.Throws<ArgumentException>(() => new Strata([new(key, 5, 1)]));
        Assert.Throws<ArgumentException>(() => new Strata([new(key, 5, 0), new(key, 6, 0)]));
        Assert.Throws<ArgumentException>(() => new Strata([new(key, -5, 0)]));
        Assert.Throws<ArgumentException>(() => new Strata([new(new StratumKey(1, (SizeClass)9), 5, 0)]));
    }

    private static Strata Fit(params (byte Kinds, long Events, long Groups)[] counts) =>
        Strata.Fit(counts.Select(c => KeyValuePair.Create(StratumKey.Of(c.Kinds, c.Events), c.Groups)));
}
