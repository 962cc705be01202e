using Det0131.Scoring.Alerts;
using static Det0131.Scoring.Tests.Alerts.StoreAlerts;

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>Bounds of queries: what comes from outside is refused with words, not with an error of the database.</summary>
public abstract partial class AlertStoreTests
{
    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("!!!!")]
    [InlineData("MC4xLjIuMy40LjU")]
    [InlineData("MC45MjIzMzcyMDM2ODU0Nzc1ODA4LjEuMQ")]
    [InlineData("' OR 1=1 --")]
    public async Task ListAsync_TokenOfNoPage_IsRefused(string token)
    {
        await _store.ApplyAsync(Make("a1"));

        await Assert.ThrowsAsync<ArgumentException>(() => _store.Alerts.ListAsync(new AlertQuery { After = token }, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.Alerts.ListAsync(new AlertQuery { After = new string('A', 1000) }, CancellationToken.None));
    }

    [Fact]
    public async Task ListAsync_TokenOfAnotherOrder_IsRefused()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2"));
        var page = await _store.Alerts.ListAsync(new AlertQuery { Limit = 1, Order = AlertOrder.Newest }, CancellationToken.None);

        await Assert.ThrowsAsync<ArgumentException>(() => _store.Alerts.ListAsync(new AlertQuery { After = page.Next }, CancellationToken.None));
    }

    [Fact]
    public async Task ListAsync_ValuesOutOfRange_NamesEveryFault()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => _store.Alerts.ListAsync(
            new AlertQuery { Limit = 0, Text = new string('x', 201), Order = (AlertOrder)9, States = [(AlertState)77] }, CancellationToken.None));

        Assert.Contains("limit is 0; expected 1 to 1000", fault.Message, StringComparison.Ordinal);
        Assert.Contains("text has 201", fault.Message, StringComparison.Ordinal);
        Assert.Contains("order is 9", fault.Message, StringComparison.Ordinal);
        Assert.Contains("a state is not known", fault.Message, StringComparison.Ordinal);
    }

    // The alert's first event is at noon exactly: From takes it in, Until leaves it out, and a tenth of a microsecond decides.
    [Theory]
    [InlineData(0, false, true)]
    [InlineData(1, false, false)]
    [InlineData(0, true, false)]
    [InlineData(1, true, true)]
    public async Task ListAsync_TimeBounds_AreHalfOpen(int ticks, bool isUntil, bool expected)
    {
        await _store.ApplyAsync(Make("a1"));
        var bound = Noon.AddTicks(ticks).ToOffset(TimeSpan.FromHours(5));
        var page = await _store.Alerts.ListAsync(isUntil ? new AlertQuery { Until = bound } : new AlertQuery { From = bound }, CancellationToken.None);

        Assert.Equal(expected, page.Alerts.Count == 1);
    }

    // A reader that asks for what changed since its last cursor, while two services write: it gets every alert and no cursor comes late.
    [Fact]
    public async Task ListAsync_SinceWhileOthersWrite_MissesNothing()
    {
        const int EachWrites = 40;
        await using var other = _store.Open();
        IAlertStore[] stores = [_store.Alerts, new Scoring.Alerts.Storage.DatabaseAlertStore(other)];
        var writing = Task.WhenAll(stores.Select((store, s) => Task.Run(async () =>
        {
            for (var i = 0; i < EachWrites; i++)
            {
                await store.ApplyAsync([Make($"s{s}-{i}")], NoMerges, CancellationToken.None);
            }
        })));
        var (seen, since) = (new HashSet<string>(), 0L);
        while (!writing.IsCompleted || seen.Count < 2 * EachWrites)
        {
            var isLast = writing.IsCompleted;
            var page = await _store.Alerts.ListAsync(new AlertQuery { Since = since, Order = AlertOrder.Changed, Limit = 1000 }, CancellationToken.None);
            seen.UnionWith(page.Alerts.Select(a => a.Alert.Id));
            since = page.Alerts.Count > 0 ? page.Alerts[^1].Cursor : since;
            if (isLast && page.Alerts.Count == 0)
            {
                break;
            }
        }

        await writing;
        Assert.Equal(2 * EachWrites, seen.Count);
        Assert.Equal(2 * EachWrites, since);
    }
}
