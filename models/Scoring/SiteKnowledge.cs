using System.Globalization;
using System.Runtime.CompilerServices;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Dns;
using Det0131.Models.Features;
using Det0131.Models.Knowledge;
using Det0131.Models.Knowledge.CommandLines;
using Det0131.Models.Priors;

namespace Det0131.Models.Scoring;

/// <summary>What the program knows without history, applied to a site. Thread-safe; the tools that it makes are not.</summary>
public static class SiteKnowledge
{
    private static readonly Lazy<BaselinePrior[]> Priors = new(() => [.. ShippedPriors.Load().All.Select(p => new BaselinePrior(p.FeatureId, p.Scope, p.Value, p.Weight))]);

    // Blending takes milliseconds and every pass of a training run asks for it.
    private static readonly ConditionalWeakTable<SiteContext, CharacterModel> Characters = [];

    /// <summary>Versions of the shipped lists, for the context file.</summary>
    public static IReadOnlyDictionary<string, string> ListVersions { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["character-model"] = CharacterModel.FormatVersion.ToString(CultureInfo.InvariantCulture),
        ["indicators"] = IndicatorList.Shipped.Version.ToString(CultureInfo.InvariantCulture),
        ["priors"] = ShippedPriors.Load().All.Count.ToString(CultureInfo.InvariantCulture) + " rows",
    };

    /// <summary>Command-line words that may be stored even when only one entity uses them.</summary>
    public static IReadOnlyCollection<string> ShippedCommandWords => CommandVocabulary.Shipped;

    /// <summary>The tools of observers, with the character model that the site's common names have taught.</summary>
    /// <param name="context">The site.</param>
    /// <param name="learning">While counting every command-line word is let through; afterwards only those that the context names.</param>
    public static ObservationTools Tools(SiteContext context, bool learning = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        var characters = Characters.GetValue(context, static c => c.CommonNames.Count == 0 ? CharacterModel.Load() : CharacterModel.Load().Blend(c.CommonNames));
        return new ObservationTools(
            (name, domain) => characters.NameInformationBits(name, domain),
            KnowledgeEvaluator.Shipped.IsSensitiveExtension,
            learning ? null : context.CommandWords.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The indicators that hold for an event, a bit each.</summary>
    public static ulong Indicators(Situation s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return KnowledgeEvaluator.Shipped.Evaluate(s.Event, new OutwardFacts(s.IsScored, s.IsLocal, s.ServicePort, s.Platform));
    }

    /// <summary>Points of an element, before the cap over all elements.</summary>
    public static int Points(ulong indicators, string analytic, string element) => IndicatorList.Shipped.Points(indicators, analytic, element);

    /// <summary>The indicators of a set that count in an analytic, in words.</summary>
    public static IReadOnlyList<KnowledgeIndicator> Describe(ulong indicators, Analytic analytic)
    {
        ArgumentNullException.ThrowIfNull(analytic);
        return
        [
            .. IndicatorList.Shipped.All
                .Where(i => (indicators & i.Mask) != 0 && i.ElementByAnalytic.ContainsKey(analytic.Id))
                .Select(i => new KnowledgeIndicator(i.Id, i.ElementByAnalytic[analytic.Id], i.Text, i.Source) { Points = i.Points }),
        ];
    }

    /// <summary>How baselines are weighed on this site.</summary>
    public static BaselineIndexOptions IndexOptions(SiteContext context, double? halfLifeDays) => new()
    {
        HalfLifeDays = halfLifeDays,
        PeerGroup = new PeerGroups(context).Of,
        Priors = Priors.Value,
    };
}
