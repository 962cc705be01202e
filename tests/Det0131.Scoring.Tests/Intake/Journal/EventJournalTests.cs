using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>The journal against a list in memory of what was acknowledged.</summary>
public sealed class EventJournalTests : IDisposable
{
    private readonly JournalBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Read_RandomAppendsAndReopenings_GivesWhatWasAppended()
    {
        var random = new Random(11);
        var kept = new List<JournalBench.Kept>();
        for (var round = 0; round < 8; round++)
        {
            await using var journal = bench.Open();
            JournalBench.Check(journal, kept);
            for (var i = 0; i < 12; i++)
            {
                bench.Time.Advance(TimeSpan.FromTicks(random.Next(1, 100_000)));
                kept.Add(await bench.Append(journal, random));
            }

            JournalBench.Check(journal, kept);
        }

        Assert.True(bench.Segments().Count > 3, $"Found {bench.Segments().Count} segments; expected the test to fill several.");
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_AllOnDiskInTheOrderOfTheirPositions()
    {
        await using var journal = bench.Open();
        var frames = await Task.WhenAll(Enumerable.Range(0, 300).Select(seed => Task.Run(() => bench.Append(journal, new Random(seed)))));

        JournalBench.Check(journal, [.. frames.OrderBy(frame => frame.Position)]);
        Assert.Equal(frames.Sum(frame => frame.Events.Count), journal.CountFrom(0));
    }

    [Fact]
    public async Task Release_PartOfTheJournal_PositionsGoOnAndTheRestStays()
    {
        var kept = await bench.ManySegments();
        await using (var journal = bench.Open())
        {
            var first = journal.Read(0, journal.End).Select(frame => frame.Events.FirstOrDefault()?.JournalPosition).First(position => position is not null)!.Value;
            Assert.NotNull(journal.Find(first));
            journal.Hold(() => kept[^1].Position);
            journal.Release(long.MaxValue);
            Assert.InRange(journal.Start, 1, kept[^1].Position);
            Assert.Null(journal.Find(first));
            kept = [.. kept.Where(frame => frame.Position >= journal.Start)];
            JournalBench.Check(journal, kept);
        }

        await using var again = bench.Open();
        kept.Add(await bench.Append(again, new Random(5)));
        JournalBench.Check(again, kept);
        Assert.True(kept[^1].Position > kept[^2].Position);
    }

    [Fact]
    public async Task CountFrom_EveryFrame_IsWhatReadGives()
    {
        var kept = await bench.ManySegments();
        await using var journal = bench.Open();
        foreach (var frame in kept)
        {
            Assert.Equal(journal.Read(frame.Position, journal.End).Sum(one => one.Events.Count()), journal.CountFrom(frame.Position));
        }

        Assert.Equal(0, journal.CountFrom(journal.End));
    }

    [Fact]
    public async Task WaitBeyondAsync_AppendFollows_Completes()
    {
        await using var journal = bench.Open();
        var waiting = journal.WaitBeyondAsync(journal.End, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        await bench.Append(journal, new Random(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await journal.WaitBeyondAsync(0, CancellationToken.None);
    }

    [Fact]
    public async Task Open_Twice_TheSecondIsToldWhy()
    {
        await using var journal = bench.Open();

        var fault = Assert.Throws<IOException>(() => bench.Open().Dispose());

        Assert.Contains($"Found the journal {bench.Folder} in use by another process", fault.Message, StringComparison.Ordinal);
    }
}
