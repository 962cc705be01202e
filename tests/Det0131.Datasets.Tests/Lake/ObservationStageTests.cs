using System.Text;
using Det0131.Datasets.Lake;

namespace Det0131.Datasets.Tests.Lake;

public sealed class ObservationStageTests : LakeTests
{
    private static readonly ObservationRule[] Rules = [ObservationRule.Distinct, ObservationRule.Max, ObservationRule.Sum];

    private readonly record struct Row(int Feature, string Entity, string Scope, string Value, int Unit, double Magnitude);

    /// <summary>The twin is LINQ over the same observations: group, then count, greatest or decimal sum; ordered by UTF-8 bytes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Aggregate_RandomObservations_IsWhatGroupingInMemoryGives(int threads)
    {
        var random = new Random(4);
        string[] texts = ["", "a", "B", "ü", "é", "\uFFFD", "😀", "z", new string('l', 200), "thirteen char"];
        var observations = Enumerable.Range(0, 60_000).Select(_ => new Row(
            random.Next(3), texts[random.Next(texts.Length)], texts[random.Next(texts.Length)], texts[random.Next(texts.Length)],
            random.Next(-2, 3), random.Next(1_000_000) / 8.0)).ToList();

        var expected = observations.GroupBy(o => o with { Magnitude = 0 }).Select(group => group.Key with
        {
            Magnitude = Rules[group.Key.Feature] switch
            {
                ObservationRule.Max => group.Max(o => o.Magnitude),
                ObservationRule.Sum => (double)group.Sum(o => (decimal)o.Magnitude),
                _ => 1,
            },
        }).OrderBy(o => o.Feature).ThenBy(o => Utf8(o.Entity), StringComparer.Ordinal).ThenBy(o => Utf8(o.Scope), StringComparer.Ordinal).ThenBy(o => Utf8(o.Value), StringComparer.Ordinal).ThenBy(o => o.Unit).ToList();

        Assert.Equal(expected, Aggregate(observations, threads));
        observations.Reverse();
        Assert.Equal(expected, Aggregate(observations, threads));
    }

    [Fact]
    public void Aggregate_SumsOfFractions_DoNotDependOnTheOrder()
    {
        // As doubles, these give different sums forwards and backwards.
        var random = new Random(9);
        var observations = Enumerable.Range(0, 20_000).Select(i => new Row(2, $"e{i % 7}", "", $"v{i}", 0, random.NextDouble() * Math.Pow(10, random.Next(-6, 10)))).ToList();
        var byEntity = observations.Select(o => o with { Value = "" }).ToList();
        var forwards = Aggregate(byEntity, 1);
        byEntity.Reverse();
        Assert.Equal(forwards, Aggregate(byEntity, 2));
        Assert.All(forwards, row => Assert.Equal((double)byEntity.Where(o => o.Entity == row.Entity).Sum(o => (decimal)o.Magnitude), row.Magnitude, row.Magnitude * 1e-12));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1.5, -4.5)]
    [InlineData(9007199254740993.0, 27021597764222976.0)]
    [InlineData(1e300, 3 * 4611686018427387904.0)]
    [InlineData(0.1, 0.3)]
    public void Aggregate_SumOfThree_IsExactWithinTheFixedPoint(double magnitude, double sum)
    {
        var row = Assert.Single(Aggregate(Enumerable.Repeat(new Row(2, "e", "s", "v", 1, magnitude), 3), 1));
        Assert.Equal(sum, row.Magnitude, Math.Abs(sum) * 1e-9);
    }

    [Fact]
    public void Append_NotFiniteOrNoSuchFeature_Throws()
    {
        using var stage = new ObservationStage(Rules, Path.Combine(Root, "spill"));
        Assert.Contains("Found magnitude NaN for feature 1", Assert.Throws<ArgumentOutOfRangeException>(() => stage.Append(1, "", "", "", 0, double.NaN)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => stage.Append(2, "", "", "", 0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => stage.Append(3, "", "", "", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stage.Append(-1, "", "", "", 0));
    }

    [Fact]
    public void Append_SameTextCutElsewhere_IsAnotherObservation() =>
        Assert.Equal(3, Aggregate([new Row(0, "ab", "c", "", 0, 1), new Row(0, "a", "bc", "", 0, 1), new Row(0, "a", "b", "c", 0, 1)], 1).Count);

    [Fact]
    public void Append_SeenAMomentAgo_IsNotStagedAgain()
    {
        using var stage = new ObservationStage(Rules, Path.Combine(Root, "spill"));
        for (var i = 0; i < 10_000; i++)
        {
            stage.Append(0, "entity", "scope", "value", 1);
        }

        using var reader = stage.Aggregate();
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.Equal((10_000, 1), (stage.Count, stage.StagedCount));
    }

    [Fact]
    public void Append_SteadyState_AllocatesNothing()
    {
        using var stage = new ObservationStage(Rules, Path.Combine(Root, "spill"));
        string[] entities = [.. Enumerable.Range(0, 1000).Select(i => $"entity {i}")];
        void Fill(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                stage.Append(i % 3, entities[i % 1000], "scope", entities[i / 1000 % 1000], i / 7, i);
            }
        }

        Fill(0, 200_000);
        var next = 200_000;
        Assert.Equal(0, Allocation.LeastOfRounds(() => Fill(next, next += 10_000)));
    }

    [Fact]
    public void ReplaceRareValues_FewEntities_BecomeOneValueUnlessKept()
    {
        using var stage = new ObservationStage(Rules, Path.Combine(Root, "spill"));
        foreach (var (entity, value) in ((string, string)[])[("a", "usual"), ("b", "usual"), ("c", "usual"), ("a", "two"), ("b", "two"), ("a", "secret"), ("a", "kept")])
        {
            stage.Append(2, entity, "", value, 0, 10);
            stage.Append(1, entity, "", value, 0, 10);
        }

        stage.ReplaceRareValues(2, 3, ["kept", "it's not there"]);
        var rows = ReadAll(stage);
        Assert.Equal(
            [
                new Row(2, "a", "", "<rare>", 0, 20), new Row(2, "a", "", "kept", 0, 10), new Row(2, "a", "", "usual", 0, 10),
                new Row(2, "b", "", "<rare>", 0, 10), new Row(2, "b", "", "usual", 0, 10), new Row(2, "c", "", "usual", 0, 10),
            ],
            rows.Where(row => row.Feature == 2));
        Assert.Equal(7, rows.Count(row => row.Feature == 1));

        // A second feature in the same stage, and the first again: nothing more becomes rare.
        stage.ReplaceRareValues(1, 4, [], "o'ther");
        stage.ReplaceRareValues(2, 3, ["kept"]);
        Assert.Equal(3, ReadAll(stage).Count(row => row is { Feature: 1, Value: "o'ther" }));
        Assert.Equal(rows.Where(row => row.Feature == 2), ReadAll(stage).Where(row => row.Feature == 2));
    }

    [Fact]
    public void Aggregate_Nothing_IsEmptyAndMoreCanFollow()
    {
        using var stage = new ObservationStage(Rules, Path.Combine(Root, "spill"));
        Assert.Empty(ReadAll(stage));
        stage.Append(0, "e", "", "", 0);
        Assert.Single(ReadAll(stage));
        stage.Append(0, "e", "", "", 1);
        Assert.Equal(2, ReadAll(stage).Count);
    }

    private List<Row> Aggregate(IEnumerable<Row> observations, int threads)
    {
        using var stage = new ObservationStage(Rules, Path.Combine(Root, "spill"), new LakeOptions { Threads = threads });
        foreach (var o in observations)
        {
            stage.Append(o.Feature, o.Entity, o.Scope, o.Value, o.Unit, o.Magnitude);
        }

        return ReadAll(stage);
    }

    private static List<Row> ReadAll(ObservationStage stage)
    {
        var rows = new List<Row>();
        using var reader = stage.Aggregate();
        while (reader.Read())
        {
            rows.Add(new Row(
                reader.Feature, Encoding.UTF8.GetString(reader.Entity), Encoding.UTF8.GetString(reader.Scope), Encoding.UTF8.GetString(reader.Value),
                reader.Unit, reader.Magnitude));
        }

        return rows;
    }

    private static string Utf8(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
