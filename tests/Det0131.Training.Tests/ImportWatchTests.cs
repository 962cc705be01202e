using System.Diagnostics;
using System.Globalization;
using Det0131.Datasets.Lake;

namespace Det0131.Training.Tests;

/// <summary>The real program follows a real folder; it is killed, and later asked to end. What is in the lake is held against the lines that were written.</summary>
public sealed class ImportWatchTests : IDisposable
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-watching-");
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Import_WatchKilledAndEnded_LosesAndDoublesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "kill is not here: signals are sent by it");
        SmallLogs.Write(In("all"), 0, 4);
        Directory.CreateDirectory(In("logs"));
        File.Copy(In("all/conn.00.log"), In("logs/conn.log"));
        var first = Start();
        await UntilCommittedAsync(first, 150);
        // Rotated, half of a new file and the end of the old one; killed at some moment of reading them.
        File.Move(In("logs/conn.log"), In("logs/conn.old.log"));
        var lines = File.ReadAllLines(In("all/conn.01.log"));
        File.WriteAllLines(In("logs/conn.log"), lines[..80]);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        first.Process.Kill();
        await first.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.AppendAllLines(In("logs/conn.log"), lines[80..]);
        File.AppendAllLines(In("logs/conn.old.log"), File.ReadAllLines(In("all/conn.02.log")).Where(line => line[0] != '#'));

        var second = Start();
        await UntilLakeHasAsync(second, 450);
        File.Copy(In("all/conn.03.log"), In("logs/conn.03.log"));
        await UntilLakeHasAsync(second, 600);
        // Not SIGINT, which is taken alike: what a shell runs in the background ignores it, and so do its children.
        await ChildProgram.RunAsync("kill", "-TERM", second.Process.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0, await second.EndAsync(Most));
        Assert.Contains(second.Lines(), line => line.StartsWith("ended: ", StringComparison.Ordinal));
        using var lake = EventLake.Open(In("lake"));
        var ids = lake.ReadEvents().Select(e => e.RecordId!).ToList();
        var written = Enumerable.Range(0, 4).SelectMany(day => File.ReadLines(In($"all/conn.0{day}.log"))).Where(line => line[0] != '#').Select(line => line.Split('\t')[1]);
        Assert.Equal(written.Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Import_WatchWithExplain_IsAWrongCommandLine()
    {
        var run = ProgramRun.Of("Det0131.Training", "import", In("logs"), "--lake", In("lake"), "--watch", "--explain");
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("--watch does not go with", run.Errors, StringComparison.Ordinal);
    }

    private Watching Start()
    {
        var process = ChildProgram.Start(ChildProgram.StartOf(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "Det0131.Training.dll"), "import", In("logs"), "--lake", In("lake"), "--watch", "--commit-seconds", "1"));
        _started.Add(process);
        return new Watching(process);
    }

    private static async Task UntilCommittedAsync(Watching watching, long events)
    {
        // "committed: 150 events, 0 were there already"; a slow machine may take a file in two commits.
        var since = Stopwatch.StartNew();
        while (watching.Lines().Where(line => line.StartsWith("committed: ", StringComparison.Ordinal)).Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)) < events)
        {
            Assert.True(since.Elapsed < Most && !watching.Process.HasExited, string.Join('\n', watching.Lines()));
            await Task.Delay(50);
        }
    }

    private async Task UntilLakeHasAsync(Watching watching, long events)
    {
        var since = Stopwatch.StartNew();
        for (long there = 0; there < events;)
        {
            Assert.True(since.Elapsed < Most && !watching.Process.HasExited, $"{there} of {events} events; {string.Join('\n', watching.Lines())}");
            await Task.Delay(300);
            using var lake = EventLake.Open(In("lake"), new LakeOptions { Threads = 1 });
            there = lake.Statistics().Events;
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A program and what it said so far.</summary>
    private sealed class Watching
    {
        private readonly List<string> _lines = [];

        public Watching(Process process)
        {
            Process = process;
            process.ErrorDataReceived += (_, told) =>
            {
                lock (_lines)
                {
                    _lines.Add(told.Data ?? "");
                }
            };
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
        }

        public Process Process { get; }

        /// <summary>Waits for the program and for all that it said: a process can have ended before its last line has come.</summary>
        /// <returns>Its exit code.</returns>
        public async Task<int> EndAsync(TimeSpan most)
        {
            var ends = Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(await Task.WhenAny(ends, Task.Delay(most, TestContext.Current.CancellationToken)) == ends, $"It did not end in {most}:\n{string.Join('\n', Lines())}");
            return Process.ExitCode;
        }

        public List<string> Lines()
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }
}
