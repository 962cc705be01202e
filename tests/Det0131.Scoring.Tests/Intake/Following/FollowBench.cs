using Det0131.Models.Events;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>A follower on a real folder, its journal, and a clock that moves on by its turns.</summary>
internal sealed class FollowBench : IAsyncDisposable
{
    private readonly IntakeBench _bench = new();
    private FolderFollower _follower = null!;
    private long _turns;
    private int _asked;

    public FollowBench() => Watched = Directory.CreateDirectory(Path.Combine(_bench.Folder, "logs", "site")).FullName;

    /// <summary>A folder of the watched one.</summary>
    public string Watched { get; }

    /// <summary>Watched beside it; before the start.</summary>
    public List<string> More { get; } = [];

    /// <summary>Warnings.</summary>
    public List<string> Logged { get; } = [];

    public ManualTime Time => _bench.Time;

    public EventJournal Journal => _bench.Journal;

    public List<SecurityEvent> Events => _bench.Events;

    public string Folder => _bench.Folder;

    public Task StopAsync() => _follower.StopAsync(CancellationToken.None);

    public Task ReopenAsync() => _bench.ReopenAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _bench.DisposeAsync();
    }

    public static IEnumerable<(string Uid, double Ago, double Seconds)> Lines(string prefix, int count) => Enumerable.Range(0, count).Select(i => ($"{prefix}{i}", 5_000.0 - i, 1.0));

    public static string[] Ids(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}")];

    public string PathOf(string name) => Path.Combine(Watched, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public void Append(string name, string text) => File.AppendAllText(PathOf(name), text);

    /// <summary>
    /// Moves the clock on by a turn when the follower has done one. It may have waited already when its turn was counted, so that now and then the clock
    /// is moved all the same.
    /// </summary>
    public bool Turn()
    {
        if (_follower.Turns != _turns || ++_asked % 50 == 0)
        {
            _turns = _follower.Turns;
            _bench.Time.Advance(FolderFollower.Turn);
        }

        return true;
    }

    /// <summary>Moves the clock on until the journal holds these records, and some turns more; none may be there twice.</summary>
    public async Task UntilAsync(params string[] ids)
    {
        await IntakeBench.UntilAsync(() => Turn() && _bench.Journal.CountFrom(0) >= ids.Length, $"{ids.Length} events");
        for (var i = 0; i < 8; i++)
        {
            Turn();
            await Task.Delay(5);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), _bench.Events.Select(e => e.RecordId).Order(StringComparer.Ordinal));
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await _bench.ReopenAsync();
        await StartAsync();
    }

    public async Task StartAsync()
    {
        var options = new ServeOptions { Data = _bench.Folder, Watch = [Path.Combine(_bench.Folder, "logs"), .. More] };
        _follower = new FolderFollower(_bench.Journal, new EventFilter(_bench.Time), _bench.Gate(), options, _bench.Metrics, _bench.Time, new ListLog(Logged));
        await _follower.StartAsync(CancellationToken.None);
    }

    private sealed class ListLog(List<string> lines) : ILogger<FolderFollower>
    {
        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? fault, Func<TState, Exception?, string> format) => lines.Add(format(state, fault));

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
