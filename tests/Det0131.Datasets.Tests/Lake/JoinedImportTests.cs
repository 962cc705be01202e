using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

/// <summary>The short way into the lake against the long one, which is the twin: the same events, in the same order, in the same columns.</summary>
public sealed class JoinedImportTests : IDisposable
{
    private const long FirstDay = 1_789_948_800_000_000; // 2026-09-21T00:00:00Z

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-joined-");

    [Fact]
    public void Commit_SameEventsAsAnImport_AreReadTheSame()
    {
        var events = Enumerable.Range(0, 5_000).Select(Made).ToList();
        using var joined = EventLake.Open(In("joined"));
        using var imported = EventLake.Open(In("imported"));
        using (var batch = imported.BeginImport())
        {
            events.ForEach(e => batch.Append(e));
            batch.Commit(TestContext.Current.CancellationToken);
        }

        using (var import = joined.BeginJoinedImport())
        {
            events.ForEach(import.Append);
            Assert.Equal(5_000, import.Commit(TestContext.Current.CancellationToken));
        }

        Assert.Equal(Described(imported), Described(joined));
        Assert.Equal(imported.Days().Select(day => day.Day), joined.Days().Select(day => day.Day));
    }

    [Fact]
    public void Commit_TwoImportsOpenAtOnce_BothAreThere()
    {
        using var lake = EventLake.Open(In("two"));
        using var first = lake.BeginJoinedImport();
        using var second = lake.BeginJoinedImport();
        first.Append(Made(1));
        second.Append(Made(2));

        second.Commit(TestContext.Current.CancellationToken);
        first.Commit(TestContext.Current.CancellationToken);

        Assert.Equal(2, lake.ReadEvents().Count());
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesNothing()
    {
        using var lake = EventLake.Open(In("none"));
        using (var import = lake.BeginJoinedImport())
        {
            import.Append(Made(1));
        }

        Assert.Empty(lake.ReadEvents());
        Assert.Empty(Directory.EnumerateFiles(In("none"), "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public void Append_NoIdentityOrAnUnthinkableTime_IsRefused()
    {
        using var lake = EventLake.Open(In("refused"));
        using var import = lake.BeginJoinedImport();
        var nameless = Made(1);
        nameless.Identity = UInt128.Zero;
        var late = Made(2);
        late.TimeMicros = ImportBatch.LatestMicros;

        Assert.Contains("identity", Assert.Throws<ArgumentException>(() => import.Append(nameless)).Message, StringComparison.Ordinal);
        Assert.Contains("2100", Assert.Throws<ArgumentException>(() => import.Append(late)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static SecurityEvent Made(int number) => new()
    {
        // Over three days, in no order, with equal times.
        TimeMicros = FirstDay + (number * 7_919L % 4_000 * 64_800_000L),
        Identity = ((UInt128)(ulong)(number * 2_654_435_761L) << 40) + (ulong)number + 1,
        Source = "zeek.conn",
        Platform = (Platform)(number % 3),
        Kind = EventKind.NetworkFlow,
        SourceAddress = $"10.0.0.{number % 50}",
        DestinationPort = number % 7 == 0 ? null : number % 1_000,
        SourceBytes = number % 5 == 0 ? null : number * 1_000L,
        Domain = number % 4 == 0 ? null : $"host{number % 30}.example",
    };

    private static List<string> Described(EventLake lake) =>
        [.. lake.ReadEvents().Select(e => $"{e.TimeMicros} {e.Identity:x} {e.Platform} {e.SourceAddress} {e.DestinationPort} {e.SourceBytes} {e.Domain}")];

    private string In(string name) => Path.Combine(_directory.FullName, name);
}
