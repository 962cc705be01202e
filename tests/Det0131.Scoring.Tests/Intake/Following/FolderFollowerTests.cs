using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Real files in a real folder; what is in the journal is held against the lines that were written.</summary>
public sealed class FolderFollowerTests : IAsyncLifetime
{
    private readonly FollowBench bench = new();

    public ValueTask InitializeAsync() => new(bench.StartAsync());

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Grows_HalfLine_WaitsForItsEnd()
    {
        var line = IntakeBench.ZeekLine(("b", 8, 1));
        bench.Write("conn.log", IntakeBench.Zeek(("a", 9, 1)) + line[..20]);
        await bench.UntilAsync("a");
        bench.Append("conn.log", line[20..] + IntakeBench.ZeekLine(("c", 7, 1)));

        await bench.UntilAsync("a", "b", "c");

        Assert.All(bench.Events, e => Assert.Equal(Path.Combine(bench.Watched, "conn.log"), e.File));
        Assert.Equal([7L, 8, 9], bench.Events.Select(e => e.Line));
    }

    [Fact]
    public async Task LastLineWithoutAnEnd_Quiet_IsTakenOnceAlsoAfterARestart()
    {
        bench.Write("conn.log", IntakeBench.Zeek(("a", 9, 1), ("b", 8, 1)).TrimEnd('\n'));
        await bench.UntilAsync("a");
        Assert.Equal(1, bench.Journal.CountFrom(0));
        bench.Time.Advance(TimeSpan.FromSeconds(70));
        await bench.UntilAsync("a", "b");
        await bench.RestartAsync();
        bench.Append("conn.log", "\n" + IntakeBench.ZeekLine(("c", 7, 1)));

        await bench.UntilAsync("a", "b", "c");
    }

    [Fact]
    public async Task Renamed_NewFileInItsPlace_BothAreTakenOnce()
    {
        bench.Write("conn.log", IntakeBench.Zeek(FollowBench.Lines("a", 20)));
        await bench.UntilAsync(FollowBench.Ids("a", 20));
        File.Move(bench.PathOf("conn.log"), bench.PathOf("conn.1.log"));
        File.AppendAllText(bench.PathOf("conn.1.log"), IntakeBench.ZeekLine(("late", 3, 1)));
        bench.Write("conn.log", IntakeBench.Zeek(FollowBench.Lines("b", 5)));

        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("b", 5), "late"]);
    }

    [Fact]
    public async Task CopiedAndCut_RestOfTheCopyAndNewLines_AreTakenOnce()
    {
        bench.Write("conn.log", IntakeBench.Zeek(FollowBench.Lines("a", 20)));
        await bench.UntilAsync(FollowBench.Ids("a", 20));
        bench.Append("conn.log", IntakeBench.ZeekLine(("rest", 3, 1)));
        File.Copy(bench.PathOf("conn.log"), bench.PathOf("conn.1.log"));
        using (var file = new FileStream(bench.PathOf("conn.log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        bench.Append("conn.log", IntakeBench.Zeek(FollowBench.Lines("b", 40)));

        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("b", 40), "rest"]);
    }

    [Fact]
    public async Task Packed_AfterAPartWasTaken_OnlyTheRestIsTaken()
    {
        bench.Write("conn.log", IntakeBench.Zeek(FollowBench.Lines("a", 20)));
        await bench.UntilAsync(FollowBench.Ids("a", 20));
        await bench.StopAsync();
        var whole = File.ReadAllText(bench.PathOf("conn.log")) + IntakeBench.ZeekLine(("rest", 3, 1));
        File.Delete(bench.PathOf("conn.log"));
        File.WriteAllBytes(bench.PathOf("conn.1.log.gz"), IntakeBench.Gzip(IntakeBench.Utf8(whole)));
        await bench.StartAsync();

        await bench.UntilAsync([.. FollowBench.Ids("a", 20), "rest"]);
    }

    [Fact]
    public async Task ManyFiles_PlainAndPacked_GoInAsTheyHappened()
    {
        await bench.StopAsync();
        for (var hour = 0; hour < 6; hour++)
        {
            var text = IntakeBench.Zeek(Enumerable.Range(0, 200).Select(i => ($"h{hour}x{i}", 30_000 - (hour * 3_600) - (i * 20.0), 1.0)));
            File.WriteAllBytes(bench.PathOf($"conn.{hour}.log.gz"), IntakeBench.Gzip(IntakeBench.Utf8(text)));
        }

        await bench.StartAsync();
        await IntakeBench.UntilAsync(() => bench.Turn() && bench.Journal.CountFrom(0) == 1_200, "1,200 events");

        var ends = bench.Events.Select(PackedEvents.EndOf).ToList();
        Assert.Equal(ends.Order(), ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_WithAndWithoutTheFileOfPlaces_NothingIsDoubled(bool keepsPlaces)
    {
        bench.Write("conn.log", IntakeBench.Zeek(FollowBench.Lines("a", 20)));
        bench.Write("other.log", IntakeBench.Zeek(FollowBench.Lines("o", 20)));
        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("o", 20)]);
        await bench.StopAsync();
        if (!keepsPlaces)
        {
            // As after a crash: only what stands in the journal's notes is known.
            File.Delete(Path.Combine(bench.Folder, "followed.json"));
        }

        bench.Append("conn.log", IntakeBench.ZeekLine(("b", 3, 1)));
        await bench.ReopenAsync();
        await bench.StartAsync();

        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("o", 20), "b"]);
    }

    [Fact]
    public async Task Unknown_AndDamaged_AreSaidOnceAndTheOthersGoOn()
    {
        bench.Write("notes.txt", "shopping list\n");
        var packed = IntakeBench.Gzip(IntakeBench.Utf8(IntakeBench.Zeek(FollowBench.Lines("p", 2_000))));
        File.WriteAllBytes(bench.PathOf("cut.log.gz"), packed[..(packed.Length / 2)]);
        bench.Write("conn.log", IntakeBench.Zeek(("a", 9, 1)));
        await IntakeBench.UntilAsync(() => bench.Turn() && bench.Logged.Count == 2, "two messages");
        for (var i = 0; i < 10; i++)
        {
            bench.Turn();
            await Task.Delay(20);
        }

        Assert.Contains(bench.Logged, line => line.Contains("notes.txt: file not recognised", StringComparison.Ordinal));
        Assert.Contains(bench.Logged, line => line.Contains("cut.log.gz: file not recognised or damaged", StringComparison.Ordinal));
        Assert.Equal(2, bench.Logged.Count);
        Assert.Contains(bench.Events, e => e.RecordId == "a");
    }
}
