using Det0131.Models.Baselines;
using static Det0131.Models.Tests.Baselines.SampleTables;

namespace Det0131.Models.Tests.Baselines;

public sealed class BaselineIndexRarityTests
{
    private static readonly BaselinePrior[] Priors =
    [
        new("protocol.host", "", "ssl/443", 50), new("protocol.host", "", "dns/53", 20.5), new("protocol.host", "", "ntp/123", 0.25),
        new("lineage.parent_child", "curl", "bash", 3), new("some.other", "", "x", 1),
    ];

    public static TheoryData<int, bool, bool, bool> Cases()
    {
        var cases = new TheoryData<int, bool, bool, bool>();
        for (var i = 0; i < 16; i++)
        {
            cases.Add(i, (i & 1) > 0, (i & 2) > 0, (i & 4) > 0);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RarityBits_RandomTables_EqualTheFormulaOnRawRows(int seed, bool decay, bool groups, bool priors)
    {
        // Brute-force twin below: the formula as written in the design, by LINQ over the raw rows.
        var rows = RandomRows(seed, 30 + (seed * 40));
        var options = new BaselineIndexOptions
        {
            HalfLifeDays = decay ? 5 : null, AsOfMicros = 45 * Day, PeerGroup = groups ? GroupOf : null, Priors = priors ? Priors : [],
            Discount = seed % 3 == 0 ? 0.75 : 0.5, Strength = seed % 5 == 0 ? 2.5 : 1,
        };
        var index = new BaselineIndex(Build(rows), options);
        foreach (var (feature, entity, scope, value) in Questions())
        {
            var bits = index.RarityBits(feature, entity, scope, value);

            Assert.Equal(-Math.Log2(Twin(rows, options, feature, entity, scope, value)), bits, 1e-9);
            Assert.Equal(bits, index.RarityBits(feature, index.EntityId(entity), scope, value));
            Assert.Equal(bits, index.ExplainRarity(feature, entity, scope, value).Bits);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RarityBits_AllValuesAndOneUnseen_SumToOne(int seed, bool decay, bool groups, bool priors)
    {
        var rows = RandomRows(seed, 400);
        var index = new BaselineIndex(Build(rows), new()
        {
            HalfLifeDays = decay ? 2 : null, PeerGroup = groups ? GroupOf : null, Priors = priors ? Priors : [],
        });
        foreach (var entity in Entities.Append("host:new").Append("host:nobody"))
        {
            foreach (var (feature, scope) in new[] { (Plain, ""), (Scoped, "curl"), (Scoped, "cmd.exe"), (Scoped, "never seen") })
            {
                var known = rows.Where(r => r.Feature == feature).Select(r => r.Value)
                    .Concat(priors ? Priors.Where(p => p.FeatureId == Schema[feature].Id).Select(p => p.Value) : []).Distinct();
                Assert.Equal(1, known.Append("never seen").Sum(v => Math.Pow(2, -index.RarityBits(feature, entity, scope, v))), 1e-9);
            }
        }
    }

    [Fact]
    public void RarityBits_NoHistoryAtAll_IsZero()
    {
        // The uniform level over no known values: one unseen value with everything.
        var index = new BaselineIndex(Build([]));

        Assert.Equal(0, index.RarityBits(Plain, "host:a", "", "x"));
        Assert.Equal(-1, index.EntityId("host:a"));
    }

    [Fact]
    public void RarityBits_OnePeriodOneEntityOneValue_HandCalculated()
    {
        // c = n = 1, D = 1/2, parents empty, uniform 1/2: seen (0.5 + 1.5 * 0.5) / 2 = 0.625, unseen 1.5 * 0.5 / 2 = 0.375.
        var index = new BaselineIndex(Build([new(Plain, "host:a", "", "x", 1, 0)]));

        Assert.Equal(-Math.Log2(0.625), index.RarityBits(Plain, "host:a", "", "x"), 1e-12);
        Assert.Equal(-Math.Log2(0.375), index.RarityBits(Plain, "host:a", "", "y"), 1e-12);

        // Another entity: one holder of the value, one value: the same numbers one level up.
        Assert.Equal(-Math.Log2(0.625), index.RarityBits(Plain, "host:b", "", "x"), 1e-12);
    }

    [Fact]
    public void ExplainRarity_KnownValue_CountsWholeNumbers()
    {
        var index = new BaselineIndex(Build(
        [
            new(Plain, "host:a", "", "x", 1, 0), new(Plain, "host:a", "", "x", 2, 0), new(Plain, "host:a", "", "y", 2, 0),
            new(Plain, "host:a", "", "y", 9, 0), new(Plain, "host:a", "", "x", 30, 0),
            new(Plain, "host:b", "", "x", 1, 0), new(Plain, "host:d", "", "x", 1, 0), new(Plain, "host:f", "", "z", 1, 0),
        ]), new() { PeerGroup = GroupOf, HalfLifeDays = 1, Priors = [new("protocol.host", "", "shipped", 5)] });

        var seen = index.ExplainRarity(Plain, "host:a", "", "x");
        Assert.Equal((3, 4, 4, 1, 1, 2, 3), (seen.PeriodsSeen, seen.ActivePeriods, seen.ScopePeriods, seen.PeersWith, seen.Peers,
            seen.OrganisationWith, seen.Organisation));
        Assert.Equal([new("x", 3), new("y", 2)], seen.Typical);
        Assert.Equal((TypicalSource.Entity, false), (seen.TypicalFrom, seen.FromPrior));

        // An entity that only its group is known of is told what its peers do; one without group, what everybody does.
        var newcomer = index.ExplainRarity(Plain, "host:new", "", "shipped");
        Assert.Equal((0, 0, 0, 2, 0, 4, true, TypicalSource.PeerGroup), (newcomer.PeriodsSeen, newcomer.ActivePeriods, newcomer.PeersWith,
            newcomer.Peers, newcomer.OrganisationWith, newcomer.Organisation, newcomer.FromPrior, newcomer.TypicalFrom));
        Assert.Equal([new("x", 2), new("y", 1)], newcomer.Typical);
        var stranger = index.ExplainRarity(Plain, "host:zz", "", "x");
        Assert.Equal((3, 4, TypicalSource.Organisation), (stranger.OrganisationWith, stranger.Organisation, stranger.TypicalFrom));
        Assert.Equal([new("x", 3), new("y", 1), new("z", 1)], stranger.Typical);
        Assert.Equal(TypicalSource.Nobody, index.ExplainRarity(Plain, "host:a", "no scope", "x").TypicalFrom);
    }

    [Fact]
    public void RarityBits_PeersAreTheWholeOrganisation_AsWithoutPeers()
    {
        var rows = RandomRows(3, 500);
        var with = new BaselineIndex(Build(rows), new() { PeerGroup = _ => "one" });
        var without = new BaselineIndex(Build(rows));

        Assert.All(Questions(), q => Assert.Equal(
            without.RarityBits(q.Feature, q.Entity, q.Scope, q.Value), with.RarityBits(q.Feature, q.Entity, q.Scope, q.Value)));
    }

    [Fact]
    public void RarityBits_EvictedValues_KeepTotalAndNumberOfValues()
    {
        // 3,000 values once each: n = 3,000 and D = 1,500 although 952 of them are gone. Kept value: (0.5 + 1501 u) / 3001 with
        // u = 1/2049, unseen 1501 u / 3001.
        var index = new BaselineIndex(Build(Enumerable.Range(0, 3000).Select(i => new BaselineRow(Plain, "host:a", "", $"v{i:0000}", 4, 0))));

        Assert.Equal(-Math.Log2((0.5 + (1501 / 2049.0)) / 3001), index.RarityBits(Plain, "host:a", "", "v0000"), 1e-12);
        Assert.Equal(-Math.Log2(1501 / 2049.0 / 3001), index.RarityBits(Plain, "host:a", "", "v2999"), 1e-12);
    }

    [Fact]
    public void Constructor_OptionsOutOfRange_NamesAll()
    {
        var fault = Assert.Throws<ArgumentException>(() => new BaselineIndex(Build([]), new()
        {
            HalfLifeDays = 0, Discount = 1, Strength = double.NaN, Priors = [new("protocol.host", "", "x", -1)],
        }));

        Assert.All(["HalfLifeDays", "Discount", "Strength", "prior"], s => Assert.Contains(s, fault.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new BaselineIndex(Build([]), new() { Priors = [Priors[0], Priors[0]] }));
        Assert.Throws<ArgumentException>(() => new BaselineIndex(Build([]), new() { Priors = [new("volume.flow", "", "x", 1)] }));
    }

    [Fact]
    public void RarityBits_FeatureOfAnotherKindOrUnknown_Refused()
    {
        var index = new BaselineIndex(Build([]));

        Assert.Throws<ArgumentException>(() => index.RarityBits(Volume, "host:a", "", "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.RarityBits(6, "host:a", "", "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.RarityBits(-1, "host:a", "", "x"));
    }

    internal static IEnumerable<(int Feature, string Entity, string Scope, string Value)> Questions() =>
        from feature in new[] { Plain, Scoped }
        from entity in Entities.Append("host:new").Append("host:nobody")
        from scope in feature == Plain ? [""] : Scopes.Append("never seen")
        from value in Values.Append("never seen").Append("ntp/123").Append("bash")
        select (feature, entity, scope, value);

    private static double Twin(
        List<BaselineRow> rows, BaselineIndexOptions o, int feature, string entity, string scope, string value)
    {
        var priors = o.Priors.Where(p => p.FeatureId == Schema[feature].Id).ToList();
        var known = rows.Where(r => r.Feature == feature).Select(r => r.Value).Concat(priors.Select(p => p.Value)).Distinct().Count();
        var here = rows.Where(r => r.Feature == feature && r.Scope == scope).ToList();
        var p = 1.0 / (known + 1);
        p = Level(priors.Where(x => x.Scope == scope).ToDictionary(x => x.Value, x => x.Weight));
        var organisation = Holders(here.Where(r => r.Entity != entity));
        p = Level(organisation);
        var group = o.PeerGroup?.Invoke(entity);
        var peers = Holders(here.Where(r => r.Entity != entity && group is not null && o.PeerGroup!(r.Entity) == group));
        if (peers.Values.Sum() != organisation.Values.Sum())
        {
            p = Level(peers);
        }

        return Level(here.Where(r => r.Entity == entity).GroupBy(r => r.Value).ToDictionary(g => g.Key, g => g.Sum(Weight)));

        double Level(Dictionary<string, double> counts)
        {
            var (n, shared) = (counts.Values.Sum(), counts.Values.Sum(c => Math.Min(c, o.Discount)));
            return counts.Count == 0 ? p
                : (Math.Max(counts.GetValueOrDefault(value) - o.Discount, 0) + ((o.Strength + shared) * p)) / (n + o.Strength);
        }

        double Weight(BaselineRow r) => o.HalfLifeDays is { } halfLife
            ? Math.Max(1, Math.Round(Math.Pow(2, 20 - ((45 - r.Unit) / halfLife)))) / Math.Pow(2, 20) : 1;

        static Dictionary<string, double> Holders(IEnumerable<BaselineRow> others) =>
            others.GroupBy(r => r.Value).ToDictionary(g => g.Key, g => (double)g.Select(r => r.Entity).Distinct().Count());
    }
}
