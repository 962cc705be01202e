using System.Globalization;
using System.Text;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Tests.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Import;

/// <summary>Real files in a real folder and a clock moved by hand; what is in the lake is held against the lines that were written.</summary>
public sealed class LogWatchJobTests : IAsyncDisposable
{
    private const string Head = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-watch-");
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 8, 3, 12, 0, 0, TimeSpan.Zero));
    private readonly List<string> _troubles = [];
    private CancellationTokenSource _stop = new();
    private LogWatchJob? _job;
    private Task<ImportResult>? _run;
    private EventLake? _lake;
    private long _written;
    private long _doubled;
    private long _joined;

    public LogWatchJobTests() => Directory.CreateDirectory(In("logs"));

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
        {
            await StopAsync();
        }

        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_FileGrowsIsRenamedAndPacked_TakesEachLineOnce()
    {
        Write("conn.log", Head + Lines("a", 5));
        Start();
        await UntilAsync(5);
        Append("conn.log", Lines("b", 3));
        File.Move(In("logs/conn.log"), In("logs/conn.1.log"));
        Append("conn.1.log", Lines("late", 1));
        Write("conn.log", Head + Lines("c", 2));
        await UntilAsync(11);
        File.WriteAllBytes(In("logs/conn.1.log.gz"), TestFolder.Gzip(File.ReadAllBytes(In("logs/conn.1.log"))));
        File.Delete(In("logs/conn.1.log"));
        Append("conn.log", Lines("d", 1));
        await UntilAsync(12);
        await TurnsAsync(20);
        await StopAsync();
        AssertLake(Ids(("a", 5), ("b", 3), ("late", 1), ("c", 2), ("d", 1)));
        Assert.Empty(_troubles);
    }

    [Fact]
    public async Task Run_CopiedAndCut_TakesTheRestOfTheCopyAndTheNewLines()
    {
        Write("conn.log", Head + Lines("a", 20));
        Start();
        await UntilAsync(20);
        Append("conn.log", Lines("rest", 1));
        File.Copy(In("logs/conn.log"), In("logs/conn.1.log"));
        using (var file = new FileStream(In("logs/conn.log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        Append("conn.log", Head + Lines("b", 40));
        await UntilAsync(61);
        await StopAsync();
        AssertLake(Ids(("a", 20), ("rest", 1), ("b", 40)));
    }

    /// <summary>With nothing but what the commit left: the second run reads nothing a second time, though the file has another name by then.</summary>
    [Fact]
    public async Task Run_StoppedAndStartedAfterARotation_GoesOnWhereItWas()
    {
        Write("conn.log", Head + Lines("a", 20));
        Start();
        await UntilAsync(20);
        await StopAsync();
        Append("conn.log", Lines("b", 2));
        File.Move(In("logs/conn.log"), In("logs/old.log"));
        Write("conn.log", Head + Lines("c", 2));
        Start();
        await UntilAsync(24);
        await StopAsync();
        AssertLake(Ids(("a", 20), ("b", 2), ("c", 2)));
        Assert.Equal(0, _doubled);
    }

    /// <summary>Places that are lost cost time, not truth: what is read again is known by its identity.</summary>
    [Fact]
    public async Task Run_PlacesLost_ReadsAgainAndDoublesNothing()
    {
        Write("conn.log", Head + Lines("a", 20));
        Start();
        await UntilAsync(20);
        await StopAsync();
        File.Delete(In("lake/import/followed.json"));
        Append("conn.log", Lines("b", 1));
        Start();
        await UntilAsync(21);
        await StopAsync();
        AssertLake(Ids(("a", 20), ("b", 1)));
        Assert.Equal(20, _doubled);
    }

    [Fact]
    public async Task Run_MoreThanACommitHolds_CommitsWithoutWaiting()
    {
        Write("conn.log", Head + Lines("a", 25));
        Start(new WatchOptions { CommitEvents = 10, CommitEvery = TimeSpan.FromDays(1) });
        await UntilAsync(20);
        Assert.Equal(20, _written);
        await StopAsync();
        Assert.Equal(25, _written);
    }

    [Fact]
    public async Task Run_UnknownFileAndAnotherWatch_AreSaid()
    {
        Write("notes.txt", "shopping list\n");
        Write("conn.log", Head + Lines("a", 1));
        Start();
        await UntilAsync(1);
        Assert.Equal("notes.txt file not recognised", Assert.Single(_troubles));
        using var other = EventLake.Open(In("lake"));
        await Assert.ThrowsAsync<IOException>(() => new LogWatchJob([In("logs")], other, new ImportOptions(), new WatchOptions(), _time).RunAsync(CancellationToken.None));
    }

    /// <summary>What a commit told of a process is known to the next, and to a watch that is started again.</summary>
    [Fact]
    public async Task Run_ConnectionAfterItsProcessWasCommitted_KnowsItsProcess()
    {
        Write("mac07.audit.log", Audit("execve(2)", 0, "exec arg,curl,-T,plan.zip,path,/usr/bin/curl"));
        Start();
        await UntilAsync(1);
        Append("mac07.audit.log", Audit("connect(2)", 1, "socket-inet,2,21,198.51.100.7"));
        await UntilAsync(2);
        await StopAsync();
        Append("mac07.audit.log", Audit("connect(2)", 2, "socket-inet,2,22,198.51.100.7"));
        Start();
        await UntilAsync(3);
        await StopAsync();

        Assert.Equal(["21 curl mac07", "22 curl mac07"], Connections());
        Assert.Equal(2, _joined);
        Assert.Empty(_troubles);
    }

    [Fact]
    public async Task Run_MemoryOfProcessesDamaged_IsToldAndNothingElseIsLost()
    {
        Write("mac07.audit.log", Audit("execve(2)", 0, "exec arg,curl,path,/usr/bin/curl"));
        Start();
        await UntilAsync(1);
        await StopAsync();
        File.WriteAllText(In("lake/import/followed-joins.bin"), "nothing");
        Append("mac07.audit.log", Audit("connect(2)", 1, "socket-inet,2,21,198.51.100.7"));
        Start();
        await UntilAsync(2);
        await StopAsync();

        Assert.Equal(["21  mac07"], Connections());
        Assert.Equal("followed-joins.bin what earlier commits told of processes cannot be read", Assert.Single(_troubles));
    }

    private static string Audit(string call, int second, string tokens) =>
        $"header,1,11,{call},0,Sun Mar  1 10:00:0{second} 2026, + 1 msec,{tokens},subject,ann,ann,staff,ann,staff,412,1,1,0.0.0.0,return,success,0,trailer,1,\n";

    private List<string> Connections()
    {
        using var lake = EventLake.Open(In("lake"));
        return [.. lake.ReadEvents().Where(e => e.Kind == EventKind.NetworkFlow).Select(e => $"{e.DestinationPort} {e.Process} {e.Host}").Order(StringComparer.Ordinal)];
    }

    private static string Lines(string prefix, int count) => string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture,
        $"{1_785_715_200 + i}.000000\t{prefix}{i}\t10.1.0.3\t50000\t198.51.100.1\t443\ttcp\tssl\t1.5\t100\t200\tSF\n")));

    private static string[] Ids(params (string Prefix, int Count)[] lines) => [.. lines.SelectMany(l => Enumerable.Range(0, l.Count).Select(i => $"{l.Prefix}{i}")).Order(StringComparer.Ordinal)];

    private void Start(WatchOptions? options = null)
    {
        _stop = new CancellationTokenSource();
        _lake = EventLake.Open(In("lake"), new LakeOptions { Threads = 1 });
        _job = new LogWatchJob([In("logs")], _lake, new ImportOptions(), options ?? new WatchOptions { CommitEvery = TimeSpan.FromSeconds(2) }, _time)
        {
            OnTrouble = (path, reason, _) => _troubles.Add($"{Path.GetFileName(path)} {reason}"),
            OnCommit = (stored, _) =>
            {
                Interlocked.Add(ref _written, stored.Written);
                Interlocked.Add(ref _doubled, stored.Doubled);
                Interlocked.Add(ref _joined, stored.JoinedToProcess);
            },
        };
        _run = Task.Run(() => _job.RunAsync(_stop.Token));
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run!;
        _run = null;
        _lake!.Dispose();
    }

    /// <summary>Moves the clock on, a turn at a time, until so many events were written.</summary>
    private async Task UntilAsync(long written)
    {
        for (var tries = 0; Interlocked.Read(ref _written) < written; tries++)
        {
            Assert.True(tries < 3_000, $"{_written} of {written} events; {string.Join(", ", _troubles)}");
            await TurnsAsync(1);
        }
    }

    private async Task TurnsAsync(int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            var before = _job!.Turns;
            for (var tries = 0; _job.Turns == before; tries++)
            {
                Assert.False(_run!.IsFaulted, _run.Exception?.ToString());
                Assert.True(tries < 6_000, "no turn");
                _time.Advance(tries == 0 ? LogWatchJob.Turn : TimeSpan.Zero);
                await Task.Delay(5);
                if (tries % 8 == 7)
                {
                    // The job may not have been waiting yet when the clock was moved.
                    _time.Advance(LogWatchJob.Turn);
                }
            }
        }
    }

    private void AssertLake(string[] ids)
    {
        using var lake = EventLake.Open(In("lake"));
        var events = lake.ReadEvents().Select(e => (e.RecordId!, e.File!)).ToList();
        Assert.Equal(ids, events.Select(e => e.Item1).Order(StringComparer.Ordinal));
    }

    private void Write(string name, string text) => File.WriteAllText(In("logs/" + name), text, new UTF8Encoding(false));

    private void Append(string name, string text) => File.AppendAllText(In("logs/" + name), text);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
