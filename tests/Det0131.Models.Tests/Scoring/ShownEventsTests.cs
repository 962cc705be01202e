using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Scoring;

public sealed class ShownEventsTests
{
    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(1, 20).Select(seed => new TheoryDataRow<int>(seed));

    /// <summary>Against the definition, by sorting all: the earliest, the last of which gives its place to the largest where that is not among them.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Of_EventsInAnyOrderAndPieces_AreTheEarliestAndTheLargest(int seed)
    {
        var random = new Random(seed);
        var most = random.Next(2, 13);
        var events = Enumerable.Range(0, random.Next(1, 60)).Select(i => Event(i, random.Next(20), random.Next(3) == 0 ? random.Next(5) : 0)).ToList();
        var sorted = events.Order(Comparer<GroupEvent>.Create((a, b) => GroupEvent.Compare(a, b))).ToList();
        var largest = sorted.MaxBy(e => e.Bytes);
        var expected = sorted.Take(most).Contains(largest) ? sorted.Take(most).ToList() : [.. sorted.Take(most - 1), largest];

        events = [.. events.OrderBy(_ => random.Next())];
        Assert.Equal(expected, ShownEvents.Of(events, most));
        // What was shown of parts shows the same of all, as alerts are made of groups.
        var parts = events.GroupBy(_ => random.Next(4)).SelectMany(part => ShownEvents.Of(part, most));
        Assert.Equal(expected, ShownEvents.Of(parts, most));
    }

    private static GroupEvent Event(int identity, long time, long bytes) => new((UInt128)identity, time, "test", null, null, 0, 0, bytes);
}
