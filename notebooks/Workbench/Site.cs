using Det0131.Datasets;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.History;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Simulation;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Workbench;

/// <summary>A model with the name of its version.</summary>
public sealed record OpenedModel(string Version, ScoringModel Model);

/// <summary>What a notebook works on: a lake and models, one's own or the shipped samples. Opened when first asked for. Not thread-safe.</summary>
public sealed class Site : IDisposable
{
    private readonly string? _lakePath;
    private readonly string? _store;
    private readonly string? _version;
    private readonly IReadOnlyDictionary<string, string?> _choices;
    private readonly Lazy<DirectoryInfo> _work = new(() => Directory.CreateTempSubdirectory("det0131-notebook-"));
    private readonly Lazy<EventLake> _lake;
    private readonly Lazy<OpenedModel> _model;

    internal Site(string? lake, string? store, string? version, IReadOnlyDictionary<string, string?> choices, CancellationToken cancellation)
    {
        (_lakePath, _store, _version, _choices, Cancellation) = (lake, store, version, choices, cancellation);
        _lake = new Lazy<EventLake>(OpenLake);
        _model = new Lazy<OpenedModel>(() => Load(_version));
    }

    /// <summary>Ends what takes long.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The events.</summary>
    /// <exception cref="InvalidDataException">There is no lake where one was named, or it is of another format.</exception>
    public EventLake Lake => _lake.Value;

    /// <summary>The model: of the store, promoted or as named; else the shipped one.</summary>
    public OpenedModel Model => _model.Value;

    /// <summary>Whether the store is one's own: only then it may hold several versions.</summary>
    public bool HasStore => _store is not null;

    /// <summary>What stands behind the numbers, in words.</summary>
    public string Source => _lakePath is null && _store is null ? "the shipped samples (an invented site)" : $"lake {_lakePath ?? "of the samples"}, store {_store ?? "of the samples"}";

    /// <summary>What the command line says for one of the notebook's own options; null: nothing.</summary>
    public string? Choice(string option) => _choices[option];

    /// <summary>Opens a version of the store; null: the promoted one, or the shipped one where no store was named.</summary>
    /// <exception cref="ModelStoreException">It is not there or damaged.</exception>
    public OpenedModel Load(string? version)
    {
        if (_store is not null)
        {
            if (!Directory.Exists(_store))
            {
                throw new DirectoryNotFoundException($"Found no directory {_store}; expected a model store.");
            }

            var (id, model) = StoredModel.Load(_store, version);
            return new OpenedModel(id, model);
        }

        var samples = ModelStore.Open(Path.Combine(_work.Value.FullName, "store"), TimeProvider.System);
        var imported = samples.Import(BundledFiles.PathOf(BundledFiles.DemoModel), "notebook");
        return new OpenedModel(imported.ToString(), ScoringModel.Load(samples.Load(imported).DirectoryPath));
    }

    /// <summary>Learns a model from the lake; nothing is stored.</summary>
    /// <exception cref="InvalidDataException">There is nothing to learn from.</exception>
    public ScoringModel Learn(LearningOptions options) =>
        new Learner(new LakeHistory(Lake), options, Progress, Cancellation).Learn(schema => new ObservationCounter(schema, new LakeOptions())).Model;

    /// <summary>
    /// Scores the lake as <c>score</c> does. Where the model learned from days of the lake, every event is scored as if its own period had not been seen.
    /// </summary>
    /// <param name="opened">The model.</param>
    /// <param name="each">Told of every group; it must copy what it keeps.</param>
    public BatchResult Score(OpenedModel opened, Action<GroupScore> each)
    {
        ArgumentNullException.ThrowIfNull(opened);
        var history = new LakeHistory(Lake);
        var learnedFromIt = history.Span is { } span && span.FirstMicros < opened.Model.Settings.UntilMicros && span.LastMicros >= opened.Model.Settings.FromMicros;
        var scorer = new BatchScorer(opened.Model, opened.Version, new BatchOptions { LeaveOwnPeriodOut = learnedFromIt });
        return scorer.Run(history, (ids, take) =>
        {
            foreach (var found in Lake.Find(ids, cancellation: Cancellation))
            {
                take(found);
            }
        }, (scored, _) => each(scored), Progress, Cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lake.IsValueCreated)
        {
            _lake.Value.Dispose();
        }

        if (_work.IsValueCreated)
        {
            _work.Value.Delete(recursive: true);
        }
    }

    private static JobProgress Progress => JobProgress.OnStandardError();

    private EventLake OpenLake()
    {
        if (_lakePath is not null)
        {
            return Directory.Exists(_lakePath) ? EventLake.Open(_lakePath) : throw new DirectoryNotFoundException($"Found no directory {_lakePath}; expected a lake.");
        }

        var logs = Path.Combine(_work.Value.FullName, "logs");
        SampleArchive.Unpack(BundledFiles.PathOf(BundledFiles.DemoLogArchive), logs);
        var lake = EventLake.Open(Path.Combine(_work.Value.FullName, "lake"));
        LogImportJob.Run([logs], lake, new ImportOptions { Redact = SecretRedactor.Redact }, new EventEnricher(redactRaw: false), Progress, Cancellation);
        return lake;
    }
}
