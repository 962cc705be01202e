using System.Runtime.InteropServices;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Models.Sensors;

namespace Det0131.Models.Learning;

/// <summary>
/// Learns a model from a history: context, baselines, seasonal expectations, shapes, rates, threshold. Everything that training
/// does is here, in the order in which it does it; the database only counts. Not thread-safe.
/// </summary>
public sealed partial class Learner
{
    private static readonly Feature CommandWordFeature = FeatureCatalogue.Get("command.token");

    private readonly IEventHistory _history;
    private readonly LearningOptions _options;
    private readonly JobProgress _progress;
    private readonly CancellationToken _cancellation;
    private readonly ConfirmedThefts _thefts;
    private readonly FeatureWeights _weights;
    private readonly long _firstMicros;
    private readonly long _lastMicros;
    private readonly Dictionary<string, long> _rowsBySource = new(StringComparer.Ordinal);
    private ActivePeriods _active = ActivePeriods.None;
    private FeatureCalendar _calendar = new(PeriodChoice.DayMicros);
    private long _eventsLeftOut;
    private SensorFigures _sensors;
    private long _fromMicros;
    private long _untilMicros;

    /// <exception cref="InvalidDataException">The history holds no event in the asked stretch.</exception>
    public Learner(IEventHistory history, LearningOptions options, JobProgress progress, CancellationToken cancellation)
    {
        _history = history ?? throw new ArgumentNullException(nameof(history));
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _progress = progress ?? throw new ArgumentNullException(nameof(progress));
        _cancellation = cancellation;
        _thefts = new ConfirmedThefts(options.Feedback?.Items ?? []);
        _weights = FeatureWeights.Fit(options.Feedback?.Items ?? []);
        var span = history.Span ?? throw new InvalidDataException("The lake holds no events; import some first.");
        _firstMicros = Math.Max(span.FirstMicros, options.FromMicros ?? long.MinValue);
        _lastMicros = Math.Min(span.LastMicros, options.UntilMicros is { } until ? until - 1 : long.MaxValue);
        if (_firstMicros > _lastMicros)
        {
            throw new InvalidDataException($"No event lies in the asked stretch; the lake holds {TimeText.Format(span.FirstMicros)} to {TimeText.Format(span.LastMicros)}.");
        }
    }

    /// <summary>
    /// Told of every group that the rates come from, in order; takes one more pass over the history. With
    /// <see cref="LearnedModel.RateModels"/> it lets others see what the threshold would have been with another model.
    /// </summary>
    public Action<EventGroup>? OnRateGroup { get; init; }

    /// <param name="open">Opens the counter for this run; it is disposed of here.</param>
    public LearnedModel Learn(CounterFactory open)
    {
        ArgumentNullException.ThrowIfNull(open);
        var context = LearnContext();
        var schema = BaselineSchema.For(_calendar);
        using var counter = open(schema);
        using var ahead = new StageAhead(counter);
        var learned = new LearningSink(_calendar, ahead);
        CountObservations(context, SiteKnowledge.Tools(context, learning: true), learned);
        var seasons = LearnSeasons(learned);
        ahead.Complete();
        counter.ReplaceRareValues(CommandWordFeature.Index, _options.EntitiesOfACommonWord, SiteKnowledge.ShippedCommandWords, ObservationTools.RareWord);
        var table = BuildTable(counter, schema);
        context = context with
        {
            CommandWords = Words(table),
            LearnedPeers = _options.LearnPeers ? Peers.PeerLearner.Learn(context, table, _options.PeersBefore) : [],
        };
        var model = Calibrate(context, table, seasons, learned.HourlySums);
        return model with { Observations = learned.Observations, LastEventMicros = _active.LastMicros, RowsBySource = _rowsBySource, Weights = _weights, EventsLeftOut = _eventsLeftOut, Sensors = _sensors };
    }

    /// <summary>The command-line words that stayed: a word that is not among them reads as rare when scoring.</summary>
    private static List<string> Words(BaselineTable table) =>
    [
        .. table.Rows().SkipWhile(r => r.Feature < CommandWordFeature.Index).TakeWhile(r => r.Feature == CommandWordFeature.Index)
            .Select(r => r.Value).Where(w => w != ObservationTools.RareWord).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private SiteContext LearnContext()
    {
        var learner = new ContextLearner(_options.Site);
        var active = new ActivePeriods();
        foreach (var (first, last) in _history.ActivePeriods(_firstMicros, _lastMicros + 1, ActivePeriods.GrainMicros, _cancellation))
        {
            active.Observe(first);
            active.Observe(last);
        }

        var (total, done) = (_history.Count(_firstMicros, _lastMicros + 1), 0L);
        // Where else an event belongs to a theft is not known before the site is.
        _history.SurveySite(_firstMicros, _lastMicros + 1, _thefts.Listed, sighting =>
        {
            learner.Observe(sighting);
            CollectionsMarshal.GetValueRefOrAddDefault(_rowsBySource, sighting.Event.Source, out _) += sighting.Records;
            if ((done ^ (done += sighting.Records)) >> 14 != 0)
            {
                _progress.Report("learning the site", done, total);
            }
        }, _cancellation);
        if (active.Count == 0)
        {
            throw new InvalidDataException($"No event lies between {TimeText.Format(_firstMicros)} and {TimeText.Format(_lastMicros)}.");
        }

        _active = active;
        _calendar = new FeatureCalendar(_options.PeriodMicros ?? active.PeriodMicros());
        // Only whole periods count: a part of one would look like a quiet one.
        _fromMicros = _calendar.PeriodStart(_calendar.PeriodAt(_firstMicros));
        _untilMicros = _calendar.PeriodStart(_calendar.PeriodAt(_lastMicros) + 1);
        return learner.Build() with { ListVersions = SiteKnowledge.ListVersions };
    }

    private void CountObservations(SiteContext context, ObservationTools tools, LearningSink sink)
    {
        var situator = new EventSituator(context, _options.Fallback);
        var extractor = new FeatureExtractor(tools);
        _sensors = Replay("counting", context, e =>
        {
            var situation = situator.Situate(e);
            if (_thefts.Covers(situation))
            {
                _eventsLeftOut++;
                return;
            }

            extractor.Observe(Analytics.AnalyticCatalogue.IndexOf(situation.Platform), situation, sink);
        });
        sink.CloseAll();
    }

    /// <summary>Fits the season of every entity with enough history and counts each hour's excess over it.</summary>
    private SeasonalBook LearnSeasons(LearningSink learned)
    {
        var book = SeasonalLearner.Fit(learned.HourlySums, _fromMicros, _untilMicros);
        foreach (var (entity, hours) in learned.HourlySums.OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            foreach (var (hour, bytes) in hours)
            {
                if (book.Excess(entity, hour, bytes) is { } scales)
                {
                    learned.Excess(SeasonalBook.Feature, entity, hour, scales);
                }
            }
        }

        return book;
    }

    private BaselineTable BuildTable(IObservationCounter counter, IReadOnlyList<FeatureSchema> schema)
    {
        var builder = new BaselineTable.Builder(schema, new BaselineSpan(_calendar.PeriodMicros, _fromMicros, _untilMicros), RowOrder.Any);
        counter.Count(builder.Add);
        return builder.Build();
    }

    /// <summary>Reads the whole periods with the records of different sensors joined.</summary>
    private SensorFigures Replay(string stage, SiteContext context, Action<SecurityEvent> take)
    {
        var total = _history.Count(_fromMicros, _untilMicros);
        var done = 0L;
        return SensorJoin.Replay(context, _history.ReplayBehaviour, _fromMicros, _untilMicros, e =>
        {
            take(e);
            if ((++done & 0x3FFF) == 0)
            {
                _progress.Report(stage, done, total);
            }
        }, _cancellation);
    }
}
