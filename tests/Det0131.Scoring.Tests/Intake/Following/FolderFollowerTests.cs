using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Real files in a real folder; what is in the journal is held against the lines that were written.</summary>
public sealed class FolderFollowerTests : IAsyncLifetime
{
    private readonly List<string> logged = [];
    private IntakeBench bench = null!;
    private FolderFollower follower = null!;
    private string watched = null!;
    private long turns;
    private int asked;

    public async ValueTask InitializeAsync()
    {
        bench = new IntakeBench();
        watched = Directory.CreateDirectory(Path.Combine(bench.Folder, "logs", "site")).FullName;
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await follower.StopAsync(CancellationToken.None);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Grows_HalfLine_WaitsForItsEnd()
    {
        var line = IntakeBench.ZeekLine(("b", 8, 1));
        Write("conn.log", IntakeBench.Zeek(("a", 9, 1)) + line[..20]);
        await UntilAsync("a");
        Append("conn.log", line[20..] + IntakeBench.ZeekLine(("c", 7, 1)));

        await UntilAsync("a", "b", "c");

        Assert.All(bench.Events, e => Assert.Equal(Path.Combine(watched, "conn.log"), e.File));
        Assert.Equal([7L, 8, 9], bench.Events.Select(e => e.Line));
    }

    [Fact]
    public async Task LastLineWithoutAnEnd_Quiet_IsTakenOnceAlsoAfterARestart()
    {
        Write("conn.log", IntakeBench.Zeek(("a", 9, 1), ("b", 8, 1)).TrimEnd('\n'));
        await UntilAsync("a");
        Assert.Equal(1, bench.Journal.CountFrom(0));
        bench.Time.Advance(TimeSpan.FromSeconds(70));
        await UntilAsync("a", "b");
        await RestartAsync();
        Append("conn.log", "\n" + IntakeBench.ZeekLine(("c", 7, 1)));

        await UntilAsync("a", "b", "c");
    }

    [Fact]
    public async Task Renamed_NewFileInItsPlace_BothAreTakenOnce()
    {
        Write("conn.log", IntakeBench.Zeek(Lines("a", 20)));
        await UntilAsync(Ids("a", 20));
        File.Move(PathOf("conn.log"), PathOf("conn.1.log"));
        File.AppendAllText(PathOf("conn.1.log"), IntakeBench.ZeekLine(("late", 3, 1)));
        Write("conn.log", IntakeBench.Zeek(Lines("b", 5)));

        await UntilAsync([.. Ids("a", 20), .. Ids("b", 5), "late"]);
    }

    [Fact]
    public async Task CopiedAndCut_RestOfTheCopyAndNewLines_AreTakenOnce()
    {
        Write("conn.log", IntakeBench.Zeek(Lines("a", 20)));
        await UntilAsync(Ids("a", 20));
        Append("conn.log", IntakeBench.ZeekLine(("rest", 3, 1)));
        File.Copy(PathOf("conn.log"), PathOf("conn.1.log"));
        using (var file = new FileStream(PathOf("conn.log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        Append("conn.log", IntakeBench.Zeek(Lines("b", 40)));

        await UntilAsync([.. Ids("a", 20), .. Ids("b", 40), "rest"]);
    }

    [Fact]
    public async Task Packed_AfterAPartWasTaken_OnlyTheRestIsTaken()
    {
        Write("conn.log", IntakeBench.Zeek(Lines("a", 20)));
        await UntilAsync(Ids("a", 20));
        await follower.StopAsync(CancellationToken.None);
        var whole = File.ReadAllText(PathOf("conn.log")) + IntakeBench.ZeekLine(("rest", 3, 1));
        File.Delete(PathOf("conn.log"));
        File.WriteAllBytes(PathOf("conn.1.log.gz"), IntakeBench.Gzip(IntakeBench.Utf8(whole)));
        await StartAsync();

        await UntilAsync([.. Ids("a", 20), "rest"]);
    }

    [Fact]
    public async Task ManyFiles_PlainAndPacked_GoInAsTheyHappened()
    {
        await follower.StopAsync(CancellationToken.None);
        for (var hour = 0; hour < 6; hour++)
        {
            var text = IntakeBench.Zeek(Enumerable.Range(0, 200).Select(i => ($"h{hour}x{i}", 30_000 - (hour * 3_600) - (i * 20.0), 1.0)));
            File.WriteAllBytes(PathOf($"conn.{hour}.log.gz"), IntakeBench.Gzip(IntakeBench.Utf8(text)));
        }

        await StartAsync();
        await IntakeBench.UntilAsync(() => Turn() && bench.Journal.CountFrom(0) == 1_200, "1,200 events");

        var ends = bench.Events.Select(PackedEvents.EndOf).ToList();
        Assert.Equal(ends.Order(), ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_WithAndWithoutTheFileOfPlaces_NothingIsDoubled(bool keepsPlaces)
    {
        Write("conn.log", IntakeBench.Zeek(Lines("a", 20)));
        Write("other.log", IntakeBench.Zeek(Lines("o", 20)));
        await UntilAsync([.. Ids("a", 20), .. Ids("o", 20)]);
        await follower.StopAsync(CancellationToken.None);
        if (!keepsPlaces)
        {
            // As after a crash: only what stands in the journal's notes is known.
            File.Delete(Path.Combine(bench.Folder, "followed.json"));
        }

        Append("conn.log", IntakeBench.ZeekLine(("b", 3, 1)));
        await bench.ReopenAsync();
        await StartAsync();

        await UntilAsync([.. Ids("a", 20), .. Ids("o", 20), "b"]);
    }

    [Fact]
    public async Task Unknown_AndDamaged_AreSaidOnceAndTheOthersGoOn()
    {
        Write("notes.txt", "shopping list\n");
        var packed = IntakeBench.Gzip(IntakeBench.Utf8(IntakeBench.Zeek(Lines("p", 2_000))));
        File.WriteAllBytes(PathOf("cut.log.gz"), packed[..(packed.Length / 2)]);
        Write("conn.log", IntakeBench.Zeek(("a", 9, 1)));
        await IntakeBench.UntilAsync(() => Turn() && logged.Count == 2, "two messages");
        for (var i = 0; i < 10; i++)
        {
            Turn();
            await Task.Delay(20);
        }

        Assert.Contains(logged, line => line.Contains("notes.txt: file not recognised", StringComparison.Ordinal));
        Assert.Contains(logged, line => line.Contains("cut.log.gz: file not recognised or damaged", StringComparison.Ordinal));
        Assert.Equal(2, logged.Count);
        Assert.Contains(bench.Events, e => e.RecordId == "a");
    }

    private static IEnumerable<(string Uid, double Ago, double Seconds)> Lines(string prefix, int count) => Enumerable.Range(0, count).Select(i => ($"{prefix}{i}", 5_000.0 - i, 1.0));

    private static string[] Ids(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}")];

    private string PathOf(string name) => Path.Combine(watched, name);

    private void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    private void Append(string name, string text) => File.AppendAllText(PathOf(name), text);

    /// <summary>
    /// Moves the clock on by a turn when the follower has done one. It may have waited already when its turn was counted, so that now and then the clock
    /// is moved all the same.
    /// </summary>
    private bool Turn()
    {
        if (follower.Turns != turns || ++asked % 50 == 0)
        {
            turns = follower.Turns;
            bench.Time.Advance(FolderFollower.Turn);
        }

        return true;
    }

    /// <summary>Moves the clock on until the journal holds these records, and some turns more; none may be there twice.</summary>
    private async Task UntilAsync(params string[] ids)
    {
        await IntakeBench.UntilAsync(() => Turn() && bench.Journal.CountFrom(0) >= ids.Length, $"{ids.Length} events");
        for (var i = 0; i < 8; i++)
        {
            Turn();
            await Task.Delay(5);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), bench.Events.Select(e => e.RecordId).Order(StringComparer.Ordinal));
    }

    private async Task RestartAsync()
    {
        await follower.StopAsync(CancellationToken.None);
        await bench.ReopenAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        var options = new ServeOptions { Data = bench.Folder, Watch = [Path.Combine(bench.Folder, "logs")] };
        follower = new FolderFollower(bench.Journal, new EventFilter(bench.Time), bench.Gate(), options, bench.Metrics, bench.Time, new ListLog(logged));
        await follower.StartAsync(CancellationToken.None);
    }

    private sealed class ListLog(List<string> lines) : ILogger<FolderFollower>
    {
        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? fault, Func<TState, Exception?, string> format) => lines.Add(format(state, fault));

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
