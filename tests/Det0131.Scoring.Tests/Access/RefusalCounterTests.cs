using Det0131.Scoring.Access;
using Det0131.Scoring.Tests.Hosting;

namespace Det0131.Scoring.Tests.Access;

public sealed class RefusalCounterTests
{
    [Fact]
    public void Count_BeyondLimit_IsFullUntilTheWindowEnds()
    {
        var time = new ManualTime(Samples.Now);
        var counter = new RefusalCounter(time);
        Assert.All(Enumerable.Range(0, RefusalCounter.Limit), _ => Assert.True(counter.Count("a")));
        Assert.False(counter.Count("a"));
        Assert.True(counter.IsFull("a"));
        Assert.False(counter.IsFull("b"));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.FromMinutes(3), counter.RetryAfter("a"));
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.False(counter.IsFull("a"));
        Assert.Equal(TimeSpan.Zero, counter.RetryAfter("a"));
    }

    [Fact]
    public void Count_TooManyAddresses_ShareOneCount()
    {
        var counter = new RefusalCounter(new ManualTime(Samples.Now));
        for (var i = 0; i < 20_000; i++)
        {
            counter.Count("address " + i);
        }

        Assert.True(counter.IsFull("a new one"));
        Assert.False(counter.IsFull("address 1"));
    }
}
