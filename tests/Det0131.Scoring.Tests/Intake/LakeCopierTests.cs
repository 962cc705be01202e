using Det0131.Datasets.Lake;
using Det0131.Datasets.Tests.Lake;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>The copier with the real journal, whose files begin with a head that is no frame.</summary>
public sealed class LakeCopierTests : LakeTests
{
    [Fact]
    public async Task Copy_JournalWithoutFrames_ReachesItsEndAndThenCopiesWhatComes()
    {
        await using var bench = new IntakeBench();
        using var lake = EventLake.Open(Root);
        var copier = new LakeCopier(bench.Journal, lake, new LakePosition(bench.Folder, Root));
        var end = bench.Journal.End;

        var reached = copier.Copy(bench.Journal.Start, end, TestContext.Current.CancellationToken);
        await bench.Journal.AppendAsync([Event(1, Day)], null, TestContext.Current.CancellationToken);
        var next = copier.Copy(reached, bench.Journal.End, TestContext.Current.CancellationToken);

        Assert.True(end > bench.Journal.Start);
        Assert.Equal(end, reached);
        Assert.Equal(bench.Journal.End, next);
        Assert.Single(lake.ReadEvents());
    }
}
