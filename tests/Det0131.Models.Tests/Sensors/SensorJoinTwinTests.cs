using Det0131.Models.Events;
using Det0131.Models.Sensors;

namespace Det0131.Models.Tests.Sensors;

public sealed class SensorJoinTwinTests
{
    /// <summary>Against <see cref="JoinTwin"/>, which compares every event with every other: the same events with the same fields, in the same order.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Take_RandomRecords_EqualsEveryPairCompared(int seed, int count)
    {
        var events = RandomSensors.Draw(seed, count);
        var (expected, figures) = new JoinTwin(RandomSensors.Assets).Join(events);
        var found = new List<SecurityEvent>();
        var join = new SensorJoin(RandomSensors.Site, e => found.Add(Copy(e)));
        foreach (var e in events.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity))
        {
            join.Take(e);
        }

        join.Complete();
        Assert.Equal(expected.Select(Print), found.Select(Print));
        Assert.Equal(figures, join.Figures);
        Assert.Equal(count, found.Count + join.Figures.Doubles);
    }

    /// <summary>The random records are worth comparing: all that the join tells apart is among them.</summary>
    [Fact]
    public void Draw_AllSeeds_HasEveryCase()
    {
        var sum = Seeds.Select(row => new JoinTwin(RandomSensors.Assets).Join(RandomSensors.Draw(row.Data.Item1, row.Data.Item2)).Figures).Aggregate((a, b) => a + b);
        Assert.True(sum is { Joined: > 300, Ambiguous: > 40, Doubles: > 200 } && sum.Flows > sum.Joined + sum.Ambiguous + 300, sum.ToString());
    }

    public static TheoryData<int, int> Seeds
    {
        get
        {
            var rows = new TheoryData<int, int>();
            for (var seed = 1; seed <= 16; seed++)
            {
                rows.Add(seed, seed % 3 == 0 ? 60 : 400);
            }

            return rows;
        }
    }

    private static SecurityEvent Copy(SecurityEvent e)
    {
        var copy = new SecurityEvent();
        copy.CopyFrom(e);
        return copy;
    }

    internal static string Print(SecurityEvent e) => string.Join('|', typeof(SecurityEvent).GetProperties().Where(p => p.CanWrite).Select(p => $"{p.Name}={p.GetValue(e)}"));
}
