using Det0131.LoadTest;

namespace Det0131.Scoring.Tests.Load;

/// <summary>The load test itself, short: the real program in a process of its own, its lake read afterwards by the ids that were sent.</summary>
public sealed class LoadRunTests
{
    [Theory]
    [InlineData(500, 4, false)]
    [InlineData(1, 20, false)]
    [InlineData(200, 2, true)]
    public async Task RunAsync_Short_LosesAndDoublesNothing(int bodyLines, int senders, bool gzip)
    {
        var options = new LoadOptions { Seconds = 2, Rate = 1000, BodyLines = bodyLines, Senders = senders, Gzip = gzip, BadShare = 0.05, Serve = ["--lake-commit", "1"], SampleSeconds = 1 };

        var result = await new LoadRun(options, TimeProvider.System, _ => { }).RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(result.Faults());
        Assert.True(result.Count.Bodies > 0 && (bodyLines == 1 || result.Count.Bad > 0));
        Assert.NotEmpty(result.Samples);
    }

    // Twin: a set of pairs.
    [Fact]
    public void CountMissingIn_RandomIds_CountsLikeASet()
    {
        var random = new Random(7);
        var (mine, theirs) = (new SentIds(), new SentIds());
        var (mySet, theirSet) = (new HashSet<(long, RecordKind)>(), new HashSet<(long, RecordKind)>());
        for (var i = 0; i < 5000; i++)
        {
            var id = (random.NextInt64(2_000_000), (RecordKind)random.Next(4));
            var (ids, set) = random.Next(2) == 0 ? (mine, mySet) : (theirs, theirSet);
            Assert.Equal(set.Add(id), ids.Add(id.Item1, id.Item2));
        }

        Assert.Equal(mySet.Except(theirSet).LongCount(), mine.CountMissingIn(theirs));
        Assert.Equal(theirSet.Except(mySet).LongCount(), theirs.CountMissingIn(mine));
    }
}
