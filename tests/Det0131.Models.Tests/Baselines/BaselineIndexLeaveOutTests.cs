using Det0131.Models.Baselines;
using static Det0131.Models.Tests.Baselines.SampleTables;

namespace Det0131.Models.Tests.Baselines;

/// <summary>
/// Property: an index that leaves units out answers, to the last bit, as one that is built from a table without their rows;
/// after Restore as before. Values, evidence, all levels, unique holders, residuals of evicted values.
/// </summary>
public sealed class BaselineIndexLeaveOutTests
{
    private static readonly BaselinePrior[] Priors = [new("protocol.host", "", "ssl/443", 50), new("lineage.parent_child", "curl", "v7", 3)];

    [Theory]
    [InlineData(1, 60, false, false)]
    [InlineData(2, 300, false, true)]
    [InlineData(3, 300, true, true)]
    [InlineData(4, 1200, true, false)]
    [InlineData(6, 4000, true, true)]
    public void LeaveOut_AnyUnits_EqualsATableWithoutThem(int seed, int count, bool decay, bool groups)
    {
        var table = Build(WithEviction(seed, count));
        Assert.NotEmpty(table.Evicted());
        var index = new BaselineIndex(table, Options(decay, groups));
        var whole = Answers(index);
        var random = new Random(seed);
        for (var round = 0; round < 2; round++)
        {
            var day = random.Next(40);
            int[] first = [day, random.Next(4) == 0 ? -1 : day, day * 24, day, day, (day + 3) / 7];
            int[] last = [day, first[1], (day * 24) + 23, day, day, first[5]];

            index.LeaveOut(first, last);
            Assert.Equal(Answers(Fresh((f, u) => u >= first[f] && u <= last[f])), Answers(index));
            index.Restore();
            Assert.Equal(whole, Answers(index));

            index.LeaveOut(first);
            Assert.Equal(Answers(Fresh((f, u) => u == first[f])), Answers(index));
            index.Restore();

            var fromDay = random.Next(45);
            int[] from = [fromDay, fromDay, fromDay * 24, fromDay, random.Next(3) == 0 ? -1 : fromDay, (fromDay + 3) / 7];
            bool IsLater(int f, int u) => from[f] >= 0 && u >= from[f];
            index.LeaveOutFrom(from);
            var earlier = Answers(index);
            Assert.Equal(Answers(Fresh(IsLater)), earlier);

            // One earlier period on top; it may lie partly or wholly among the later ones.
            index.LeaveOut(first, last);
            Assert.Equal(Answers(Fresh((f, u) => IsLater(f, u) || (u >= first[f] && u <= last[f]))), Answers(index));
            index.Restore();
            Assert.Equal(earlier, Answers(index));
            index.Restore();
            Assert.Equal(whole, Answers(index));
        }

        BaselineIndex Fresh(Func<int, int, bool> isLeftOut) => new(Without(table, isLeftOut), Options(decay, groups));
    }

    [Fact]
    public void LeaveOut_OwnDayOfARollOut_TakesItFromEveryone()
    {
        // A value that everybody shows for the first time on day 9 is as surprising on that day as if nobody had it.
        var rows = (from e in Entities from day in Enumerable.Range(0, 9) select new BaselineRow(Plain, e, "", "old", day, 0))
            .Concat(from e in Entities select new BaselineRow(Plain, e, "", "new", 9, 0));
        var index = new BaselineIndex(Build(rows));
        var with = index.RarityBits(Plain, "host:a", "", "new");

        index.LeaveOut([9, 9, -1, 9, 9, -1]);

        Assert.True(index.RarityBits(Plain, "host:a", "", "new") > with + 2);
        Assert.Equal(index.RarityBits(Plain, "host:a", "", "never seen"), index.RarityBits(Plain, "host:a", "", "new"));
    }

    [Fact]
    public void LeaveOut_NestedOrWrong_Refused()
    {
        var index = new BaselineIndex(Build(RandomRows(1, 200)));
        int[] units = [1, 1, 24, 1, 1, 0];

        Assert.Throws<InvalidOperationException>(index.Restore);
        Assert.Throws<ArgumentException>(() => index.LeaveOut([1, 2]));
        Assert.Throws<ArgumentException>(() => index.LeaveOut([-2, 1, 1, 1, 1, 1]));
        Assert.Throws<ArgumentException>(() => index.LeaveOutFrom([int.MaxValue, 1, 1, 1, 1, 1]));
        Assert.Throws<ArgumentException>(() => index.LeaveOut([5, 1, 1, 1, 1, 1], [4, 1, 1, 1, 1, 1]));
        index.LeaveOut(units);
        Assert.Throws<InvalidOperationException>(() => index.LeaveOut(units));
        Assert.Throws<InvalidOperationException>(() => index.LeaveOutFrom(units));
        index.Restore();
        index.LeaveOutFrom(units);
        Assert.Throws<InvalidOperationException>(() => index.LeaveOutFrom(units));
        index.Restore();
        Assert.Throws<InvalidOperationException>(index.Restore);
    }

    private static BaselineIndexOptions Options(bool decay, bool groups) => new()
    {
        HalfLifeDays = decay ? 3 : null, AsOfMicros = 45 * Day, PeerGroup = groups ? GroupOf : null, Priors = Priors,
    };

    // host:a has 2,600 values in one scope, seen in one to three units each, and shares some with host:d.
    private static IEnumerable<BaselineRow> WithEviction(int seed, int count)
    {
        var random = new Random(seed);
        var many = Enumerable.Range(0, 2600).SelectMany(i => Enumerable.Range(0, random.Next(1, 4))
            .Select(_ => new BaselineRow(Scoped, "host:a", "curl", $"v{i}", random.Next(40), 0)));
        var shared = Enumerable.Range(0, 40).Select(i => new BaselineRow(Scoped, "host:d", "curl", $"v{i * 60}", random.Next(40), 0));
        return RandomRows(seed, count).Concat(many).Concat(shared);
    }

    // Everything that can be asked, as text with doubles in full.
    private static List<string> Answers(BaselineIndex index)
    {
        List<string> answers = [];
        foreach (var (feature, entity, scope, value) in BaselineIndexRarityTests.Questions()
            .Concat(from e in Entities from i in Enumerable.Range(0, 7) select (Scoped, e, "curl", $"v{i * 360}")))
        {
            var evidence = index.ExplainRarity(feature, entity, scope, value);
            Assert.Equal(index.RarityBits(feature, entity, scope, value), evidence.Bits);
            var typical = evidence.TypicalFrom + string.Join(',', evidence.Typical.Select(t => t.ToString()));
            answers.Add(FormattableString.Invariant($"{feature} {entity} {scope} {value} {evidence.Bits:R} {evidence with { Typical = [] }} {typical}")
                .Replace("System.Collections.Generic.List`1[Det0131.Models.Baselines.TypicalValue]", "", StringComparison.Ordinal));
        }

        foreach (var entity in Entities.Append("host:new").Append("host:nobody"))
        {
            foreach (var magnitude in new[] { 0, 300, 4e4, 1e9 })
            {
                answers.AddRange(from feature in new[] { Volume, Ratio, Week }
                    from scope in feature == Ratio ? [""] : Scopes.Append("never seen")
                    let bits = index.TailBits(feature, entity, scope, magnitude)
                    select FormattableString.Invariant(
                        $"{feature} {entity} {scope} {magnitude} {bits:R} {index.ExplainTail(feature, entity, scope, magnitude)}"));
            }

            answers.AddRange(from feature in new[] { Volume, Ratio, Week }
                from scope in Scopes.Append("never seen")
                select FormattableString.Invariant($"{feature} {entity} {scope} {index.OthersPeriods(feature, entity, scope)}"));
            answers.AddRange(from hour in new[] { 3, 9, 13, 20 } from date in new[] { 39, 44 } from leave in new[] { false, true }
                select FormattableString.Invariant($"{entity} {index.ExplainCircular(Hours, entity, hour, date, leave)}"));
        }

        return answers;
    }
}
