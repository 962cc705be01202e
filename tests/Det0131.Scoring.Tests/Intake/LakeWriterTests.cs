using System.Diagnostics.Metrics;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Tests.Lake;
using Det0131.Models.Events;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Streaming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>The real lake on disk, a journal in memory; what must be in the lake is what was appended to the journal, read back by another lake.</summary>
public sealed class LakeWriterTests : LakeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryJournal _journal = new();
    private readonly ManualTime _time = new(Noon);

    private string Data => Path.Combine(Root, "service");

    [Fact]
    public async Task Run_AcceptedEvents_AreInTheLakeAndJoinedAcrossCommits()
    {
        await RunAsync(async writer =>
        {
            Assert.Null(writer.Problem);
            _journal.Append(Start(1, Day));
            await InLakeAsync(writer);
            await _journal.AppendAsync([], "a cut", default);
            _journal.Append(Flow(2, Day + Second), Flow(3, Day + (2 * Second)));
            await InLakeAsync(writer);
            Assert.Equal(["curl", "curl", "curl"], ReadAll().Select(e => e.Process));
            Assert.Equal(TimeSpan.Zero, writer.Lag);
        });
    }

    [Fact]
    public async Task Run_StartedAgain_GoesOnFromItsPositionAndStillJoins()
    {
        await RunAsync(async writer =>
        {
            _journal.Append(Start(1, Day));
            await InLakeAsync(writer);
        });
        var reached = _journal.End;
        _journal.Release(reached);
        _journal.Append(Flow(2, Day + Second));
        _journal.Reads.Clear();
        await RunAsync(InLakeAsync);
        Assert.All(_journal.Reads, from => Assert.True(from >= reached));
        Assert.Equal(["curl", "curl"], ReadAll().Select(e => e.Process));
    }

    [Fact]
    public async Task Run_DiedBeforeItsPositionWasWritten_RepeatsTheCommitHarmlessly()
    {
        _journal.Append(Start(1, Day), Flow(2, Day + Second));
        await RunAsync(InLakeAsync);
        File.Delete(Path.Combine(Data, "lake-position.txt"));
        // Nor is what was saved of the joiner of use: it is damaged.
        File.WriteAllBytes(Path.Combine(Data, "lake-joiner.bin"), [1, 2, 3]);
        _journal.Append(Flow(3, Day + (2 * Second)));
        await RunAsync(InLakeAsync);
        Assert.Equal([(UInt128)1, 2, 3], ReadAll().Select(e => e.Identity));
        Assert.Equal(["curl", "curl", "curl"], ReadAll().Select(e => e.Process));
    }

    [Fact]
    public async Task Run_DiedAfterItsLastSave_JoinsWhatCameMeanwhile()
    {
        await RunAsync(async writer =>
        {
            _journal.Append(Flow(9, Day));
            await InLakeAsync(writer);
        });
        var saved = File.ReadAllBytes(Path.Combine(Data, "lake-joiner.bin"));
        await RunAsync(async writer =>
        {
            _journal.Append(Start(1, Day));
            await InLakeAsync(writer);
        });
        File.WriteAllBytes(Path.Combine(Data, "lake-joiner.bin"), saved);
        _journal.Append(Flow(2, Day + Second));
        await RunAsync(InLakeAsync);
        Assert.Equal("curl", ReadAll().Single(e => e.Identity == 2).Process);
    }

    /// <summary>A journal begins with a head that is no frame: for a writer that waits for frames there it would never end.</summary>
    [Fact]
    public async Task Run_NothingAcceptedForLong_TakesWhatComesThen()
    {
        await using var bench = new IntakeBench();
        var writer = new LakeWriter(Options() with { LakeCommitSeconds = 1 }, bench.Journal, _time, new ServiceMetrics(), NullLogger<LakeWriter>.Instance);
        await writer.StartAsync(default);
        await UntilAsync(() => writer.InLakeUpTo == bench.Journal.End);
        await bench.Journal.AppendAsync([Start(1, Day)], null, default);
        await UntilAsync(() => writer.InLakeUpTo == bench.Journal.End);
        await writer.StopAsync(default);
        writer.Dispose();
        Assert.Single(ReadAll());
    }

    [Fact]
    public async Task Run_AnotherLakeOrJournalThanBefore_BeginsAtItsStart()
    {
        _journal.Append(Start(1, Day));
        await RunAsync(InLakeAsync);
        var other = Path.Combine(Root, "other");
        await RunAsync(InLakeAsync, options => options with { Lake = other });
        using (var lake = EventLake.Open(other))
        {
            Assert.Single(lake.ReadEvents());
        }

        // A position of this lake, and of a journal that has not got so far.
        File.WriteAllText(Path.Combine(Data, "lake-position.txt"), $"det0131-lake-position 1\n999999\n{Path.GetFullPath(Root)}\n");
        await RunAsync(InLakeAsync);
        Assert.Single(ReadAll());
    }

    [Fact]
    public async Task Run_LakeCannotBeWritten_SaysSoAndTriesAgain()
    {
        File.WriteAllText(Path.Combine(Root, "format.txt"), "something else\n");
        _journal.Append(Start(1, Day));
        await RunAsync(async writer =>
        {
            await UntilAsync(() => writer.Problem is not null);
            Assert.Contains("something else", writer.Problem, StringComparison.Ordinal);
            Assert.Equal(0, writer.InLakeUpTo);
            File.Delete(Path.Combine(Root, "format.txt"));
            await InLakeAsync(writer);
            Assert.Null(writer.Problem);
        });
        Assert.Single(ReadAll());
    }

    [Fact]
    public async Task Stop_EventsWait_AreCommittedFirst()
    {
        // The clock stands: only stopping can bring them in.
        var writer = Writer();
        await writer.StartAsync(default);
        await UntilAsync(() => writer.InLakeUpTo == _journal.Start, advance: false);
        _journal.Append(Start(1, Day), Flow(2, Day + Second));
        await writer.StopAsync(default);
        Assert.Equal(2, ReadAll().Count);
        Assert.Equal(_journal.End, writer.InLakeUpTo);
    }

    [Fact]
    public async Task Run_NoLake_KeepsNobodyWaiting()
    {
        await RunAsync(writer =>
        {
            Assert.Equal(long.MaxValue, writer.InLakeUpTo);
            return Task.CompletedTask;
        }, options => options with { Lake = null });
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Run_DayIsOver_MergesItsPartsAndRemovesWhatIsNotKept()
    {
        await RunAsync(async writer =>
        {
            for (var i = 0; i < 3; i++)
            {
                _journal.Append(Flow((ulong)(10 + i), Day - (9 * 24 * Hour)), Flow((ulong)(20 + i), Day + (i * Second)));
                await InLakeAsync(writer);
            }

            Assert.Equal(3, Directory.GetFiles(Path.Combine(Root, "events", "day=2026-11-21"), "part-*", SearchOption.AllDirectories).Length);
            _time.Advance(TimeSpan.FromHours(14));
            await UntilAsync(() => Directory.GetFiles(Root, "part-*.parquet", SearchOption.AllDirectories).Length == 1);
            Assert.Null(writer.Problem);
        }, options => options with { RetainEventsDays = 7 });
        Assert.Equal([(UInt128)20, 21, 22], ReadAll().Select(e => e.Identity));
    }

    [Fact]
    public void Upkeep_TodayHasManySmallParts_MergesThem()
    {
        using var lake = Open();
        var upkeep = new LakeUpkeep(lake, new ServeOptions(), _time, NullLogger.Instance);
        for (var i = 0; i < LakeUpkeep.ManySmallParts; i++)
        {
            Append(i);
        }

        // As many are not yet too many.
        upkeep.Run(default);
        Assert.Equal(LakeUpkeep.ManySmallParts, lake.Days().Sum(day => day.Parts));
        Append(LakeUpkeep.ManySmallParts);
        _time.Advance(LakeUpkeep.Interval);
        upkeep.Run(default);
        Assert.Equal((1, LakeUpkeep.ManySmallParts + 1), (lake.Days()[0].Parts, ReadAll().Count));

        void Append(int i)
        {
            using var batch = lake.BeginImport();
            batch.Append(Event((ulong)i + 1, Day + i));
            batch.Commit();
        }
    }

    [Fact]
    public async Task AddLakeWriter_IsAHostedServiceAndShowsItsLag()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time).AddSingleton<ServiceMetrics>().AddSingleton<IEventJournal>(_journal);
        await using var provider = services.AddLakeWriter(Options()).BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<LakeWriter>(), Assert.Single(provider.GetServices<IHostedService>()));
        _journal.Append(Flow(1, Day));
        var waiting = new List<double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "det0131_lake_waiting_bytes")
            {
                own.EnableMeasurementEvents(instrument);
            }
        } };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => waiting.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Contains(1100, waiting);
    }

    private async Task RunAsync(Func<LakeWriter, Task> act, Func<ServeOptions, ServeOptions>? change = null)
    {
        var writer = Writer(change);
        await writer.StartAsync(default);
        await act(writer);
        await writer.StopAsync(default);
        // Stopped before its turn came it is cancelled, which is no fault.
        Assert.True(writer.ExecuteTask is { IsCompleted: true, IsFaulted: false }, writer.ExecuteTask?.Exception?.ToString());
        writer.Dispose();
    }

    private LakeWriter Writer(Func<ServeOptions, ServeOptions>? change = null) =>
        new((change ?? (options => options))(Options()), _journal, _time, new ServiceMetrics(), NullLogger<LakeWriter>.Instance);

    private ServeOptions Options() => new() { Lake = Root, Data = Data, LakeCommitSeconds = 30 };

    private Task InLakeAsync(LakeWriter writer) => UntilAsync(() => writer.InLakeUpTo == _journal.End);

    private async Task UntilAsync(Func<bool> condition, bool advance = true)
    {
        for (var round = 0; !condition(); round++)
        {
            Assert.True(round < 6000, "Waited in vain.");
            if (advance)
            {
                _time.Advance(TimeSpan.FromSeconds(5));
            }

            await Task.Delay(20);
        }
    }

    private static SecurityEvent Start(ulong identity, long timeMicros)
    {
        var start = Event(identity, timeMicros, EventKind.ProcessStart);
        (start.ProcessKey, start.Process) = ("1", "curl");
        return start;
    }

    private static SecurityEvent Flow(ulong identity, long timeMicros)
    {
        var flow = Event(identity, timeMicros);
        flow.ProcessKey = "1";
        return flow;
    }
}
