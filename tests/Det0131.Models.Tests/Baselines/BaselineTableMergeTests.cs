using Det0131.Models.Baselines;
using static Det0131.Models.Tests.Baselines.SampleTables;

namespace Det0131.Models.Tests.Baselines;

public sealed class BaselineTableMergeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merge_PartsCutAtAPeriod_EqualsBuiltAtOnce(int seed)
    {
        // Property: the cut at day 17 divides an ISO week, whose sums must add up over both parts.
        var rows = RandomRows(seed, 3000);
        static int DayOf(BaselineRow r) => r.Feature switch { Volume => r.Unit / 24, _ => r.Unit };
        List<BaselineRow> early = [], late = [];
        foreach (var row in rows)
        {
            if (row.Feature != Week)
            {
                (DayOf(row) < 17 ? early : late).Add(row);
                continue;
            }

            var firstDay = (row.Unit * 7) - 3;
            var inEarly = firstDay + 7 <= 17 ? row.Magnitude : firstDay >= 17 ? -1 : Math.Floor(row.Magnitude / 3);
            if (inEarly >= 0)
            {
                early.Add(row with { Magnitude = inEarly });
            }

            if (inEarly < 0 || (firstDay + 7 > 17 && firstDay < 17))
            {
                late.Add(row with { Magnitude = row.Magnitude - Math.Max(0, inEarly) });
            }
        }

        var merged = BaselineTable.Merge(Build(early, Span(0, 17)), Build(late, Span(17, 50)));

        var atOnce = Build(early.Concat(late), Span(0, 50));
        Assert.Equal(BytesOf(atOnce), BytesOf(merged));
        Assert.Equal(BytesOf(atOnce), BytesOf(BaselineTable.Merge(Build(late, Span(17, 50)), Build(early, Span(0, 17)))));
        Assert.Equal(Span(0, 50), merged.Span);
        Assert.Contains(late, r => r.Feature == Week && early.Any(e => e.Feature == Week && e.Unit == r.Unit));
    }

    [Fact]
    public void Merge_EmptySide_GivesTheOther()
    {
        var table = Build(RandomRows(4, 500));
        var empty = BaselineTable.Empty(Schema, Day);

        Assert.Equal(BytesOf(table), BytesOf(BaselineTable.Merge(table, empty)));
        Assert.Equal(BytesOf(table), BytesOf(BaselineTable.Merge(empty, table)));
        Assert.Equal(BytesOf(empty), BytesOf(BaselineTable.Merge(empty, empty)));
    }

    [Fact]
    public void Merge_OverlapOrOtherPeriodOrOtherSchema_RefusedWithReason()
    {
        var table = Build([], Span(0, 10));
        var overlap = Assert.Throws<ArgumentException>(() => BaselineTable.Merge(table, Build([], Span(9, 12))));
        var period = Assert.Throws<ArgumentException>(() => BaselineTable.Merge(table, BaselineTable.Empty(Schema, Day / 24)));
        var schema = Assert.Throws<ArgumentException>(() => BaselineTable.Merge(table, BaselineTable.Empty(Schema[..3], Day)));
        var rule = Assert.Throws<ArgumentException>(() => BaselineTable.Merge(
            table, BaselineTable.Empty([.. Schema[..5], Schema[5] with { Merge = MagnitudeMerge.Max }], Day)));

        Assert.Contains("overlap", overlap.Message, StringComparison.Ordinal);
        Assert.Contains("periods of", period.Message, StringComparison.Ordinal);
        Assert.Contains("feature 3", schema.Message, StringComparison.Ordinal);
        Assert.Contains("feature 5", rule.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_TooManyValues_EvictsByCountAgeAndOrder()
    {
        // Brute force: sort all values by the written rule and take the first 2,048; the others leave n and K behind.
        var random = new Random(11);
        var rows = Enumerable.Range(0, 9000)
            .Select(i => new BaselineRow(Plain, "host:a", "", $"v{random.Next(6000):0000}", random.Next(30), 0))
            .Distinct().Append(new(Plain, "host:b", "", "other", 1, 0)).ToList();
        var values = rows.Where(r => r.Entity == "host:a").GroupBy(r => r.Value)
            .OrderByDescending(g => g.Count()).ThenByDescending(g => g.Max(r => r.Unit)).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        Assert.True(values.Count > 2 * BaselineTable.MaximumValuesPerScope);

        var table = Build(rows);

        var kept = values.Take(BaselineTable.MaximumValuesPerScope).SelectMany(g => g).ToHashSet();
        Assert.Equal(kept.OrderBy(r => r.Value, StringComparer.Ordinal).ThenBy(r => r.Unit), table.Rows().Where(r => r.Entity == "host:a"));
        var gone = values.Skip(BaselineTable.MaximumValuesPerScope).ToList();
        var expected = gone.SelectMany(g => g).GroupBy(r => r.Unit).OrderBy(g => g.Key).Select(g => new EvictedRows(
            Plain, "host:a", "", g.Key, g.Count(), gone.Count(v => v.Min(r => r.Unit) == g.Key)));
        Assert.Equal(expected, table.Evicted());
        Assert.DoesNotContain(table.Rows(), r => r.Value == gone[0].Key);
        Assert.Equal(gone.Count, table.Evicted().Sum(e => e.Values));
    }

    [Fact]
    public void Merge_TablesWithResiduals_AddsThem()
    {
        static IEnumerable<BaselineRow> Rows(int day) =>
            Enumerable.Range(0, 3000).Select(i => new BaselineRow(Plain, "host:a", "", $"d{day}v{i}", day, 0));
        var merged = BaselineTable.Merge(Build(Rows(1), Span(0, 5)), Build(Rows(7), Span(5, 9)));

        // n and K are kept whole: 6,000 values, of which 2,048 remain, the younger ones.
        Assert.Equal(6000, merged.RowCount + merged.Evicted().Sum(e => e.Rows));
        Assert.Equal(6000 - BaselineTable.MaximumValuesPerScope, merged.Evicted().Sum(e => e.Values));
        Assert.All(merged.Rows(), r => Assert.Equal(7, r.Unit));
    }
}
