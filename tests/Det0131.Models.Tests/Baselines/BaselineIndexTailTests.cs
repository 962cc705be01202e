using Det0131.Models.Baselines;
using static Det0131.Models.Tests.Baselines.SampleTables;

namespace Det0131.Models.Tests.Baselines;

public sealed class BaselineIndexTailTests
{
    private static readonly double[] Magnitudes = [0, 1e-12, 0.3, 1, 17, 400, 3000, 9e4, 2e5, 1e7, 1e12, 1e40];

    [Theory]
    [MemberData(nameof(BaselineIndexRarityTests.Cases), MemberType = typeof(BaselineIndexRarityTests))]
    public void TailBits_RandomTables_EqualTheFormulaOnRawRows(int seed, bool decay, bool groups, bool few)
    {
        // Brute-force twin below: sorted lists of raw magnitudes instead of histograms.
        AssertEqualsTwin(RandomRows(seed, few ? 25 : 900), decay, groups);
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 40)]
    [InlineData(3, 400)]
    public void TailBits_OneEntityAlone_EqualsTheFormulaOnRawRows(int seed, int count) =>
        AssertEqualsTwin([.. RandomRows(seed, count).Select(r => r with { Entity = Entities[0] }).DistinctBy(r => (r.Feature, r.Scope, r.Value, r.Unit))], decay: seed == 2, groups: false);

    /// <summary>Brute-force twin: the rows themselves, counted for each question.</summary>
    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 900)]
    public void OthersPeriods_RandomTables_EqualTheCountedRows(int seed, int count)
    {
        var rows = RandomRows(seed, count);
        var index = new BaselineIndex(Build(rows));
        foreach (var (feature, entity, scope) in
            from feature in new[] { Volume, Ratio, Week } from entity in Entities.Append("host:new") from scope in Scopes.Append("never seen") select (feature, entity, scope))
        {
            int Count(Func<BaselineRow, bool> isMeant) => rows.Count(r => r.Feature == feature && isMeant(r));

            Assert.Equal(
                (Count(r => r.Entity != entity && r.Scope == scope), Count(r => r.Entity != entity), Count(r => r.Entity == entity && r.Scope != scope)),
                index.OthersPeriods(feature, entity, scope));
        }
    }

    private static void AssertEqualsTwin(List<BaselineRow> rows, bool decay, bool groups)
    {
        var options = new BaselineIndexOptions { HalfLifeDays = decay ? 9 : null, AsOfMicros = 45 * Day, PeerGroup = groups ? GroupOf : null };
        var index = new BaselineIndex(Build(rows), options);
        foreach (var feature in new[] { Volume, Ratio, Week })
        {
            foreach (var entity in Entities.Append("host:new").Append("host:nobody"))
            {
                foreach (var scope in feature == Ratio ? [""] : Scopes.Append("never seen"))
                {
                    var before = double.NegativeInfinity;
                    foreach (var magnitude in Magnitudes)
                    {
                        var bits = index.TailBits(feature, entity, scope, magnitude);

                        Assert.Equal(-Math.Log2(new Twin(rows, options, feature, entity, scope).Probability(magnitude)), bits, 1e-7);
                        Assert.Equal(bits, index.TailBits(feature, index.EntityId(entity), scope, magnitude));
                        Assert.Equal(bits, index.ExplainTail(feature, entity, scope, magnitude).Bits);
                        Assert.True(bits >= (feature == Ratio ? 0 : before), "more is never less surprising in the upper tail");
                        before = bits;
                    }
                }
            }
        }
    }

    [Fact]
    public void TailBits_NobodyHasAnything_WeakDefault()
    {
        // (1 + x)^(-1/8): a gigabyte costs 3.7 bits, nothing costs nothing.
        var index = new BaselineIndex(Build([]));

        Assert.Equal(0, index.TailBits(Volume, "host:a", "", 0));
        Assert.Equal(Math.Log2(1 + 1e9) / 8, index.TailBits(Volume, "host:a", "", 1e9), 1e-9);
        Assert.Equal(TailLevel.Default, index.ExplainTail(Volume, "host:a", "", 1e9).DecidedBy);
        Assert.True(double.IsNaN(index.ExplainTail(Volume, "host:a", "", 1e9).Maximum));
        Assert.Equal(0, index.TailBits(Ratio, "host:a", "", 0));
    }

    [Fact]
    public void TailBits_LonelyHost_NeitherSilentNorScreaming()
    {
        // 28 days between 1 and 2 MB, no other host: the usual is worth nothing, far more a handful of bits, never 20.
        var index = new BaselineIndex(Build(Enumerable.Range(0, 28).Select(i => new BaselineRow(Ratio, "host:a", "", "", i, 1e6 + (i * 37_000)))));
        double Upper(double x) => index.ExplainTail(Ratio, "host:a", "", x) is { IsUnusuallySmall: false } e ? e.Bits + 1 : double.NaN;

        Assert.InRange(Upper(1.9e6), 1, 5);
        Assert.InRange(Upper(1e7), 5, 7);
        Assert.InRange(Upper(1e9), 6, 10);
        Assert.InRange(Upper(1e12), 9, 15);
    }

    [Fact]
    public void TailBits_LonelyHostNewScope_ComparedWithItsOtherScopes()
    {
        // A lone server under 200 domains, 20 to 60 units each; under a new one 5,000 units are rare and 40 are not.
        var index = new BaselineIndex(Build(Enumerable.Range(0, 200).Select(i => new BaselineRow(Volume, "host:a", "d" + i, "", i, 20 + (i % 40)))));

        Assert.InRange(index.TailBits(Volume, "host:a", "new", 40), 0, 1.5);
        Assert.InRange(index.TailBits(Volume, "host:a", "new", 5000), 8, 12);
        Assert.Equal(TailLevel.OtherScopes, index.ExplainTail(Volume, "host:a", "new", 40).DecidedBy);
    }

    [Fact]
    public void TailBits_BackupHostEveryNight_IsNotSurprised()
    {
        var rows = Enumerable.Range(0, 30).Select(i => new BaselineRow(Volume, "host:backup", "", "", i * 24, 5e10))
            .Concat(from i in Enumerable.Range(0, 30) from e in Entities select new BaselineRow(Volume, e, "", "", i * 24, 1e5 + i));
        var index = new BaselineIndex(Build(rows));

        Assert.InRange(index.TailBits(Volume, "host:backup", "", 5e10), 0, 0.1);
        Assert.True(index.TailBits(Volume, "host:a", "", 5e10) > 4);
    }

    [Fact]
    public void TailBits_AllEqualOnePeriodOrOnlyZeros_StaysFinite()
    {
        var equal = new BaselineIndex(Build(Enumerable.Range(0, 40).Select(i => new BaselineRow(Volume, "host:a", "", "", i, 7))));
        var one = new BaselineIndex(Build([new(Volume, "host:a", "", "", 0, 7)]));
        var zeros = new BaselineIndex(Build(from i in Enumerable.Range(0, 40) from e in Entities select new BaselineRow(Volume, e, "", "", i, 0)));
        foreach (var index in new[] { equal, one, zeros })
        {
            Assert.All(Magnitudes.Append(double.MaxValue).Append(double.Epsilon), x =>
                Assert.All(["host:a", "host:b"], e => Assert.InRange(index.TailBits(Volume, e, "", x), 0, 997)));
        }

        // Only zeros everywhere: a first transfer is worth log2 of the periods, not an extrapolation from nothing.
        Assert.InRange(zeros.TailBits(Volume, "host:a", "", 1e9), 7, 9);
        Assert.Equal(0, zeros.TailBits(Volume, "host:a", "", 0), 1e-12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1.0)]
    public void TailBits_NotAMagnitude_Refused(double magnitude)
    {
        var index = new BaselineIndex(Build([]));

        Assert.Throws<ArgumentOutOfRangeException>(() => index.TailBits(Volume, "host:a", "", magnitude));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.ExplainTail(Volume, "host:a", "", magnitude));
        Assert.Throws<ArgumentException>(() => index.TailBits(Plain, "host:a", "", 1));
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.0)]
    [InlineData(1.6)]
    public void TailBits_ParetoOrganisation_ExtrapolatesItsOwnExponent(double exponent)
    {
        // Independent: the distribution the rows are drawn from. Beyond the data, a doubling costs `exponent` bits; the
        // height is known as well as the third largest value is.
        var rows = Enumerable.Range(0, 20_000).Select(i => new BaselineRow(
            Volume, "host:a", "", "", i, 100 * Math.Pow(1 - ((i + 0.5) / 20_000), -1 / exponent)));
        var index = new BaselineIndex(Build(rows));

        var slope = (index.TailBits(Volume, "host:b", "", 1e15) - index.TailBits(Volume, "host:b", "", 1e13)) / Math.Log2(100);
        Assert.Equal(exponent, slope, exponent * 0.03);
        Assert.Equal(exponent * Math.Log2(1000), index.TailBits(Volume, "host:b", "", 1e5), 0.4);
    }

    [Fact]
    public void ExplainTail_KnownEntity_CountsAndQuantiles()
    {
        // 20 units 1, 2, 4, ... each on a bucket's lower edge, so the middle is 2^(1/16) above.
        var index = new BaselineIndex(Build(Enumerable.Range(0, 20).Select(i => new BaselineRow(Volume, "host:a", "", "", i, Math.Pow(2, i)))));

        var evidence = index.ExplainTail(Volume, "host:a", "", 1 << 17);

        var middle = Math.Pow(2, 1 / 16.0);
        Assert.Equal((3, 18, 20), (evidence.PeriodsAtOrAbove, evidence.PeriodsAtOrBelow, evidence.Periods));
        Assert.Equal(512 * middle, evidence.Median, 1e-9);
        Assert.Equal((1 << 18) * middle, evidence.NinetyFivePercent, 1e-6);
        Assert.Equal((1 << 19) * middle, evidence.Maximum, 1e-6);
        Assert.Equal(TailLevel.Entity, evidence.DecidedBy);
        Assert.Equal(TailLevel.Organisation, index.ExplainTail(Volume, "host:b", "", 3).DecidedBy);
        Assert.Equal(TailLevel.AllScopes, index.ExplainTail(Volume, "host:b", "never seen", 3).DecidedBy);
    }

    private sealed class Twin(List<BaselineRow> rows, BaselineIndexOptions o, int feature, string entity, string scope)
    {
        public double Probability(double x)
        {
            var others = rows.Where(r => r.Feature == feature && r.Entity != entity).ToList();
            var group = o.PeerGroup?.Invoke(entity);
            var all = Periods(others);
            var organisation = Periods(others.Where(r => r.Scope == scope));
            var peers = Periods(others.Where(r => r.Scope == scope && group is not null && o.PeerGroup!(r.Entity) == group));
            var own = Periods(rows.Where(r => r.Feature == feature && r.Entity == entity && r.Scope == scope));
            var other = Periods(rows.Where(r => r.Feature == feature && r.Entity == entity && r.Scope != scope));
            var bucket = Bucket(x);
            double root;
            if (HasTail(organisation))
            {
                root = Tail(organisation, x, null);
            }
            else
            {
                root = HasTail(all) ? Tail(all, x, null)
                    : Narrow(all, bucket, HasTail(own) ? Tail(own, x, 0.5) : HasTail(other) ? Tail(other, x, 0.5) : Math.Pow(1 + x, -0.125), upper: true);
                root = Total(organisation) == Total(all) ? root : Narrow(organisation, bucket, root, upper: true);
            }

            var upper = Total(peers) == Total(organisation) ? root : Narrow(peers, bucket, root, upper: true);
            upper = Narrow(own, bucket, upper, upper: true);
            if (HasTail(own) && bucket > 0)
            {
                upper = Math.Max(upper, Tail(own, x, 2) * Total(own) / (Total(own) + 1));
            }

            if (Schema[feature].Kind == BaselineKind.UpperTail)
            {
                return upper;
            }

            var lower = Narrow(organisation.Count > 0 ? organisation : all, bucket, 1, upper: false);
            lower = Total(peers) == Total(organisation) ? lower : Narrow(peers, bucket, lower, upper: false);
            return Math.Min(1, 2 * Math.Min(upper, Narrow(own, bucket, lower, upper: false)));
        }

        private static double Narrow(List<(int Bucket, double Weight)> level, int bucket, double parent, bool upper)
        {
            var (m, ge) = (Total(level), level.Where(p => upper ? p.Bucket >= bucket : p.Bucket <= bucket).Sum(p => p.Weight));
            return m == 0 ? parent : Math.Max((ge + 1) / (m + (1 / parent)), Math.Max(ge - 0.5, 0) / (m + 1));
        }

        private static double Tail(List<(int Bucket, double Weight)> level, double x, double? exponent)
        {
            var third = level[0].Bucket;
            var sum = 0.0;
            foreach (var (bucket, weight) in level)
            {
                (third, sum) = (bucket, sum + weight);
                if (sum >= 3)
                {
                    break;
                }
            }

            var ge = level.Where(p => p.Bucket >= Math.Min(third, Bucket(x))).Sum(p => p.Weight);
            return Bucket(x) <= third ? ge / Total(level)
                : ge / Total(level) * Math.Pow(x / Math.Pow(2, (third / 8.0) - 32), -(exponent ?? Hill(level)));
        }

        private static double Hill(List<(int Bucket, double Weight)> level)
        {
            var (sum, at) = (0.0, 0);
            while (at < level.Count && level[at].Bucket > 0)
            {
                sum += level[at++].Weight;
                if (sum >= Math.Max(3, Total(level) / 10))
                {
                    break;
                }
            }

            var threshold = level[at - 1].Bucket;
            var above = level.Where(p => p.Bucket > threshold).ToList();
            var mean = above.Sum(p => p.Weight * (p.Bucket - threshold)) / above.Sum(p => p.Weight);
            return above.Count == 0 ? 2 : Math.Clamp(-8 * Math.Log2(1 - (1 / mean)), 0.5, 2);
        }

        private static bool HasTail(List<(int Bucket, double Weight)> level) => level.Where(p => p.Bucket > 0).Sum(p => p.Weight) >= 3;

        private static double Total(List<(int Bucket, double Weight)> level) => level.Sum(p => p.Weight);

        // Largest first.
        private List<(int Bucket, double Weight)> Periods(IEnumerable<BaselineRow> level) =>
            [.. level.Select(r => (Bucket(r.Magnitude), Weight(r))).OrderByDescending(p => p.Item1)];

        private double Weight(BaselineRow r)
        {
            var age = 45 - (feature switch { Volume => r.Unit / 24.0, Week => (r.Unit * 7) - 3, _ => r.Unit });
            return o.HalfLifeDays is { } halfLife ? Math.Round(Math.Pow(2, 20 - (Math.Max(0, age) / halfLife))) / Math.Pow(2, 20) : 1;
        }

        private static int Bucket(double x) =>
            x == 0 ? 0 : (int)Math.Clamp(Math.Floor((Math.Log2(x) + 32) * 8) + 1, 1, MagnitudeBuckets.Count - 1);
    }
}
