using Det0131.Datasets.Lake;

namespace Det0131.Datasets.Tests.Lake;

/// <summary>A compaction or a removal that stops after any of its steps leaves the lake as it was or as it should be, and run again finishes.</summary>
public sealed class CompactionCrashTests : LakeTests
{
    // One platform on two days, three small parts each.
    private static readonly string[] CompactSteps =
    [
        "merged", "parts on disk", "journal", "move", "removed noted", "journal gone",
        "merged", "parts on disk", "journal", "move", "removed noted", "journal gone",
        "deleted", "deleted", "deleted", "deleted", "deleted", "deleted", "list gone",
    ];

    private static readonly string[] RemoveSteps =
        ["parts on disk", "journal", "removed noted", "journal gone", "deleted", "deleted", "deleted", "list gone"];

    public static TheoryData<bool, int, bool> Stops
    {
        get
        {
            var stops = new TheoryData<bool, int, bool>();
            foreach (var (compacts, steps) in new[] { (true, CompactSteps.Length), (false, RemoveSteps.Length) })
            {
                for (var step = 1; step <= steps; step++)
                {
                    stops.Add(compacts, step, true);
                    stops.Add(compacts, step, false);
                }
            }

            return stops;
        }
    }

    /// <param name="compacts">A compaction; else a removal of the first day.</param>
    /// <param name="stopAt">Number of the step after which it stops.</param>
    /// <param name="isKilled">True: as if the process died there. False: an exception.</param>
    [Theory]
    [MemberData(nameof(Stops))]
    public void Run_StoppedAfterAnyStep_IsNothingOrEverything(bool compacts, int stopAt, bool isKilled)
    {
        Fill();
        using var open = Open();
        var steps = Stop(compacts, stopAt, isKilled);

        UInt128[] all = [1, 2, 3, 11, 12, 13];
        var left = compacts || !steps.Contains("journal") ? all : [11, 12, 13];
        Assert.Equal(left, open.ReadEvents().Select(e => e.Identity));
        Assert.Equal(left, ReadAll().Select(e => e.Identity));

        Stop(compacts, int.MaxValue, isKilled: false);
        Assert.Equal(compacts ? all : [11, 12, 13], ReadAll().Select(e => e.Identity));
        Assert.Equal(compacts ? 2 : 3, Directory.GetFiles(Path.Combine(Root, "events"), "part-*", SearchOption.AllDirectories).Length);
        Assert.Empty(Directory.GetDirectories(Path.Combine(Root, "import")));
        Assert.False(File.Exists(Path.Combine(Root, "import", "removed.txt")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_Undisturbed_TakesTheStepsThatAreTested(bool compacts)
    {
        Fill();
        Assert.Equal(compacts ? CompactSteps : RemoveSteps, Stop(compacts, int.MaxValue, isKilled: false));
    }

    [Fact]
    public void Run_ImportAfterACompactionThatDied_CountsEveryEventOnce()
    {
        Fill();
        Stop(compacts: true, stopAt: 4, isKilled: true);
        Assert.Equal((2L, 1L), (Import(Event(1, Day + 1), Event(12, Day + (24 * Hour) + 2), Event(4, Day + 4)) is var result ? result.Doubled : 0, result.Written));
        Assert.Equal([(UInt128)1, 2, 3, 4, 11, 12, 13], ReadAll().Select(e => e.Identity));
    }

    private void Fill()
    {
        for (var i = 1UL; i <= 3; i++)
        {
            Import(Event(i, Day + (long)i), Event(10 + i, Day + (24 * Hour) + (long)i));
        }
    }

    private List<string> Stop(bool compacts, int stopAt, bool isKilled)
    {
        var steps = new List<string>();
        using var lake = Open();
        var compaction = lake.BeginCompaction();
        compaction.AfterStep = step =>
        {
            steps.Add(step);
            if (steps.Count == stopAt)
            {
                compaction.IsAbandoned = isKilled;
                throw new IOException("stopped by the test");
            }
        };
        var error = Record.Exception(() =>
        {
            if (compacts)
            {
                compaction.Run(_ => true, LakeCompaction.DefaultPartBytes, default);
            }
            else
            {
                compaction.RemoveBefore(new DateOnly(2026, 11, 22), default);
            }
        });
        Assert.Equal(stopAt < int.MaxValue ? "stopped by the test" : null, error?.Message);
        return steps;
    }
}
