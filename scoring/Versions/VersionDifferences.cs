using Det0131.Datasets.History;
using Det0131.Models.Drift;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Versions;

/// <summary>Two versions to compare, and whether both score the last week of the lake.</summary>
public readonly record struct ComparedVersions(VersionId Before, VersionId After, bool WithLake);

/// <summary>How far a comparison is. Immutable.</summary>
/// <param name="Of">What is compared.</param>
/// <param name="Stage">What is being done; null: it has ended.</param>
/// <param name="Found">The result; null: it is under way, or failed.</param>
/// <param name="Fault">Why there is no result.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record ComparisonState(ComparedVersions Of, string? Stage, VersionDifference? Found, string? Fault, DateTimeOffset? EndedAt);

/// <summary>
/// Compares versions beside the scoring: one pair at a time, because each holds two models in memory; the last few results are kept. Versions
/// do not change, a lake does, so a comparison may be asked for again. Thread-safe.
/// </summary>
public sealed partial class VersionDifferences : IAsyncDisposable
{
    private const int MostKept = 4;

    private readonly ModelStore _store;
    private readonly IModelHost _host;
    private readonly SharedLake _lake;
    private readonly TimeProvider _time;
    private readonly ILogger<VersionDifferences> _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly List<ComparisonState> _kept = [];
    private (ComparedVersions Of, StageWriter Stage, Task Work)? _running;

    internal VersionDifferences(ModelStore store, IModelHost host, SharedLake lake, TimeProvider time, ILogger<VersionDifferences> log)
    {
        (_store, _host, _lake, _time, _log) = (store, host, lake, time, log);
    }

    /// <summary>Whether there is a lake to score.</summary>
    public bool HasLake => _lake.Lake is not null;

    /// <summary>What is being compared; null: nothing.</summary>
    public ComparisonState? Running
    {
        get
        {
            lock (_gate)
            {
                return _running is { } r ? new ComparisonState(r.Of, r.Stage.Line, null, null, null) : null;
            }
        }
    }

    /// <summary>Results that are still there, latest first.</summary>
    public IReadOnlyList<ComparisonState> Kept
    {
        get
        {
            lock (_gate)
            {
                return [.. _kept];
            }
        }
    }

    /// <summary>Where a comparison stands; null: nobody asked, or it is long ago.</summary>
    public ComparisonState? Find(ComparedVersions versions) => Running is { } running && running.Of == versions ? running : Kept.FirstOrDefault(k => k.Of == versions);

    /// <summary>Begins a comparison. Its earlier result goes.</summary>
    /// <returns>False: another is under way, or the service is ending.</returns>
    public bool Start(ComparedVersions versions)
    {
        lock (_gate)
        {
            if (_running is not null || _ending.IsCancellationRequested)
            {
                return false;
            }

            _kept.RemoveAll(k => k.Of == versions);
            var stage = new StageWriter();
            _running = (versions, stage, Task.Run(() => Run(versions, stage)));
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task? work;
        lock (_gate)
        {
            work = _running?.Work;
        }

        if (work is not null)
        {
            await work;
        }

        _ending.Dispose();
    }

    private void Run(ComparedVersions versions, StageWriter stage)
    {
        var ended = new ComparisonState(versions, null, null, "The service was ended.", null);
        try
        {
            ended = ended with { Found = Compare(versions, stage), Fault = null };
        }
        catch (OperationCanceledException)
        {
            // Said above.
        }
        catch (Exception fault) when (fault is ModelStoreException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            ended = ended with { Fault = fault.Message };
        }
        catch (Exception fault)
        {
            // Nobody waits for this task: what it does not tell here is lost.
            ComparisonFailed(_log, fault, versions.Before.ToString(), versions.After.ToString());
            ended = ended with { Fault = "The comparison failed; the service's log says why." };
        }

        lock (_gate)
        {
            Keep(ended with { EndedAt = _time.GetUtcNow() });
            _running = null;
        }
    }

    /// <summary>Keeps a result before the earlier ones, the oldest of which goes.</summary>
    internal void Keep(ComparisonState ended)
    {
        lock (_gate)
        {
            _kept.RemoveAll(k => k.Of == ended.Of);
            _kept.Insert(0, ended);
            _kept.RemoveRange(Math.Min(_kept.Count, MostKept), Math.Max(0, _kept.Count - MostKept));
        }
    }

    private VersionDifference Compare(ComparedVersions versions, StageWriter stage)
    {
        stage.Write("loading both versions");
        var (before, after) = (Load(versions.Before), Load(versions.After));
        var history = versions.WithLake && _lake.Lake is { } lake ? new LakeHistory(lake) : null;
        return VersionComparison.Run(before, versions.Before.ToString(), after, versions.After.ToString(), history, new ComparisonOptions(), new JobProgress(stage, _time), _ending.Token);
    }

    // The one that scores is in memory already.
    private ScoringModel Load(VersionId id) => _host.Current is { } hosted && hosted.Version == id.ToString() ? hosted.Model : ScoringModel.Load(_store.Load(id).DirectoryPath);

    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "Comparing {Before} with {After} failed.")]
    private static partial void ComparisonFailed(ILogger logger, Exception fault, string before, string after);
}
