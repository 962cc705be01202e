using System.Globalization;
using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;

namespace Det0131.Models.Elements;

/// <summary>One learned value of an element. Immutable.</summary>
/// <param name="Analytic"><c>AN0367</c>.</param>
/// <param name="Element">MITRE's name, or a shared one's.</param>
/// <param name="IsMitre">One of the 13.</param>
/// <param name="Feature">The feature that learned it.</param>
/// <param name="Entity">Whose: <c>host:pc7</c>.</param>
/// <param name="Scope">Within what: a protocol, a parent, ...; "" for none.</param>
/// <param name="Learned">The learned value in words: an allowed protocol, a threshold, a window of hours.</param>
/// <param name="Value">The same for programs: the value, or a number.</param>
/// <param name="Unit">Unit of a number: <c>bytes</c>; null for a text.</param>
/// <param name="Counts">The counts behind it.</param>
/// <param name="Periods">Periods behind it.</param>
public sealed record LearnedElement(
    string Analytic, string Element, bool IsMitre, string Feature, string Entity, string Scope, string Learned, string Value, string? Unit, string Counts, int Periods);

/// <summary>Shows what a model learned for each element: what MITRE leaves for the site to tune by hand. Immutable, thread-safe.</summary>
public sealed class ElementReport
{
    /// <summary>A learned threshold is the magnitude that reaches this many bits: less than one period in 128.</summary>
    public const double ThresholdBits = 7;

    private readonly ScoringModel _model;
    private readonly Dictionary<string, int> _analyticOf = new(StringComparer.Ordinal);

    public ElementReport(ScoringModel model)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
        foreach (var asset in model.Context.Assets)
        {
            _analyticOf["host:" + asset.Name] = AnalyticCatalogue.IndexOf(asset.Platform);
        }
    }

    /// <param name="analytic">Only this one; null = all.</param>
    /// <param name="entity">Only entities whose name is or contains this; null = all.</param>
    public IEnumerable<LearnedElement> Read(string? analytic = null, string? entity = null)
    {
        var only = analytic is null ? null : AnalyticCatalogue.Get(analytic);
        foreach (var each in AnalyticCatalogue.All.Where(a => only is null || a.Id == only.Id))
        {
            foreach (var element in each.Elements)
            {
                foreach (var feature in element.Features)
                {
                    foreach (var name in _model.Table.Entities(feature.Index).Where(n => Belongs(n, each) && (entity is null || Matches(n, entity))))
                    {
                        foreach (var learned in Learned(each, element, feature, name))
                        {
                            yield return learned;
                        }
                    }
                }
            }
        }
    }

    /// <summary>Hosts show under their platform's analytic; users may act on several and show under each that has their feature.</summary>
    internal bool Belongs(string entity, Analytic analytic) =>
        entity.StartsWith("role:", StringComparison.Ordinal) ? analytic.Platform == Events.Platform.IaaS
        : _analyticOf.TryGetValue(entity, out var index) ? AnalyticCatalogue.All[index].Id == analytic.Id
        : entity.StartsWith("host:", StringComparison.Ordinal) ? analytic.Id == AnalyticCatalogue.All[AnalyticCatalogue.IndexOf(_model.Settings.Fallback)].Id
        : OwnerAnalytic(entity) is not { } owner || owner == analytic.Id;

    /// <summary>The analytic of the host that an account is qualified by.</summary>
    private string? OwnerAnalytic(string entity)
    {
        var at = entity.LastIndexOf('@');
        return at > 0 && _analyticOf.TryGetValue("host:" + entity[(at + 1)..], out var index) ? AnalyticCatalogue.All[index].Id : null;
    }

    private static bool Matches(string entity, string asked) =>
        entity.Contains(asked, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<LearnedElement> Learned(Analytic analytic, Element element, Feature feature, string entity)
    {
        LearnedElement Row(string scope, string learned, string value, string? unit, string counts, int periods) =>
            new(analytic.Id, element.Name, element.IsMitre, feature.Id, entity, scope, learned, value, unit, counts, periods);

        var unitMicros = _model.Calendar.UnitMicros(feature);
        switch (feature.Kind)
        {
            case FeatureKind.Rarity:
                var active = _model.Index.ExplainRarity(feature.Index, entity, "", "").ActivePeriods;
                return LearnedValues(feature, entity).Select(v => Row(
                    v.Scope, FeaturePhrases.Of(feature, v.Value, v.Scope), v.Value, null,
                    $"{v.Periods.ToString(CultureInfo.InvariantCulture)} of {PeriodChoice.Name(unitMicros, active)}", v.Periods));
            case FeatureKind.Circular:
                var hours = _model.Index.ExplainCircular(feature.Index, entity, 0, 0, leaveDateOut: false);
                return hours.UsualHours is null
                    ? [Row("", "too few dates for a window", "", null, PeriodChoice.Name(FeatureCatalogue.Day, hours.Dates), hours.Dates)]
                    : [Row("", $"usual hours {hours.UsualHours} local time", hours.UsualHours, null, PeriodChoice.Name(FeatureCatalogue.Day, hours.Dates), hours.Dates)];
            default:
                return LearnedValues(feature, entity).Select(v => v.Scope).Distinct(StringComparer.Ordinal).Select(scope =>
                {
                    var evidence = _model.Index.ExplainTail(feature.Index, entity, scope, 0);
                    var threshold = Math.Min(_model.Index.TailThreshold(feature.Index, entity, scope, ThresholdBits), BaselineIndex.LargestThreshold);
                    return Row(scope, $"unusual above {FeaturePhrases.Amount(feature, threshold)}", threshold.ToString("R", CultureInfo.InvariantCulture), FeaturePhrases.UnitName(feature.Unit),
                        $"{FeaturePhrases.Spread(feature, evidence)} in {PeriodChoice.Name(unitMicros, evidence.Periods)}", evidence.Periods);
                });
        }
    }

    private IReadOnlyList<LearnedValue> LearnedValues(Feature feature, string entity) => _model.Table.LearnedValues(feature.Index, entity);
}
