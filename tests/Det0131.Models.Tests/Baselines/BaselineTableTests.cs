using Det0131.Models.Baselines;
using static Det0131.Models.Tests.Baselines.SampleTables;

namespace Det0131.Models.Tests.Baselines;

public sealed class BaselineTableTests
{
    [Fact]
    public void Rows_AnyOrder_ComeBackSortedAndComplete()
    {
        // Independent: LINQ's ordinal sort of what was put in.
        var rows = RandomRows(seed: 1, count: 2000);
        var expected = rows.OrderBy(r => r.Feature).ThenBy(r => r.Entity, StringComparer.Ordinal)
            .ThenBy(r => r.Scope, StringComparer.Ordinal).ThenBy(r => r.Value, StringComparer.Ordinal).ThenBy(r => r.Unit);

        Assert.Equal(expected, Build(rows).Rows());
        Assert.Equal(rows.Count, Build(rows).RowCount);
    }

    [Fact]
    public void Build_SortedOrder_EqualsAnyOrder()
    {
        var rows = Build(RandomRows(seed: 2, count: 1500)).Rows().ToList();
        var builder = new BaselineTable.Builder(Schema, Span(0, 50));
        foreach (var row in rows)
        {
            builder.Add(row.Feature, row.Entity, row.Scope, row.Value, row.Unit, row.Magnitude);
        }

        Assert.Equal(BytesOf(Build(rows.AsEnumerable().Reverse())), BytesOf(builder.Build()));
    }

    [Fact]
    public void Add_AnyOrderRepeatedKey_CountsOnceAndCombinesMagnitudes()
    {
        var builder = new BaselineTable.Builder(Schema, Span(0, 50), RowOrder.Any);
        builder.Add(Plain, "host:a", "", "x", 3);
        builder.Add(Plain, "host:a", "", "x", 3);
        builder.Add(Volume, "host:a", "", "", 3, 10);
        builder.Add(Volume, "host:a", "", "", 3, 4);
        builder.Add(Week, "host:a", "", "", 3, 10);
        builder.Add(Week, "host:a", "", "", 3, 4);

        Assert.Equal(
            [new(Plain, "host:a", "", "x", 3, 0), new(Volume, "host:a", "", "", 3, 10), new(Week, "host:a", "", "", 3, 14)],
            builder.Build().Rows());
    }

    [Theory]
    [InlineData("host:a", "x", 5)]
    [InlineData("host:a", "x", 4)]
    [InlineData("host:a", "a", 9)]
    [InlineData("HOST:a", "x", 9)]
    public void Add_SortedOrderNotAscending_NamesBothRows(string entity, string value, int unit)
    {
        var builder = new BaselineTable.Builder(Schema, Span(0, 50));
        builder.Add(Plain, "host:a", "", "x", 5);

        var fault = Assert.Throws<ArgumentException>(() => builder.Add(Plain, entity, "", value, unit));

        Assert.Contains("protocol.host", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"entity '{entity}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("must ascend", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Plain, "", "", "x", 1, 0)]
    [InlineData(Plain, "h", "", "x", -1, 0)]
    [InlineData(Plain, "h", "", "x", int.MaxValue, 0)]
    [InlineData(Plain, "h", "", "x", 1, 2)]
    [InlineData(Volume, "h", "", "x", 1, 2)]
    [InlineData(Volume, "h", "", "", 1, double.NaN)]
    [InlineData(Volume, "h", "", "", 1, double.PositiveInfinity)]
    [InlineData(Volume, "h", "", "", 1, -1)]
    [InlineData(Hours, "h", "", "24", 1, 0)]
    [InlineData(Hours, "h", "", "07", 1, 0)]
    [InlineData(Hours, "h", "s", "7", 1, 0)]
    [InlineData(Hours, "h", "", "7", 5_000_000, 0)]
    [InlineData(6, "h", "", "7", 1, 0)]
    [InlineData(-1, "h", "", "7", 1, 0)]
    public void Add_RowDoesNotFitFeature_Refused(int feature, string entity, string scope, string value, int unit, double magnitude)
    {
        var builder = new BaselineTable.Builder(Schema, Span(0, 50), RowOrder.Any);

        Assert.ThrowsAny<ArgumentException>(() => builder.Add(feature, entity, scope, value, unit, magnitude));
    }

    [Fact]
    public void Builder_SchemaContradictsItself_NamesAllFaults()
    {
        var fault = Assert.Throws<ArgumentException>(() => new BaselineTable.Builder(
            [new("time.x", BaselineKind.Circular, 0, UnitAlignment.Utc)], Span(0, 1)));

        Assert.Contains("UnitMicros", fault.Message, StringComparison.Ordinal);
        Assert.Contains("LocalDate", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BaselineTable.Builder([Schema[0], Schema[0]], Span(0, 1)));
        Assert.Throws<ArgumentException>(() => new BaselineTable.Builder(Schema, new(Day, 1, Day)));
        Assert.Throws<ArgumentException>(() => new BaselineTable.Builder(Schema, Span(2, 1)));
    }

    [Fact]
    public void Build_Twice_Refused()
    {
        var builder = new BaselineTable.Builder(Schema, Span(0, 1));
        builder.Build();

        Assert.Throws<InvalidOperationException>(() => builder.Build());
        Assert.Throws<InvalidOperationException>(() => builder.Add(Plain, "h", "", "x", 1));
    }

    [Fact]
    public void LearnedValues_KnownEntity_MostFrequentFirst()
    {
        var table = Build(
        [
            new(Scoped, "host:a", "cmd.exe", "net.exe", 4, 0), new(Scoped, "host:a", "cmd.exe", "curl.exe", 2, 0),
            new(Scoped, "host:a", "cmd.exe", "curl.exe", 7, 0), new(Scoped, "host:a", "", "curl.exe", 1, 0),
            new(Scoped, "host:b", "cmd.exe", "x", 1, 0),
        ]);

        Assert.Equal(
            [new("cmd.exe", "curl.exe", 2, 2, 7), new("", "curl.exe", 1, 1, 1), new("cmd.exe", "net.exe", 1, 4, 4)],
            table.LearnedValues(Scoped, "host:a"));
        Assert.Empty(table.LearnedValues(Scoped, "host:z"));
        Assert.Empty(table.LearnedValues(Plain, "host:a"));
        Assert.Equal(["host:a", "host:b"], table.Entities(Scoped));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.LearnedValues(9, "host:a"));
    }

    [Fact]
    public void FeatureIndex_UnknownId_MinusOne()
    {
        Assert.Equal(Volume, Build([]).FeatureIndex("volume.flow"));
        Assert.Equal(-1, Build([]).FeatureIndex("volume.flo"));
    }

    [Theory]
    [InlineData(Plain, "2026-11-21T23:59:59Z", 20778)]
    [InlineData(Week, "1970-01-04T23:59:59Z", 0)]
    [InlineData(Week, "1970-01-05T00:00:00Z", 1)]
    [InlineData(Volume, "1970-01-02T01:00:00Z", 25)]
    public void UnitOf_Time_CountsFromTheAlignment(int feature, string time, int expected)
    {
        // Independent: the calendar of DateTimeOffset; 1970-01-05 was the first Monday after the epoch.
        var micros = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() * 1000;

        Assert.Equal(expected, Schema[feature].UnitOf(micros));
    }

    [Fact]
    public void UnitOf_BeforeUnitZero_Refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Schema[Plain].UnitOf(-1));
}
