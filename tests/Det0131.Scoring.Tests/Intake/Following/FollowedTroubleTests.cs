using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>What happens to files of a real folder beside growing. What is in the journal is held against the lines that were written.</summary>
public sealed class FollowedTroubleTests : IAsyncLifetime
{
    // Alike for more bytes than a file is known by.
    private static readonly string LongHead = IntakeBench.Zeek() + string.Concat(Enumerable.Range(0, 200).Select(i => $"#note\tthe same words at the beginning of every file, {i}\n"));

    private readonly FollowBench bench = new();

    public ValueTask InitializeAsync() => new(bench.StartAsync());

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task TwoFiles_EqualBeginnings_BothAreTakenOnce()
    {
        bench.Write("a.log", LongHead + Text("a", 20));
        bench.Write("b.log", LongHead + Text("b", 20));

        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("b", 20)]);
    }

    [Fact]
    public async Task Renamed_NewFileWithTheSameBeginningAndLonger_BothAreTakenOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs inodes, which are asked for on Linux alone.");
        bench.Write("conn.log", LongHead + Text("a", 20));
        await bench.UntilAsync(FollowBench.Ids("a", 20));
        File.Move(bench.PathOf("conn.log"), bench.PathOf("conn.1.log"));
        bench.Append("conn.1.log", Text("late", 1));
        bench.Write("conn.log", LongHead + Text("b", 40));

        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("b", 40), "late0"]);
    }

    /// <summary>As logrotate does it: every file moves on by one, and all begin alike.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RenamedInARow_EqualBeginnings_EachIsTakenOnce(bool whileStopped)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs inodes, which are asked for on Linux alone.");
        string[] taken = [];
        for (var round = 0; round < 4; round++)
        {
            if (whileStopped)
            {
                await bench.StopAsync();
            }

            for (var n = round; n >= 1; n--)
            {
                File.Move(bench.PathOf(n == 1 ? "conn.log" : $"conn.{n - 1}.log"), bench.PathOf($"conn.{n}.log"));
            }

            bench.Write("conn.log", LongHead + Text($"r{round}x", 10 + round));
            taken = [.. taken, .. FollowBench.Ids($"r{round}x", 10 + round)];
            if (whileStopped)
            {
                await bench.ReopenAsync();
                await bench.StartAsync();
            }

            await bench.UntilAsync(taken);
        }
    }

    [Fact]
    public async Task Packed_ArrivesInParts_IsTakenOnce()
    {
        var packed = IntakeBench.Gzip(IntakeBench.Utf8(IntakeBench.Zeek() + Text("p", 3_000)));
        File.WriteAllBytes(bench.PathOf("conn.log.gz"), packed[..(packed.Length / 3)]);
        await LongAsync(TimeSpan.FromSeconds(20));
        using (var file = new FileStream(bench.PathOf("conn.log.gz"), FileMode.Append))
        {
            file.Write(packed.AsSpan(packed.Length / 3));
        }

        await bench.UntilAsync(FollowBench.Ids("p", 3_000));
    }

    [Fact]
    public async Task CutWhileRead_NewLinesAreTakenAndNothingTwice()
    {
        bench.Write("conn.log", IntakeBench.Zeek() + Text("a", 40_000));
        await IntakeBench.UntilAsync(() => bench.Turn() && bench.Journal.CountFrom(0) > 0, "the first lines");
        using (var file = new FileStream(bench.PathOf("conn.log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
            file.Write(IntakeBench.Utf8(IntakeBench.Zeek() + Text("b", 10)));
        }

        await IntakeBench.UntilAsync(() => bench.Turn() && bench.Events.Count(e => e.RecordId!.StartsWith('b')) >= 10, "the new lines");
        await LongAsync(TimeSpan.FromSeconds(80));
        var ids = bench.Events.Select(e => e.RecordId!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(FollowBench.Ids("b", 10), ids.Where(id => id[0] == 'b'));
        // Of the old lines those that were read: a beginning without a gap.
        Assert.Equal(FollowBench.Ids("a", ids.Count - 10), ids.Where(id => id[0] == 'a'));
    }

    [Fact]
    public async Task DeletedWhileOpen_WhatWasWrittenBeforeIsTaken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An open file stays there under Windows.");
        bench.Write("conn.log", IntakeBench.Zeek() + Text("a", 20));
        await bench.UntilAsync(FollowBench.Ids("a", 20));
        bench.Append("conn.log", Text("last", 5));
        File.Delete(bench.PathOf("conn.log"));

        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("last", 5)]);
        bench.Write("conn.log", IntakeBench.Zeek() + Text("new", 5));
        await bench.UntilAsync([.. FollowBench.Ids("a", 20), .. FollowBench.Ids("last", 5), .. FollowBench.Ids("new", 5)]);
    }

    [Fact]
    public async Task LinksInACircle_PipesAndLinkedFiles_ArePassedOver()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own under Windows, and there are no pipes in folders.");
        Directory.CreateSymbolicLink(bench.PathOf("round"), Path.GetDirectoryName(bench.Watched)!);
        var outside = Path.Combine(bench.Folder, "outside.log");
        File.WriteAllText(outside, IntakeBench.Zeek() + Text("o", 3));
        File.CreateSymbolicLink(bench.PathOf("linked.log"), outside);
        Assert.Equal(0, (await ChildProgram.RunAsync("mkfifo", bench.PathOf("pipe.log"))).Code);

        bench.Write("conn.log", IntakeBench.Zeek() + Text("a", 3));
        await bench.UntilAsync(FollowBench.Ids("a", 3));
        await LongAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(3, bench.Journal.CountFrom(0));
        Assert.Empty(bench.Logged);
    }

    /// <summary>Zeek's "current" is a link: who names it means what it leads to.</summary>
    [Fact]
    public async Task LinkThatIsWatchedItself_IsFollowed_AndAMissingPathIsToldOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own under Windows.");
        var (real, link, missing) = (Path.Combine(bench.Folder, "real"), Path.Combine(bench.Folder, "current"), Path.Combine(bench.Folder, "not there"));
        Directory.CreateDirectory(real);
        Directory.CreateSymbolicLink(link, real);
        File.WriteAllText(Path.Combine(real, "conn.log"), IntakeBench.Zeek() + Text("a", 3));
        await bench.StopAsync();
        bench.More.AddRange([link, missing]);
        await bench.StartAsync();

        await bench.UntilAsync(FollowBench.Ids("a", 3));
        await LongAsync(TimeSpan.FromSeconds(10));
        Assert.Contains($"{missing}: watched path is not there", Assert.Single(bench.Logged), StringComparison.Ordinal);
        Directory.CreateDirectory(missing);
        File.WriteAllText(Path.Combine(missing, "conn.log"), IntakeBench.Zeek() + Text("b", 3));
        await bench.UntilAsync([.. FollowBench.Ids("a", 3), .. FollowBench.Ids("b", 3)]);
    }

    private static string Text(string prefix, int count) => string.Concat(FollowBench.Lines(prefix, count).Select(IntakeBench.ZeekLine));

    /// <summary>Lets so much of the follower's time go by, turn by turn.</summary>
    private async Task LongAsync(TimeSpan span)
    {
        var until = bench.Time.GetUtcNow() + span;
        await IntakeBench.UntilAsync(() => bench.Turn() && bench.Time.GetUtcNow() >= until, $"{span.TotalSeconds} s of the follower");
    }
}
