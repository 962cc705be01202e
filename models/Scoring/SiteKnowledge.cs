using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Dns;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>What the program knows without history, applied to a site. Thread-safe; the tools that it makes are not.</summary>
public static class SiteKnowledge
{
    public static IReadOnlyDictionary<string, string> ListVersions { get; } = new Dictionary<string, string>();
    public static IReadOnlyCollection<string> ShippedCommandWords { get; } = [];
    /// <summary>The tools of observers, with the character model that the site's common names have taught.</summary>
    public static ObservationTools Tools(SiteContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var characters = context.CommonNames.Count == 0 ? CharacterModel.Load() : CharacterModel.Load().Blend(context.CommonNames);
        return new ObservationTools((name, domain) => characters.NameInformationBits(name, domain), e => e == ".sql");
    }

    public static ulong Indicators(Situation s) => 0;
    public static BaselineIndexOptions IndexOptions(SiteContext context, double? halfLifeDays) => new() { HalfLifeDays = halfLifeDays, PeerGroup = new PeerGroups(context).Of };
    public static IReadOnlyList<KnowledgeIndicator> Describe(ulong indicators, Analytic analytic) => [];
}
