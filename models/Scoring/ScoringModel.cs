using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Features;
using Det0131.Models.ModelZip;

namespace Det0131.Models.Scoring;

/// <summary>
/// Everything that scoring uses: context, baselines, seasons, one additive model per analytic, rates and threshold. Immutable; what it
/// makes (<see cref="CreateBuilder"/>) is not thread-safe, itself it is.
/// </summary>
public sealed class ScoringModel
{
    private const string ContextFile = "context.json";
    private const string SettingsFile = "settings.json";
    private const string CalibrationFileName = "calibration.json";
    private const string SeasonsFile = "seasons.bin";
    private const string BaselinesFolder = "baselines";

    private readonly Lazy<BaselineIndex> _index;

    public ScoringModel(
        ModelSettings settings, SiteContext context, BaselineTable table, SeasonalBook seasons,
        IReadOnlyList<GamModel> models, SavedCalibration calibration)
    {
        Settings = settings ?? throw new ArgumentNullException(nameof(settings));
        Context = context ?? throw new ArgumentNullException(nameof(context));
        Table = table ?? throw new ArgumentNullException(nameof(table));
        Seasons = seasons ?? throw new ArgumentNullException(nameof(seasons));
        Models = models ?? throw new ArgumentNullException(nameof(models));
        Calibration = calibration ?? throw new ArgumentNullException(nameof(calibration));
        Calendar = new FeatureCalendar(settings.PeriodMicros);
        _index = new Lazy<BaselineIndex>(() => new BaselineIndex(Table, SiteKnowledge.IndexOptions(Context, Settings.HalfLifeDays)));
        CheckColumns();
    }

    public ModelSettings Settings { get; }

    public SiteContext Context { get; }

    public BaselineTable Table { get; }

    public SeasonalBook Seasons { get; }

    /// <summary>One model per analytic, in catalogue order.</summary>
    public IReadOnlyList<GamModel> Models { get; }

    public SavedCalibration Calibration { get; }

    public FeatureCalendar Calendar { get; }

    /// <summary>The look-ups over <see cref="Table"/>, shared by readers; made at first use.</summary>
    public BaselineIndex Index => _index.Value;

    /// <summary>Forms groups from events, scored against these baselines.</summary>
    /// <param name="index">Look-ups: <see cref="Index"/>, or one's own where periods are left out.</param>
    /// <param name="fallback">Platform of hosts that the context does not know.</param>
    /// <param name="leaveOwnDateOut">Score hours of the week as if the event's own date had not been seen.</param>
    /// <param name="closed">Takes every finished group.</param>
    /// <param name="bounds">How much may be held of a stream that does not end; null: a history that ends.</param>
    public GroupBuilder CreateBuilder(BaselineIndex index, Events.Platform? fallback, bool leaveOwnDateOut, Action<EventGroup> closed, StreamBounds? bounds = null) =>
        new(new EventSituator(Context, fallback ?? Settings.Fallback), new FeatureExtractor(SiteKnowledge.Tools(Context)),
            index, Seasons, SiteKnowledge.Indicators, leaveOwnDateOut, closed, bounds);

    /// <summary>Writes the model's files into a directory.</summary>
    public void Save(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        File.WriteAllText(Path.Combine(directory, ContextFile), Context.ToJson());
        File.WriteAllText(Path.Combine(directory, SettingsFile), Settings.ToJson());
        File.WriteAllBytes(Path.Combine(directory, CalibrationFileName), CalibrationFile.ToBytes(Calibration));
        SeasonalFile.Write(Path.Combine(directory, SeasonsFile), Seasons);
        var baselines = Path.Combine(directory, BaselinesFolder);
        Directory.CreateDirectory(baselines);
        Table.Save(baselines);
        foreach (var (analytic, model) in AnalyticCatalogue.All.Zip(Models))
        {
            ModelZipWriter.Write(Path.Combine(directory, analytic.Id + ".zip"), model);
        }
    }

    /// <exception cref="InvalidDataException">A file is missing, damaged or of a newer format; the message names it.</exception>
    public static ScoringModel Load(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new ScoringModel(
            ModelSettings.FromJson(Text(directory, SettingsFile)),
            SiteContext.FromJson(Text(directory, ContextFile)),
            BaselineTable.Load(Path.Combine(directory, BaselinesFolder)),
            SeasonalFile.Read(Path.Combine(directory, SeasonsFile)),
            [.. AnalyticCatalogue.All.Select(a => ModelZipReader.Read(Path.Combine(directory, a.Id + ".zip")))],
            CalibrationFile.FromBytes(File.ReadAllBytes(Existing(directory, CalibrationFileName))));
    }

    private static string Text(string directory, string name) => File.ReadAllText(Existing(directory, name));

    private static string Existing(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path) ? path : throw new InvalidDataException($"The model version has no {name}.");
    }

    /// <summary>A model whose columns are not those of this program's analytics would give numbers without meaning.</summary>
    private void CheckColumns()
    {
        if (Models.Count != AnalyticCatalogue.All.Length)
        {
            throw new InvalidDataException($"Found {Models.Count} analytic models, expected {AnalyticCatalogue.All.Length}.");
        }

        foreach (var (analytic, model) in AnalyticCatalogue.All.Zip(Models))
        {
            var expected = ModelColumns.Names(analytic);
            if (!model.Features.Select(f => f.Name).SequenceEqual(expected, StringComparer.Ordinal))
            {
                throw new InvalidDataException($"{analytic.Id}.zip has the columns {string.Join(", ", model.Features.Select(f => f.Name))}; this program expects {string.Join(", ", expected)}. Train again.");
            }
        }

        if (!Table.Schema.SequenceEqual(Learning.BaselineSchema.For(Calendar)))
        {
            throw new InvalidDataException("The baselines were counted with other features than this program has. Train again.");
        }
    }
}
