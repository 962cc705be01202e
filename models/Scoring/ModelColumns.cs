using System.Collections.Concurrent;
using Det0131.Models.Analytics;

namespace Det0131.Models.Scoring;

/// <summary>
/// The inputs of an analytic's model, in order: its features' surprisals, whether the destination is local, and the knowledge points of
/// each element. Thread-safe.
/// </summary>
public static class ModelColumns
{
    /// <summary>1 when every event of the group goes to a local destination, else 0.</summary>
    public const string LocalDestination = "local_destination";

    /// <summary>Prefix of the knowledge columns: <c>knowledge.TimeWindow</c> holds points, 0 to <see cref="MaximumPoints"/>.</summary>
    public const string KnowledgePrefix = "knowledge.";

    /// <summary>Points beyond this many add nothing: indicators of one act repeat each other.</summary>
    public const int MaximumPoints = Knowledge.IndicatorList.MostPoints;

    private static readonly ConcurrentDictionary<string, string[]> Cache = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Names(Analytic analytic)
    {
        ArgumentNullException.ThrowIfNull(analytic);
        return Cache.GetOrAdd(analytic.Id, _ =>
        [
            .. analytic.Features.Select(f => f.Id),
            LocalDestination,
            .. analytic.Elements.Select(e => KnowledgePrefix + e.Name),
        ]);
    }

    /// <summary>Writes a group's inputs.</summary>
    /// <param name="group">The group.</param>
    /// <param name="row">As many numbers as <see cref="Names"/> has for the group's analytic.</param>
    public static void Fill(EventGroup group, Span<float> row)
    {
        ArgumentNullException.ThrowIfNull(group);
        Fill(group.Analytic, group.Standing, group.Surprisals, row);
    }

    /// <summary>The same for a group as it was, or with surprisals that are kept elsewhere.</summary>
    internal static void Fill(int analyticIndex, in GroupStanding standing, ReadOnlySpan<float> surprisals, Span<float> row)
    {
        var features = surprisals.Length;
        surprisals.CopyTo(row);
        row[features] = standing.IsLocal ? 1 : 0;
        var analytic = AnalyticCatalogue.All[analyticIndex];
        var left = MaximumPoints;
        for (var i = 0; i < analytic.Elements.Length; i++)
        {
            var points = standing.Indicators == 0 ? 0 : Math.Min(left, SiteKnowledge.Points(standing.Indicators, analytic.Id, analytic.Elements[i].Name));
            row[features + 1 + i] = points;
            left -= points;
        }
    }
}
