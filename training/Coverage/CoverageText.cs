using System.Globalization;
using Det0131.Datasets.Coverage;
using Det0131.Models.Analytics;

namespace Det0131.Training.Coverage;

/// <summary>Words that the table and the page share.</summary>
internal static class CoverageText
{
    public static string Summary(CoverageReport report)
    {
        var all = report.Entities;
        return Text($"{Count(all, EntityKind.Host):N0} hosts ({all.Count(e => e.IsNetworkOnly):N0} without a log of their own), {Count(all, EntityKind.User):N0} users, {Count(all, EntityKind.Role):N0} cloud roles and {Count(all, EntityKind.Account):N0} cloud accounts.");
    }

    /// <summary>What stands beside the tables.</summary>
    public static IEnumerable<string> Notes(CoverageReport report)
    {
        foreach (var silent in report.Silent)
        {
            yield return $"Nothing comes from {PlatformOf(silent)}: {silent.Name} has nobody to watch.";
        }

        if (report.OfNobody > 0)
        {
            yield return Text($"{report.OfNobody:N0} events are nobody's here, because none of their addresses is local: name networks with public addresses by --internal.");
        }

        if (report.LeftOut > 0)
        {
            yield return Text($"{report.LeftOut:N0} events are of entities beyond those that are kept apart; they are not in the tables.");
        }
    }

    public static string PlatformOf(Analytic analytic) => analytic.Platform switch
    {
        Models.Events.Platform.IaaS => "clouds",
        Models.Events.Platform.Linux => "Linux or hosts seen only from the network",
        var platform => platform.ToString(),
    };

    /// <summary><c>12 of 40, part of 8</c>.</summary>
    public static string Of(ElementCoverage element, EntityKind kind)
    {
        var share = element.Kinds.FirstOrDefault(k => k.Kind == kind);
        return share is null ? "-"
            : Text($"{share.Full:N0} of {share.Total:N0}{(share.Part > 0 ? Text($", part of {share.Part:N0}") : "")}");
    }

    public static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    public static string NameOf(Element element) => element.IsMitre ? element.Name : element.Name + " (shared)";

    public static string NameOf(EntityKind kind) => kind.ToString().ToLowerInvariant();

    public static string NameOf(CoverageState state) => state switch { CoverageState.Full => "yes", CoverageState.Part => "part", _ => "no" };

    public static string Sources(CoverageEntity entity) => string.Join(", ", entity.Sources.OrderByDescending(s => s.Value).Select(s => Text($"{s.Key} {s.Value:N0}")));

    /// <summary>Hosts and others, those with the least elements first; of equal ones the busier.</summary>
    public static IEnumerable<(CoverageEntity Entity, IReadOnlyList<EntityElement> Elements)> WorstFirst(IEnumerable<CoverageEntity> entities) => entities
        .Select(entity => (Entity: entity, Elements: (IReadOnlyList<EntityElement>)[.. CoverageReport.Of(entity)]))
        .OrderBy(e => e.Elements.Count == 0 ? 1 : e.Elements.Average(x => (int)x.State)).ThenByDescending(e => e.Entity.Events).ThenBy(e => e.Entity.Name, StringComparer.Ordinal);

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Count(IEnumerable<CoverageEntity> entities, EntityKind kind) => entities.Count(e => e.Kind == kind);
}
