using Det0131.Datasets.Simulation;

namespace Det0131.Datasets.Tests.Simulation;

/// <summary>What the generator promises about seeds and folders.</summary>
public class DemoLogGeneratorTests
{
    private static readonly DemoOptions Short = new() { HistoryWeeks = 1, ScoredDays = 2 };

    [Fact]
    public void Write_SameOptions_GivesSameBytes()
    {
        var first = Contents(Short);
        var second = Contents(Short);

        Assert.NotEmpty(first);
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, pair => Assert.Equal(pair.Value, second[pair.Key]));
    }

    [Fact]
    public void Write_OtherSeed_DiffersInEveryFormat()
    {
        var first = Contents(Short);
        var second = Contents(Short with { Seed = 132 });

        foreach (var format in new[] { "zeek", "windows", "linux", "macos", "esxi", "CloudTrail", "vpcflowlogs" })
        {
            var files = first.Keys.Where(path => path.Contains("/week/", StringComparison.Ordinal) && path.Contains(format, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(files);
            Assert.Contains(files, path => !second.TryGetValue(path, out var other) || other != first[path]);
        }

        Assert.Equal(first["/assets.csv"], second["/assets.csv"]);
    }

    [Fact]
    public void Write_WithoutActs_LeavesEveryOtherFlowAsItWas()
    {
        // Streams belong to host, day and habit: taking the acts away must only take lines away.
        var with = Contents(Short);
        var without = Contents(Short with { WithActs = false });

        Assert.Equal(with.Keys.Where(path => path.Contains("/zeek/", StringComparison.Ordinal)), without.Keys.Where(path => path.Contains("/zeek/", StringComparison.Ordinal)));
        foreach (var (path, text) in without.Where(pair => pair.Key.Contains("/zeek/", StringComparison.Ordinal)))
        {
            Assert.Empty(text.Split('\n').Except(with[path].Split('\n')));
        }

        Assert.Single(without["/acts.csv"].TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Write_DirectoryWithFiles_IsRefusedWithItsName()
    {
        var directory = Directory.CreateTempSubdirectory("det0131-demo-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, "mine.txt"), "keep");

            var fault = Assert.Throws<IOException>(() => DemoLogGenerator.Write(directory, Short));

            Assert.Contains(directory, fault.Message, StringComparison.Ordinal);
            Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(directory, true);
        }
    }

    [Fact]
    public void Write_OverTheEndOfSummerTime_ShiftsLocalStampsByAnHour()
    {
        // Central European Time: UTC+2 until Sunday 2026-10-25 01:00 UTC, UTC+1 after (published rule, written out here).
        var directory = DemoSite.WriteNew(new DemoOptions { Start = new DateOnly(2026, 10, 19), HistoryWeeks = 1, ScoredDays = 1, WithActs = false }, out _);
        try
        {
            Assert.Equal([2.0], OffsetHours(directory, "events-20261023"));
            Assert.Equal([1.0], OffsetHours(directory, "events-20261026"));
        }
        finally
        {
            Directory.Delete(directory, true);
        }
    }

    private static IEnumerable<double> OffsetHours(string directory, string file)
    {
        var lines = DemoSite.Lines(DemoSite.FilesOf(directory, file).Single()).Where(line => line.Contains("\"UtcTime\"", StringComparison.Ordinal));
        return lines.Select(line => Math.Round((TimeAfter(line, "\"EventTime\":\"") - TimeAfter(line, "\"UtcTime\":\"")).TotalHours, 2)).Distinct();
    }

    private static DateTime TimeAfter(string line, string mark)
    {
        var text = line.Substring(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length, 19);
        return DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Everything written, decompressed, by path.</summary>
    private static SortedDictionary<string, string> Contents(DemoOptions options)
    {
        var directory = DemoSite.WriteNew(options, out _);
        try
        {
            return new SortedDictionary<string, string>(
                Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).ToDictionary(path => path[directory.Length..], DemoSite.Text),
                StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, true);
        }
    }
}
