using Det0131.Datasets.Coverage;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using static Det0131.Training.Coverage.CoverageText;

namespace Det0131.Training.Coverage;

/// <summary>Prints coverage for a terminal.</summary>
internal static class CoverageTable
{
    private const int ShownSpots = 20;

    /// <param name="report">What was counted.</param>
    /// <param name="top">Hosts listed.</param>
    /// <param name="to">Standard output.</param>
    public static void Write(CoverageReport report, int top, TextWriter to)
    {
        void Line(string text = "") => to.WriteLine(TerminalText.Escape(text));

        Line(Summary(report));
        foreach (var note in Notes(report))
        {
            Line("note: " + note);
        }

        Line();
        Line($"{"covered",7}  {"analytic",-15} {"element",-30} {"hosts",-26} {"users, roles, accounts",-34} worst gap");
        foreach (var e in report.Elements)
        {
            var others = string.Join("; ", e.Kinds.Where(k => k.Kind != EntityKind.Host).Select(k => $"{NameOf(k.Kind)} {Of(e, k.Kind)}"));
            var gap = e.Spots.IsEmpty ? "" : Text($"{e.Spots[0].Spot.Id} ({e.Spots[0].Entities:N0})");
            Line($"{Percent(e.Share),7}  {e.Analytic.Name,-15} {NameOf(e.Element),-30} {Of(e, EntityKind.Host),-26} {(others.Length == 0 ? "-" : others),-34} {gap}");
        }

        Line();
        Line("What is blind, for most first");
        foreach (var met in report.Spots.Take(ShownSpots))
        {
            Line(Text($"  {met.Entities,8:N0}  {met.Analytic}  {met.Spot.Id}: {met.Spot.Blind}"));
            Line($"            switch on: {met.Spot.SwitchOn}");
            Line($"            weakens: {string.Join(", ", met.Elements)}; for example {string.Join(", ", met.Examples.Take(3))}");
        }

        if (report.Spots.Length > ShownSpots)
        {
            Line(Text($"  and {report.Spots.Length - ShownSpots} more (--format json or html)"));
        }

        var hosts = report.Entities.Where(e => e.Kind == EntityKind.Host).ToList();
        Line();
        Line(Text($"Hosts, least covered first ({Math.Min(top, hosts.Count):N0} of {hosts.Count:N0}; --host NAME tells all of one)"));
        foreach (var (host, elements) in WorstFirst(hosts).Take(top))
        {
            Line(Text($"  {host.Name,-32} {AnalyticOf(host),-15} {host.Events,12:N0} events  no: {Names(elements, CoverageState.None)}; part: {Names(elements, CoverageState.Part)}"));
        }
    }

    /// <summary>Everything of one or a few entities.</summary>
    public static void WriteEntities(IReadOnlyList<CoverageEntity> entities, TextWriter to)
    {
        void Line(string text = "") => to.WriteLine(TerminalText.Escape(text));

        foreach (var entity in entities)
        {
            Line(Text($"{NameOf(entity.Kind)} {entity.Name}, {AnalyticOf(entity)}, {entity.Events:N0} events"));
            Line($"  read from: {Sources(entity)}");
            var told = new HashSet<string>(StringComparer.Ordinal);
            foreach (var element in CoverageReport.Of(entity))
            {
                Line($"  {NameOf(element.State),-4} {NameOf(element.Element),-30} {string.Join(", ", element.Spots.Select(s => s.Id))}");
            }

            foreach (var spot in CoverageReport.Of(entity).SelectMany(e => e.Spots).Where(s => told.Add(s.Id)))
            {
                Line($"  {spot.Id}: {spot.Blind}");
                Line($"    switch on: {spot.SwitchOn}");
            }

            Line();
        }
    }

    private static string AnalyticOf(CoverageEntity entity) => CoverageReport.AnalyticOf(entity).Name;

    private static string Names(IEnumerable<EntityElement> elements, CoverageState state) =>
        string.Join(", ", elements.Where(e => e.State == state).Select(e => e.Element.Name)) is { Length: > 0 } names ? names : "-";
}
