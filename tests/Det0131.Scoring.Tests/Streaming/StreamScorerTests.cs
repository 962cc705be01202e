using System.Text;
using Det0131.Models.Events;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests.Streaming;

/// <summary>Restarts, replays and model swaps of the scorer, against a scorer that was left alone.</summary>
public sealed class StreamScorerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-scorer-");

    public StreamScorerTests()
    {
        SmallLogs.Write(In("history"), 0, 12);
        SmallLogs.Write(In("today"), 14, 2, withAct: true);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Saved and read back at every cut, with the model gone at one of them: events are counted once, window sums go on.</summary>
    [Fact]
    public async Task Restore_ModelGone_KeepsCountsAndWindows()
    {
        var model = BatchTwin.Learn([In("history")]);
        var other = model with { Version = "20260821T000000Z-00000b" };
        await using var bench = new StreamBench(model);
        await PostAsync(bench, 0);
        bench.Cut();
        var (seen, windows) = (bench.Scorer.EventsSeen, bench.Scorer.OpenWindows);
        Assert.True(seen > 0 && windows > 0 && bench.Scorer.OpenGroups > 0);

        Assert.Equal(model.Version, bench.Restart(_ => null));
        // Nobody gave it a model yet: what it keeps must survive another restart.
        Assert.Equal(model.Version, bench.Restart(_ => null));
        bench.Swap(other);
        bench.Cut();
        Assert.Equal((seen, windows, 0), (bench.Scorer.EventsSeen, bench.Scorer.OpenWindows, bench.Scorer.OpenGroups));
        await PostAsync(bench, 1);
        bench.Cut();
        Assert.Equal(other, bench.Scorer.Model);
        Assert.Equal(2 * seen, bench.Scorer.EventsSeen);
    }

    /// <summary>Two versions of one model: whichever scores, the events are counted once, and the alerts say which version it was.</summary>
    [Fact]
    public async Task Score_AnotherModelMeanwhile_CountsOnceAndNamesTheVersion()
    {
        var model = BatchTwin.Learn([In("history")]);
        var other = model with { Version = "20260821T000000Z-00000b" };
        await using var bench = new StreamBench(model);
        await PostAsync(bench, 0);
        bench.Cut();
        var seen = bench.Scorer.EventsSeen;
        var windows = bench.Scorer.OpenWindows;
        var before = bench.Assemble().Alerts;
        Assert.Contains(before, a => a.ModelVersion == model.Version);
        bench.Swap(other);
        bench.Cut();
        Assert.Equal((seen, windows, 0), (bench.Scorer.EventsSeen, bench.Scorer.OpenWindows, bench.Scorer.OpenGroups));
        await PostAsync(bench, 1, text => text.Replace("192.0.2.250", "192.0.2.251", StringComparison.Ordinal).Replace("10.1.0.3", "10.1.0.5", StringComparison.Ordinal));
        bench.Cut();
        Assert.Equal(2 * seen, bench.Scorer.EventsSeen);
        var after = bench.Assemble().Alerts;
        Assert.All(before, a => Assert.Contains(after, b => b.Id == a.Id));
        Assert.Contains(after, a => a.ModelVersion == other.Version);
    }

    /// <summary>Durations are what a sender says: the greatest number must neither stop the scorer nor make other events look old.</summary>
    [Fact]
    public async Task Score_FlowsThatClaimToLastForEver_ScoresTheOthersOnce()
    {
        var model = BatchTwin.Learn([In("history")]);
        await using var bench = new StreamBench(model);
        var start = (SmallLogs.Monday + (14 * 86_400) + 36_000) * 1_000_000;
        SecurityEvent[] events =
        [
            Flow(1, start, long.MaxValue), Flow(2, start + 1, long.MinValue), Flow(3, start + 2, 40L * 86_400_000_000), Flow(4, start + 3, 1_000),
            Flow(4, start + 3, 1_000), Flow(3, start + 2, 40L * 86_400_000_000), Flow(1, start, long.MaxValue),
        ];
        foreach (var e in events)
        {
            await bench.AppendAsync([e]);
            bench.Cut();
        }

        Assert.Equal((4L, 3L, 0L), (bench.Scorer.EventsSeen, bench.Scorer.EventsDoubled, bench.Scorer.EventsLate));
    }

    private static SecurityEvent Flow(ulong identity, long timeMicros, long durationMicros) => new()
    {
        Identity = identity, TimeMicros = timeMicros, DurationMicros = durationMicros, Kind = EventKind.NetworkFlow, Source = "zeek.conn", Host = "10.1.0.3",
        SourceAddress = "10.1.0.3", DestinationAddress = "198.51.100.1", DestinationPort = 443, Transport = "tcp", SourceBytes = 1000,
    };

    private async Task PostAsync(StreamBench bench, int day, Func<string, string>? change = null)
    {
        var text = await File.ReadAllTextAsync(Directory.GetFiles(In("today")).Order(StringComparer.Ordinal).ElementAt(day), TestContext.Current.CancellationToken);
        await bench.PostAsync(Encoding.UTF8.GetBytes(change?.Invoke(text) ?? text), "post/zeek");
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
