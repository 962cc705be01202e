using Det0131.Models.Events;

namespace Det0131.Models.Tests.Events;

public sealed class EventsAheadTests
{
    /// <summary>Property: whatever the batches, what is taken is what was made, in its order, and nothing twice.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_000, 7)]
    [InlineData(1_024, 128)]
    [InlineData(1_025, 128)]
    public void Run_AnyLength_TakesWhatWasMadeInOrder(int events, int length)
    {
        List<long> taken = [];
        EventsAhead.Run(
            (give, _) =>
            {
                var blank = new SecurityEvent();
                for (var i = 0; i < events; i++)
                {
                    blank.Clear();
                    blank.TimeMicros = i;
                    blank = give(blank);
                }
            },
            e => taken.Add(e.TimeMicros), CancellationToken.None, length);

        Assert.Equal(Enumerable.Range(0, events).Select(i => (long)i), taken);
    }

    [Fact]
    public void RunCopies_EventUsedAgainByItsMaker_IsTakenAsItWas()
    {
        List<string?> taken = [];
        EventsAhead.RunCopies(
            (take, _) =>
            {
                var one = new SecurityEvent();
                foreach (var host in new[] { "a", null, "b" })
                {
                    one.Clear();
                    one.Host = host;
                    take(one);
                }
            },
            e => taken.Add(e.Host), CancellationToken.None);

        Assert.Equal(["a", null, "b"], taken);
    }

    [Fact]
    public void Run_MakerFails_TellsWhyAfterWhatWasMade()
    {
        var taken = 0;
        var fault = Assert.Throws<InvalidDataException>(() => EventsAhead.Run(
            (give, _) =>
            {
                give(new SecurityEvent());
                give(new SecurityEvent());
                throw new InvalidDataException("the third is damaged");
            },
            _ => taken++, CancellationToken.None, length: 1));

        Assert.Equal("the third is damaged", fault.Message);
        Assert.Equal(1, taken);
    }

    /// <summary>An endless maker, so that the test ends only if it is stopped.</summary>
    [Fact]
    public void Run_TakerFails_StopsTheMakerAndTellsWhy()
    {
        var hasEnded = false;
        var fault = Assert.Throws<InvalidOperationException>(() => EventsAhead.Run(
            (give, _) =>
            {
                try
                {
                    for (var e = new SecurityEvent(); ; e = give(e))
                    {
                    }
                }
                finally
                {
                    hasEnded = true;
                }
            },
            _ => throw new InvalidOperationException("full"), CancellationToken.None, length: 2));

        Assert.Equal("full", fault.Message);
        Assert.True(hasEnded);
    }

    [Fact]
    public void Run_Cancelled_StopsBoth()
    {
        using var cancel = new CancellationTokenSource();
        var hasEnded = false;
        Assert.ThrowsAny<OperationCanceledException>(() => EventsAhead.Run(
            (give, stop) =>
            {
                try
                {
                    for (var e = new SecurityEvent(); ; e = give(e))
                    {
                        stop.ThrowIfCancellationRequested();
                    }
                }
                finally
                {
                    hasEnded = true;
                }
            },
            _ => cancel.Cancel(), cancel.Token, length: 3));

        Assert.True(hasEnded);
    }
}
