using Det0131.Models.Alerts;
using Det0131.Models.Events;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Tests.Hosting;

/// <summary>Keys and audit lines in memory.</summary>
internal sealed class MemoryKeys : IKeyStore, IAuditLog
{
    private readonly Lock _lock = new();
    private readonly List<AccessKey> _keys = [];
    private readonly List<AuditLine> _lines = [];

    public Task AddAsync(AccessKey key, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_keys.Any(k => k.Name == key.Name && k.RevokedAt is null))
            {
                throw new ArgumentException($"A key in force has the name '{key.Name}'.");
            }

            _keys.Add(key);
            return Task.CompletedTask;
        }
    }

    public Task<AccessKey?> FindAsync(string id, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(_keys.FirstOrDefault(k => k.Id == id));
        }
    }

    Task<IReadOnlyList<AccessKey>> IKeyStore.ListAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AccessKey>>([.. _keys]);
        }
    }

    public Task RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var index = _keys.FindIndex(k => k.Id == id && k.RevokedAt is null);
            if (index < 0)
            {
                throw new KeyNotFoundException(id);
            }

            _keys[index] = _keys[index] with { RevokedAt = at };
            return Task.CompletedTask;
        }
    }

    public Task WriteAsync(AuditLine line, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _lines.Add(line);
            return Task.CompletedTask;
        }
    }

    Task<IReadOnlyList<AuditLine>> IAuditLog.ListAsync(int limit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AuditLine>>([.. _lines.AsEnumerable().Reverse().Take(limit)]);
        }
    }
}

/// <summary>Alerts in memory: just enough of the contract for the API.</summary>
internal sealed class MemoryAlerts : IAlertStore
{
    private readonly Lock _lock = new();
    private readonly List<StoredAlert> _alerts = [];
    private long _cursor;

    public event Action<StoredAlert>? Changed;

    public AlertQuery? LastQuery { get; private set; }

    /// <summary>What the database says instead of answering.</summary>
    public Exception? Broken { get; set; }

    public Task<IReadOnlyList<StoredAlert>> ApplyAsync(IReadOnlyCollection<Alert> found, IReadOnlyDictionary<string, string> merged, CancellationToken cancellation)
    {
        List<StoredAlert> changed = [.. found.Select(a => Put(new StoredAlert { Alert = a, Revision = 1, Cursor = 0, OpenedAt = Samples.Now, ChangedAt = Samples.Now }))];
        return Task.FromResult<IReadOnlyList<StoredAlert>>(changed);
    }

    public Task<StoredAlert?> FindAsync(string id, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(_alerts.FirstOrDefault(a => a.Alert.Id == id));
        }
    }

    public Task<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation)
    {
        lock (_lock)
        {
            LastQuery = query;
            if (Broken is { } broken)
            {
                throw broken;
            }

            List<StoredAlert> found = [.. _alerts.Where(a => !(query.Since >= a.Cursor) && query.States?.Contains(a.State) != false).OrderBy(a => a.Cursor)];
            return Task.FromResult(new AlertPage([.. found.Take(query.Limit)], found.Count > query.Limit ? "next-page" : null, found.Count));
        }
    }

    public Task<long> LatestCursorAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(_cursor);
        }
    }

    public Task<IReadOnlyList<BudgetDay>> BudgetAsync(DateOnly latest, int days, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<BudgetDay>>([new BudgetDay(latest, 3, 2, 1)]);

    public async Task<StoredAlert> ChangeAsync(string id, AlertChange change, string who, long? expectedRevision, CancellationToken cancellation)
    {
        var stored = await FindAsync(id, cancellation) ?? throw new KeyNotFoundException(id);
        return expectedRevision is { } expected && expected != stored.Revision
            ? throw new AlertConflictException(id, stored.Revision, expected)
            : Put(stored with { State = change.State ?? stored.State, Owner = change.Owner ?? stored.Owner, Revision = stored.Revision + 1 });
    }

    public Task<IReadOnlyList<AlertHistoryLine>> HistoryAsync(string id, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<AlertHistoryLine>>([new AlertHistoryLine(Samples.Now, "scorer", "evidence: 2 events", null)]);

    public Task<IReadOnlyList<AlertFeedback>> FeedbackAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AlertFeedback>>([.. _alerts.Where(a => a.IsClosed).Select(a => new AlertFeedback(a.Alert.Id, a.State, "ada", Samples.Now, null, a.Alert))]);
        }
    }

    public Task<int> RemoveClosedAsync(DateTimeOffset changedBefore, CancellationToken cancellation) => Task.FromResult(0);

    private StoredAlert Put(StoredAlert stored)
    {
        lock (_lock)
        {
            stored = stored with { Cursor = ++_cursor };
            _alerts.RemoveAll(a => a.Alert.Id == stored.Alert.Id);
            _alerts.Add(stored);
        }

        Changed?.Invoke(stored);
        return stored;
    }
}

internal sealed class MemoryAllowList : IAllowList
{
    private readonly List<AllowEntry> _entries = [];

    public Task<AllowEntry> AddAsync(AllowEntry entry, string who, CancellationToken cancellation)
    {
        if (entry.Entity is null && entry.Destination is null)
        {
            throw new ArgumentException("Neither entity nor destination is named.");
        }

        _entries.Add(entry);
        return Task.FromResult(entry);
    }

    public Task EndAsync(string id, string who, CancellationToken cancellation) => _entries.RemoveAll(e => e.Id == id) > 0 ? Task.CompletedTask : throw new KeyNotFoundException(id);

    public Task<IReadOnlyList<AllowEntry>> ListAsync(bool withExpired, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<AllowEntry>>([.. _entries]);

    public Task<int> LetExpiredShowAsync(CancellationToken cancellation) => Task.FromResult(0);
}

/// <summary>Takes bodies as it is told to.</summary>
internal sealed class ScriptedIntake : IEventIntake
{
    public Func<byte[], IntakeRequest, IntakeResult> Take { get; set; } = (_, request) => Samples.Taken(request.Source ?? "zeek", accepted: 1);

    public async Task<IntakeResult> TakeAsync(Stream body, IntakeRequest request, CancellationToken cancellation)
    {
        using var copy = new MemoryStream();
        await body.CopyToAsync(copy, cancellation);
        return Take(copy.ToArray(), request);
    }
}

internal sealed class StillScorer : IScoringStatus, IModelHost, IEventJournal
{
    public long ScoredUpTo { get; set; }

    public long WaitingEvents { get; set; }

    public TimeSpan Lag { get; set; }

    public long? LatestEventMicros => 1_795_248_000_000_000;

    public long EventsSeen => 10;

    public long EventsScored => 4;

    public long EventsLate => 0;

    public long EventsDoubled => 1;

    public int EventsWaiting => 0;

    public Det0131.Models.Sensors.SensorFigures Sensors => default;

    public int OpenGroups => 2;

    public int OpenWindows => 5;

    public long StateBytes => 1000;

    public string? Problem { get; set; }

    public HostedModel? Current { get; set; }

    string? IModelHost.Problem => null;

    public int Refreshed { get; private set; }

    public long CountFrom(long position) => 0;

    public long End => 4096;

    public long Start => 1024;

    public void Refresh() => Refreshed++;

    public Task<long> AppendAsync(IReadOnlyList<SecurityEvent> events, string? note, CancellationToken cancellation) => Task.FromResult(End);

    public IEnumerable<JournalFrame> Read(long from, long until) => [];

    public SecurityEvent? Find(long position) => null;

    public Task WaitBeyondAsync(long position, CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public void Release(long position)
    {
    }
}

internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A hostile user name goes with it, to see that answers stay whole.</summary>
    public static Alert Alert(string id) => new()
    {
        Id = id,
        AnalyticId = "AN0368",
        AnalyticName = "Linux",
        TechniqueIds = ["T1048.003"],
        Entity = new AlertEntity("web1", "<img onerror=alert(1)>\n") { Platform = Platform.Linux },
        Destination = new AlertDestination("203.0.113.9") { Address = "203.0.113.9", Port = 21 },
        FirstMicros = 1_795_248_000_000_000,
        LastMicros = 1_795_248_060_000_000,
        ReturnPeriod = ReturnPeriod.Measured(43),
        MaturityPeriods = 12,
        ModelVersion = "20261121T080000Z-3f2a9c",
        Contributions =
        [
            new AlertContribution { FeatureId = "volume.hour", ElementName = "DataVolumeThresholdMB", Bits = 12.5, Observed = "4 GB", Sentence = "4 GB out in the clock hour: 0 of 28 days" },
        ],
        Events =
        [
            new AlertEvent { Identity = 7, Source = "zeek.conn", TimeMicros = 1_795_248_000_000_000, Kind = EventKind.NetworkFlow, Summary = "ftp to 203.0.113.9", Line = 3, File = "post/zeek" },
        ],
        EventCount = 1,
        Headline = "web1 sent 4 GB by ftp to 203.0.113.9",
    };

    public static IntakeResult Taken(string? format, long accepted, long rejected = 0, string? problem = null) =>
        new("d-1", format, accepted + rejected, accepted, 0, rejected, 0, accepted, new Dictionary<string, long>(), [], problem);
}
