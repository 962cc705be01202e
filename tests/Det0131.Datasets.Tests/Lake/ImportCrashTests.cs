using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

/// <summary>An import that stops after any of its steps leaves nothing or everything, and run again gives what an undisturbed one gives.</summary>
public sealed class ImportCrashTests : LakeTests
{
    // Joined, doubles found, three parts, parts on disk, journal, three renames, journal gone.
    private const int Steps = 11;

    private static readonly SecurityEvent[] Before = [Event(1, Day), Event(2, Day + Hour)];
    private static readonly SecurityEvent[] Imported = [Event(2, Day + Hour), Event(3, Day + 1), Event(4, Day + (24 * Hour)), Event(5, Day + (48 * Hour))];

    public static TheoryData<int, bool> Stops
    {
        get
        {
            var stops = new TheoryData<int, bool>();
            for (var step = 1; step <= Steps; step++)
            {
                stops.Add(step, true);
                stops.Add(step, false);
            }

            return stops;
        }
    }

    /// <param name="stopAt">Number of the step after which the import stops.</param>
    /// <param name="isKilled">True: as if the process died there. False: an exception, after which the batch is disposed.</param>
    [Theory]
    [MemberData(nameof(Stops))]
    public void Commit_StoppedAfterAnyStep_IsNothingOrEverything(int stopAt, bool isKilled)
    {
        Import(Before);
        var seenSteps = Stop(stopAt, isKilled);

        var after = ReadAll().Select(e => e.Identity).ToList();
        UInt128[] everything = [1, 3, 2, 4, 5];
        Assert.Equal(seenSteps.Contains("journal") ? everything : [1, 2], after);

        var again = Import(Imported);
        Assert.Equal(everything.Length - after.Count, again.Written);
        Assert.Equal(everything, ReadAll().Select(e => e.Identity));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Root, "import")));
    }

    /// <summary>What a commit brings along is there exactly when its events are.</summary>
    [Theory]
    [MemberData(nameof(Stops))]
    public void Commit_WithAFileBesideStoppedAfterAnyStep_BothOrNeither(int stopAt, bool isKilled)
    {
        Import(Before);
        Stop(stopAt, isKilled, "read");
        using var lake = Open();
        var isThere = lake.ReadBeside("places.json") is { } path && File.ReadAllText(path) == "read";
        Assert.Equal(ReadAll().Count > Before.Length, isThere);
        Assert.Throws<ArgumentException>(() => lake.ReadBeside("../places.json"));
    }

    [Fact]
    public void Commit_Undisturbed_TakesTheStepsThatAreTested()
    {
        Import(Before);
        Assert.Equal(
            ["joined", "doubles found", "part written", "part written", "part written", "parts on disk", "journal", "move", "move", "move", "journal gone"],
            Stop(Steps + 1, isKilled: false));
    }

    [Fact]
    public void ReadEvents_ImporterDiedAmidTheRenames_SeesAllOfItsCommitWithoutReopening()
    {
        using var open = Open();
        Import(Before);
        Assert.Contains("move", Stop(8, isKilled: true));
        Assert.Equal(5, open.ReadEvents().Count());
    }

    private List<string> Stop(int stopAt, bool isKilled, string? beside = null)
    {
        var steps = new List<string>();
        using var lake = Open();
        var batch = lake.BeginImport();
        foreach (var one in Imported)
        {
            batch.Append(one);
        }

        if (beside is not null)
        {
            batch.Attach("places.json", System.Text.Encoding.UTF8.GetBytes(beside));
        }

        batch.AfterStep = step =>
        {
            steps.Add(step);
            if (steps.Count == stopAt)
            {
                if (isKilled)
                {
                    batch.Abandon();
                }

                throw new IOException("stopped by the test");
            }
        };
        var error = Record.Exception(() => batch.Commit());
        Assert.Equal(stopAt <= (beside is null ? Steps : Steps + 1) ? "stopped by the test" : null, error?.Message);
        return steps;
    }
}
