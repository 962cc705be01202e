using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Operations;

/// <summary>One thing that must hold for the service to do its work.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Ok">Whether it holds.</param>
/// <param name="Detail">In words; no path, no secret: anybody may read it.</param>
public sealed record ReadyCheck(string Name, bool Ok, string Detail);

/// <summary>Whether the service can do its work. Thread-safe.</summary>
internal sealed class ReadyChecks(ServeOptions options, IModelHost models, IAlertStore alerts, IEventJournal journal, IScoringStatus status, TimeProvider time)
{
    /// <summary>A scorer that gets no further for so long although events wait is stuck.</summary>
    public static TimeSpan StuckAfter { get; } = TimeSpan.FromMinutes(2);

    // What a writer needs: a full disk is better noticed before.
    private const long LeastFreeBytes = 64L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _scoredUpTo = long.MinValue;
    private DateTimeOffset _movedAt;

    public async Task<IReadOnlyList<ReadyCheck>> RunAsync(CancellationToken cancellation) => [Model(), Journal(), await StoreAsync(cancellation), Scorer()];

    private ReadyCheck Model() => models.Current is not { } model
        ? new ReadyCheck("model", false, "no model is loaded: promote a version")
        : new ReadyCheck("model", true, models.Problem is null ? "version " + model.Version : $"version {model.Version}; the promoted one could not be loaded");

    private ReadyCheck Journal()
    {
        var probe = Path.Combine(options.Data, ".writable");
        try
        {
            _ = journal.End;
            var free = new DriveInfo(Path.GetFullPath(options.Data)).AvailableFreeSpace;
            if (free < LeastFreeBytes)
            {
                return new ReadyCheck("journal", false, $"{free >> 20} MiB are free on its disk; at least {LeastFreeBytes >> 20} are needed");
            }

            lock (_lock)
            {
                File.WriteAllText(probe, "");
                File.Delete(probe);
            }

            return new ReadyCheck("journal", true, "writable");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return new ReadyCheck("journal", false, "its directory cannot be written to");
        }
    }

    private async Task<ReadyCheck> StoreAsync(CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Patience);
        try
        {
            await alerts.ListAsync(new AlertQuery { Limit = 1 }, limited.Token);
            return new ReadyCheck("store", true, "answers");
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return new ReadyCheck("store", false, "the alert store does not answer");
        }
    }

    private ReadyCheck Scorer()
    {
        if (status.Problem is not null)
        {
            return new ReadyCheck("scorer", false, "stopped; the status and the log say why");
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (status.ScoredUpTo != _scoredUpTo || status.WaitingEvents == 0)
            {
                (_scoredUpTo, _movedAt) = (status.ScoredUpTo, now);
            }

            return now - _movedAt >= StuckAfter && status.Lag >= StuckAfter
                ? new ReadyCheck("scorer", false, $"got no further for {(now - _movedAt).TotalSeconds:0} s although events wait")
                : new ReadyCheck("scorer", true, "scoring");
        }
    }
}
