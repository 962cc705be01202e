using Det0131.Models.Scoring;
using Det0131.Models.Versioning;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Hosting;

/// <summary>
/// Follows a store's pointer: loads and checks the promoted version, and puts it in the place of the one in use as a whole. A version that is
/// damaged or newer than this program is refused, named, and the last good one stays. Thread-safe.
/// </summary>
internal sealed partial class StoreModelHost : BackgroundService, IModelHost
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ModelStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreModelHost> _log;
    private readonly Lock _loading = new();
    private volatile HostedModel? _current;
    private volatile string? _problem;
    private string? _refused;

    public StoreModelHost(ModelStore store, TimeProvider time, ILogger<StoreModelHost> log)
    {
        _store = store;
        _time = time;
        _log = log;
    }

    public HostedModel? Current => _current;

    public string? Problem => _problem;

    /// <summary>Loads a version that the journal names, to score again what it scored; null when it cannot be loaded.</summary>
    public HostedModel? Load(string version)
    {
        if (_current is { } current && current.Version == version)
        {
            return current;
        }

        try
        {
            return VersionId.TryParse(version, out var id) ? new HostedModel(version, ScoringModel.Load(_store.Load(id).DirectoryPath)) : null;
        }
        catch (Exception fault) when (fault is ModelStoreException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogRefused(version, fault.Message);
            return null;
        }
    }

    public void Refresh()
    {
        lock (_loading)
        {
            string? promoted = null;
            try
            {
                promoted = _store.Current()?.ToString();
                if (promoted is null)
                {
                    _problem = $"No version is promoted in {_store.DirectoryPath}; train with --promote.";
                    return;
                }

                if (promoted == _current?.Version)
                {
                    _problem = _refused = null;
                    return;
                }

                // A refused version is looked at again only when the pointer has moved: checking reads every file.
                if (promoted != _refused)
                {
                    var model = ScoringModel.Load(_store.Load(VersionId.Parse(promoted)).DirectoryPath);
                    // Made here, so that the scorer does not stand still for it.
                    _ = model.Index;
                    _current = new HostedModel(promoted, model);
                    _problem = _refused = null;
                    LogLoaded(promoted);
                }
            }
            catch (Exception fault) when (fault is ModelStoreException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                _refused = promoted;
                _problem = _current is null ? fault.Message : $"{fault.Message} Version {_current.Version} goes on scoring.";
                LogRefused(promoted ?? "(pointer)", fault.Message);
            }
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Refresh();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Refresh();
            }
        }
        catch (OperationCanceledException)
        {
            // Shutdown.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model version {Version} scores from now on")]
    private partial void LogLoaded(string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model version {Version} is refused: {Why}")]
    private partial void LogRefused(string version, string why);
}
