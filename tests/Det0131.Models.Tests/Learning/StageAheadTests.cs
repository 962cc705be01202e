using Det0131.Models.Features;
using Det0131.Models.Learning;

namespace Det0131.Models.Tests.Learning;

public sealed class StageAheadTests
{
    /// <summary>Against what was appended, over several batches and with texts longer than a batch.</summary>
    [Fact]
    public void Append_ManyAndLongTexts_ArriveOnceAndInOrder()
    {
        var random = new Random(3);
        var stage = new Written();
        var expected = new List<string>();
        using (var ahead = new StageAhead(stage))
        {
            for (var i = 0; i < 60_000; i++)
            {
                var (entity, scope, value) = ($"host:{random.Next(50)}", new string('s', random.Next(9)), i % 20_011 == 5 ? new string('v', 1_200_000) : $"{i}");
                ahead.Append(i % 7, entity, scope, value, i, i / 2.0);
                expected.Add(Written.Text(i % 7, entity, scope, value, i, i / 2.0));
            }

            ahead.Complete();
        }

        Assert.Equal(expected, stage.Rows);
    }

    [Fact]
    public void Complete_StageFails_GivesItsException()
    {
        using var ahead = new StageAhead(new Broken());
        ahead.Append(0, "e", "s", "v", 1, 1);
        Assert.Equal("full", Assert.Throws<IOException>(ahead.Complete).Message);
    }

    private sealed class Written : IObservationStage
    {
        public List<string> Rows { get; } = [];

        public static string Text(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude) =>
            $"{feature}|{entity}|{scope}|{value.Length}:{value[^1]}|{unit}|{magnitude}";

        public void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude) =>
            Rows.Add(Text(feature, entity, scope, value, unit, magnitude));
    }

    private sealed class Broken : IObservationStage
    {
        public void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude) =>
            throw new IOException("full");
    }
}
