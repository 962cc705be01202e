using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>
/// Explains a group's score: for every column of the model that gave bits, what was observed, what is typical, the counts behind it, and
/// what would have been normal. The numbers are looked up in the very baselines that scored. Not thread-safe while periods are left out.
/// </summary>
public sealed class Explainer
{
    // As the tail of others itself begins, see TailCounts.
    private const int FewestPeriods = 3;

    private readonly ScoringModel _model;
    private readonly BaselineIndex _index;
    private readonly OwnPeriodOut? _ownPeriod;
    private readonly string?[] _kinds = new string?[FeatureCatalogue.All.Count];

    /// <param name="model">The model that scored.</param>
    /// <param name="index">The look-ups that it scored with.</param>
    /// <param name="leaveOwnPeriodOut">Whether it scored with each observation's own period left out.</param>
    public Explainer(ScoringModel model, BaselineIndex index, bool leaveOwnPeriodOut)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _index = index ?? throw new ArgumentNullException(nameof(index));
        _ownPeriod = leaveOwnPeriodOut ? new OwnPeriodOut(index, model.Calendar) : null;
    }

    /// <summary>Every column that gave bits, in column order, with the counts behind it.</summary>
    public IReadOnlyList<AlertContribution> Explain(GroupScore scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        try
        {
            return Contributions(scored, withEvidence: true);
        }
        finally
        {
            _ownPeriod?.Stop();
        }
    }

    /// <summary>The same without looking counts up: for groups that nobody reads one by one.</summary>
    public IReadOnlyList<AlertContribution> Outline(GroupScore scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        return Contributions(scored, withEvidence: false);
    }

    /// <summary>The knowledge indicators that hold for a group.</summary>
    public static IReadOnlyList<KnowledgeIndicator> Indicators(EventGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return SiteKnowledge.Describe(group.Indicators, AnalyticCatalogue.All[group.Analytic]);
    }

    private List<AlertContribution> Contributions(GroupScore scored, bool withEvidence)
    {
        var analytic = AnalyticCatalogue.All[scored.Group.Analytic];
        var names = ModelColumns.Names(analytic);
        var list = new List<AlertContribution>();
        for (var column = 0; column < names.Count; column++)
        {
            if (scored.Contributions[column] == 0)
            {
                continue;
            }

            list.Add(column < analytic.Features.Length
                ? Feature(scored, analytic, column, withEvidence)
                : Step(scored, analytic, names[column], scored.Contributions[column]));
        }

        return list;
    }

    private static AlertContribution Step(GroupScore scored, Analytic analytic, string name, double bits)
    {
        if (name == ModelColumns.LocalDestination)
        {
            return new AlertContribution
            {
                FeatureId = name, ElementName = "Destination", Bits = bits, Observed = $"{scored.Group.Destination} is local",
                Sentence = "Data that stays inside the local networks counts less.",
            };
        }

        var element = name[ModelColumns.KnowledgePrefix.Length..];
        var told = SiteKnowledge.Describe(scored.Group.Indicators, analytic).Where(i => i.ElementName == element).Select(i => i.Text);
        return new AlertContribution
        {
            FeatureId = name, ElementName = element, Bits = bits, Observed = string.Join("; ", told),
            Sentence = "Known signs of a transfer out, independent of history.",
        };
    }

    private AlertContribution Feature(GroupScore scored, Analytic analytic, int slot, bool withEvidence)
    {
        var feature = analytic.Features[slot];
        var peak = scored.Group.Peaks[slot];
        var contribution = new AlertContribution
        {
            FeatureId = feature.Id,
            ElementName = analytic.ElementOf(feature).Name,
            Bits = scored.Contributions[slot],
            SurprisalBits = scored.Group.Surprisals[slot],
            Observed = Observed(feature, peak),
            Sentence = "",
            Value = Value(feature, peak),
            Place = new BaselinePlace(peak.Entity, peak.Scope, peak.LocalHour, peak.LocalDate, peak.TimeMicros),
        };
        if (!withEvidence)
        {
            return contribution;
        }

        _ownPeriod?.MoveTo(peak.TimeMicros);
        return feature.Kind switch
        {
            FeatureKind.Rarity => WithRarity(contribution, feature, peak),
            FeatureKind.Circular => WithHours(contribution, feature, peak),
            _ => WithTail(contribution, feature, peak),
        };
    }

    private static string Observed(Feature feature, PeakObservation peak) => feature.Kind switch
    {
        FeatureKind.Rarity => FeaturePhrases.Of(feature, peak.Value, peak.Scope),
        FeatureKind.Circular => FeaturePhrases.Of(feature, Moment(peak), peak.Scope),
        _ => FeaturePhrases.Of(feature, FeaturePhrases.Quantity(DisplayUnit(feature), peak.Magnitude), peak.Scope),
    };

    private static FeatureValue Value(Feature feature, PeakObservation peak) => feature.Kind switch
    {
        FeatureKind.Rarity => FeatureValue.OfText(peak.Value),
        FeatureKind.Circular => FeatureValue.OfNumber(peak.LocalHour, "hour_of_day"),
        _ => FeatureValue.OfNumber(peak.Magnitude, FeaturePhrases.UnitName(DisplayUnit(feature))),
    };

    // The seasonal feature compares residual scales and shows the bytes.
    private static MagnitudeUnit DisplayUnit(Feature feature) => feature.Measure == Measure.SeasonalExcess ? MagnitudeUnit.Bytes : feature.Unit;

    private AlertContribution WithRarity(AlertContribution contribution, Feature feature, PeakObservation peak)
    {
        var evidence = _index.ExplainRarity(feature.Index, peak.Entity, peak.Scope, peak.Value);
        var unit = _model.Calendar.UnitMicros(feature);
        var usual = evidence.Typical.Where(t => t.Value != peak.Value).Select(t => ReadableValue.Of(feature, t.Value)).ToList();
        var whose = evidence.TypicalFrom switch
        {
            TypicalSource.Entity => "here",
            TypicalSource.PeerGroup => "among peers",
            _ => "elsewhere on the site",
        };
        return contribution with
        {
            Sentence = $"{FeaturePhrases.Of(feature, peak.Value, peak.Scope)}: {Seen(evidence.PeriodsSeen, evidence.ActivePeriods, unit)} on this {Kind(peak.Entity)}{Others(evidence, feature)}{(evidence.FromPrior ? ", common in general" : "")}",
            Typical = usual.Count == 0 ? null : $"{string.Join(", ", usual)} ({whose})",
            WouldHaveBeenNormal = usual.Count == 0 ? null : Listed(usual, "or"),
            MaturityPeriods = evidence.ActivePeriods,
        };
    }

    private AlertContribution WithHours(AlertContribution contribution, Feature feature, PeakObservation peak)
    {
        var evidence = _index.ExplainCircular(feature.Index, peak.Entity, peak.LocalHour, peak.LocalDate, _ownPeriod is not null);
        var days = PeriodChoice.Name(FeatureCatalogue.Day, evidence.Dates);
        return contribution with
        {
            Sentence = $"{contribution.Observed}: this hour of the week on {evidence.DatesInSlot} of {days} of this {Kind(peak.Entity)}",
            Typical = evidence.UsualHours is null ? null : $"{evidence.UsualHours} h",
            WouldHaveBeenNormal = evidence.UsualHours is null ? null : $"activity between {evidence.UsualHours} h",
            MaturityPeriods = evidence.Dates,
        };
    }

    private AlertContribution WithTail(AlertContribution contribution, Feature feature, PeakObservation peak)
    {
        var magnitude = feature.Measure == Measure.SeasonalExcess
            ? _model.Seasons.Excess(peak.Entity, FeatureCalendar.Number(peak.TimeMicros, FeatureCatalogue.Hour), peak.Magnitude) ?? 0
            : peak.Magnitude;
        var evidence = _index.ExplainTail(feature.Index, peak.Entity, peak.Scope, magnitude);
        var unit = _model.Calendar.UnitMicros(feature);
        var count = evidence.IsUnusuallySmall ? evidence.PeriodsAtOrBelow : evidence.PeriodsAtOrAbove;
        var reach = evidence.IsUnusuallySmall ? "this little" : "this much";
        string Of(double value) => FeaturePhrases.Amount(feature, value);
        var scale = feature.Measure == Measure.SeasonalExcess ? $" ({magnitude.ToString("0.#", CultureInfo.InvariantCulture)} residual scales above the expected hour)" : "";
        return contribution with
        {
            Sentence = $"{contribution.Observed}{scale}: {(evidence.Periods == 0 ? "" : reach + " in ")}{Seen(count, evidence.Periods, unit)} on this {Kind(peak.Entity)}, {OthersShare(evidence, feature, peak)}",
            Typical = evidence.Periods == 0 ? null : FeaturePhrases.Spread(feature, evidence),
            WouldHaveBeenNormal = evidence.Periods == 0 ? null : evidence.IsUnusuallySmall ? $"about {Of(evidence.Median)}" : $"up to {Of(evidence.NinetyFivePercent)}",
            MaturityPeriods = evidence.Periods,
        };
    }

    private static string Seen(int count, int of, long unitMicros) =>
        of == 0 ? "no history" : $"{count.ToString(CultureInfo.InvariantCulture)} of {PeriodChoice.Name(unitMicros, of)}";

    private string Others(RarityEvidence evidence, Feature feature)
    {
        var text = evidence.Peers > 0 ? $", {evidence.PeersWith} of {evidence.Peers} peer{(evidence.Peers == 1 ? "" : "s")}" : "";
        return evidence.Organisation > 0 ? $"{text}, {evidence.OrganisationWith} of {evidence.Organisation} other {KindsOf(feature)}" : text;
    }

    /// <summary>Who has the feature: <c>hosts</c>, or <c>hosts and users</c> where both do, because the counts are of both.</summary>
    private string KindsOf(Feature feature) =>
        _kinds[feature.Index] ??= Listed(
            [.. _model.Table.Entities(feature.Index).Select(Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(kind => kind + "s")], "and");

    private string OthersShare(TailEvidence evidence, Feature feature, PeakObservation peak)
    {
        // Others judge by the scope once three of their periods are in it, else by all scopes; so does what is said of them.
        var (inScope, inAll, elsewhere) = _index.OthersPeriods(feature.Index, peak.Entity, peak.Scope);
        if (inAll == 0 && elsewhere >= FewestPeriods && evidence is { Periods: < FewestPeriods, IsUnusuallySmall: false })
        {
            return Share(evidence.PeerProbability, elsewhere, "its own periods elsewhere");
        }

        var isOfScope = inScope >= FewestPeriods || inAll == inScope;
        return Share(evidence.PeerProbability, isOfScope ? inScope : inAll) + (isOfScope || inAll == 0 ? "" : " of any kind");
    }

    /// <summary>
    /// How often others do it, as far as their periods can show: beyond the largest of n the score goes on along a fitted tail, which is no
    /// count, so the sentence stops at "rarer than 1 in n".
    /// </summary>
    /// <param name="probability">Above 0, at most 1.</param>
    /// <param name="periods">So many periods; 0: there is nobody to compare with.</param>
    /// <param name="whose">Whose periods they are, in words.</param>
    public static string Share(double probability, int periods, string whose = "others' periods") => periods == 0 ? "nobody else to compare with"
        : probability * periods < 1 && periods > 1 ? string.Create(CultureInfo.InvariantCulture, $"rarer than 1 in {periods:#,0} of {whose}")
        : probability >= 0.01 ? string.Create(CultureInfo.InvariantCulture, $"{probability:0 %} of {whose}")
        : string.Create(CultureInfo.InvariantCulture, $"1 in {1 / probability:#,0} of {whose}");

    private static string Listed(List<string> values, string last) =>
        values.Count < 2 ? string.Concat(values) : $"{string.Join(", ", values.Take(values.Count - 1))} {last} {values[^1]}";

    private static string Kind(string entity) => entity[..entity.IndexOf(':', StringComparison.Ordinal)];

    private static string Moment(PeakObservation peak) =>
        string.Create(CultureInfo.InvariantCulture, $"at {peak.LocalHour:00}:00-{(peak.LocalHour + 1) % 24:00}:00 on {new DateOnly(1970, 1, 1).AddDays(peak.LocalDate):dddd}");
}
