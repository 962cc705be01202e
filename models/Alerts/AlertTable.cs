using System.Globalization;

namespace Det0131.Models.Alerts;

/// <summary>How alerts are printed.</summary>
public sealed record AlertTableOptions
{
    public const int LeastColumns = 80;
    public const int MostColumns = 160;

    /// <summary>Width of the terminal. Values outside 80 to 160 are taken as the nearer end. The default is 100.</summary>
    public int Columns { get; init; } = 100;

    /// <summary>Writes ANSI colours. The default is false: plain text.</summary>
    public bool UseAnsi { get; init; }

    /// <summary>Most events printed of one alert; 0 or more. The default is 6.</summary>
    public int MaxEvents { get; init; } = 6;
}

/// <summary>
/// Prints alerts for people: what happened, why it is unusual, what to do. Text from logs is escaped. Not thread-safe.
/// </summary>
public sealed class AlertTable
{
    private const int LabelColumns = 10;
    private const int BarColumns = 12;

    private readonly AlertLines lines;
    private readonly AlertTableOptions options;

    public AlertTable(TextWriter output, AlertTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        this.options = options ?? new AlertTableOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.MaxEvents, nameof(options));
        lines = new AlertLines(
            output, Math.Clamp(this.options.Columns, AlertTableOptions.LeastColumns, AlertTableOptions.MostColumns), this.options.UseAnsi);
    }

    /// <summary>One line an alert: severity, return period, score, headline.</summary>
    public void WriteList(IEnumerable<Alert> alerts)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        foreach (Alert alert in alerts)
        {
            string figures = $"{ShortSeverity(alert.Severity),-6} {PlainQuantity.Bits(alert.ScoreBits),5} bits  {alert.ReturnPeriod,-28}  ";
            lines.WriteCut(AlertLines.OfSeverity(alert.Severity), figures, alert.Headline);
        }
    }

    /// <summary>Everything about one alert, ended by an empty line.</summary>
    public void Write(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        WriteHead(alert);
        WriteContributions(alert);
        WriteIndicators(alert);
        WriteEvents(alert);
        WriteCampaign(alert);
        WriteNextChecks(alert);
        lines.WriteEmpty();
    }

    private void WriteHead(Alert alert)
    {
        AnsiStyle style = AlertLines.OfSeverity(alert.Severity);
        lines.WriteRule();
        lines.WriteWrapped(style, "", 0, $"{alert.Severity.ToString().ToUpperInvariant()}  {alert.Headline}");
        lines.WriteWrapped(
            AnsiStyle.Bold, "", 0, $"{PlainQuantity.Bits(alert.ScoreBits)} bits, {alert.ReturnPeriod} at this site; confidence {alert.Confidence} of 100");
        foreach (string mark in Marks(alert))
        {
            lines.WriteWrapped(AnsiStyle.Plain, "! ", 2, mark);
        }

        string techniques = string.Join(", ", alert.TechniqueIds.Select(id => AttackNames.Name(id) is { } name ? $"{id} {name}" : id));
        lines.WriteWrapped(AnsiStyle.Dim, "", 0, $"{alert.AnalyticId} {alert.AnalyticName} · {techniques}");
        lines.WriteWrapped(AnsiStyle.Dim, "", 0, TimeSpanWords(alert));
        lines.WriteWrapped(
            AnsiStyle.Dim, "", 0, $"id {alert.Id} · model {alert.ModelVersion} · {Count(alert.MaturityPeriods, "period")} of history");
    }

    private void WriteContributions(Alert alert)
    {
        if (alert.Contributions.Count == 0)
        {
            return;
        }

        lines.WriteHeading("Why (bits; they add up to the score)");
        long[] tenths = PrintedTenths.Of(alert.Contributions);
        double largest = alert.Contributions.Max(contribution => Math.Abs(contribution.Bits));
        foreach (int i in Enumerable.Range(0, tenths.Length).OrderByDescending(i => alert.Contributions[i].Bits))
        {
            AlertContribution contribution = alert.Contributions[i];
            string figure = (tenths[i] / 10m).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(6);
            lines.WriteWrapped(
                AnsiStyle.Bold, $"{figure} {Bar(contribution.Bits, largest)} ", 0, $"{contribution.Observed}  [{contribution.FeatureId}, {contribution.ElementName}]");
            WriteLabelled("because", contribution.Sentence);
            WriteLabelled("typical", contribution.Typical);
            WriteLabelled("normal is", contribution.WouldHaveBeenNormal);
        }
    }

    private void WriteIndicators(Alert alert)
    {
        if (alert.Indicators.Count > 0)
        {
            lines.WriteHeading("Known signs (need no history)");
            foreach (KnowledgeIndicator indicator in alert.Indicators)
            {
                lines.WriteWrapped(AnsiStyle.Plain, "  - ", 4, $"{indicator.Text} ({indicator.Source})");
            }
        }
    }

    private void WriteEvents(Alert alert)
    {
        int shown = Math.Min(options.MaxEvents, alert.Events.Count);
        if (shown == 0)
        {
            return;
        }

        long all = Math.Max(alert.EventCount, alert.Events.Count);
        string part = shown == 1 ? "first" : $"first {shown - 1} and largest";
        lines.WriteHeading(shown < all ? string.Create(CultureInfo.InvariantCulture, $"Events ({part} of {all:#,0})") : "Events");
        foreach (AlertEvent happened in FirstAndLargest(alert.Events, shown))
        {
            string time = AlertTime.Local(happened.TimeMicros, alert.TimeZoneId).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            lines.WriteWrapped(AnsiStyle.Plain, $"  {time}  ", 12, happened.Summary);
            lines.WriteWrapped(AnsiStyle.Dim, new string(' ', 12), 12, Where(happened));
        }
    }

    private void WriteCampaign(Alert alert)
    {
        if (alert.CampaignMembers.Count > 0)
        {
            lines.WriteHeading($"The same on one day: {Count(alert.CampaignMembers.Count, "entity", "entities")}");
            lines.WriteWrapped(AnsiStyle.Plain, "  ", 2, string.Join(", ", alert.CampaignMembers));
        }
    }

    private void WriteNextChecks(Alert alert)
    {
        if (alert.NextChecks.Count > 0)
        {
            lines.WriteHeading("Next checks");
            foreach (NextCheck check in alert.NextChecks)
            {
                lines.WriteWrapped(AnsiStyle.Plain, $"  {check.Kind,-8}  ", 12, check.Text);
            }
        }
    }

    private void WriteLabelled(string label, string? text)
    {
        if (text is not null)
        {
            int indent = 7 + LabelColumns;
            lines.WriteWrapped(AnsiStyle.Plain, new string(' ', 7) + label.PadRight(LabelColumns), indent, text);
        }
    }

    private static IEnumerable<string> Marks(Alert alert)
    {
        if (alert.Flags.HasFlag(AlertFlags.OverBudget))
        {
            yield return "Over the day's alert budget: rarer alerts came first.";
        }

        if (alert.Flags.HasFlag(AlertFlags.Campaign))
        {
            yield return "Many entities did the same on one day: a roll-out or a worm. Look at one, decide for all.";
        }

        if (alert.Flags.HasFlag(AlertFlags.ManyCauses))
        {
            yield return "Many different things of this entity were unusual on one day: a rebuilt machine, a new task, or an intruder. Judge them together.";
        }

        if (alert.Flags.HasFlag(AlertFlags.OptimisticRates))
        {
            yield return "Little history: such alerts will come more often than the return period says.";
        }

        if (alert.Flags.HasFlag(AlertFlags.ColdStart))
        {
            yield return "New entity: its peers' behaviour stands in for its own.";
        }
    }

    private static string TimeSpanWords(Alert alert)
    {
        DateTimeOffset first = AlertTime.Local(alert.FirstMicros, alert.TimeZoneId);
        DateTimeOffset last = AlertTime.Local(alert.LastMicros, alert.TimeZoneId);
        string until = last.ToString(first.Date == last.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string from = first.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string zone = AlertTime.ZoneName(alert.TimeZoneId);
        return zone == "UTC" ? $"{from} to {until} UTC" : $"{from} to {until} {zone} (from {AlertTime.Iso(alert.FirstMicros)})";
    }

    private static IEnumerable<AlertEvent> FirstAndLargest(IReadOnlyList<AlertEvent> events, int shown)
    {
        AlertEvent largest = events.MaxBy(static e => e.BytesOut ?? 0)!;
        return shown == 1 || events.Take(shown).Contains(largest) ? events.Take(shown) : events.Take(shown - 1).Append(largest);
    }

    private static string Where(AlertEvent happened)
    {
        string id = happened.RecordId is { } recordId ? $"record {recordId}, " : "";
        string line = happened.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $":{happened.Line}") : "";
        return $"{id}{happened.Source}{(happened.File is { } file ? $", {file}{line}" : "")}";
    }

    private static string Bar(double bits, double largest)
    {
        int length = largest > 0 ? (int)Math.Ceiling(Math.Abs(bits) / largest * BarColumns) : 0;
        return new string(bits < 0 ? '-' : '#', length).PadRight(BarColumns);
    }

    private static string ShortSeverity(AlertSeverity severity) =>
        severity == AlertSeverity.Informational ? "INFO" : severity == AlertSeverity.Critical ? "CRIT" : severity.ToString().ToUpperInvariant();

    private static string Count(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many ?? one + "s")}");
}
