#!/usr/bin/env dotnet
#:project Workbench/Det0131.Workbench.csproj
// # 01 Explore a lake
//
// Before a model is trained, look at what it will learn from: which sources, whether every day is there, when people and machines work,
// how much leaves and where to, and which fields the logs do not fill (a feature whose field is absent stays silent).
//
//     dotnet run notebooks/01-explore-a-lake.cs
//     dotnet run notebooks/01-explore-a-lake.cs -- --lake lake --out lake.html
using Det0131.Reports;
using Det0131.Workbench;

return Notebook.Run("01-explore-a-lake", "Shows what a lake holds: sources, days, hours, volumes, destinations, absent fields.", args, [], site =>
{
    IReadOnlyList<SqlRow> Ask(string query) => Sql.Ask(site.Lake, query, site.Cancellation);
    static double Value(SqlRow row, int at = 0) => row.Numbers[at] ?? 0;

    // ## 1. What there is
    var statistics = site.Lake.Statistics(site.Cancellation);
    if (statistics.FirstMicros is null)
    {
        throw new InvalidDataException("The lake is empty; expected events. Import logs first.");
    }

    var report = new HtmlReport("Explore a lake", Show.Text(
        $"{Show.Count(statistics.Events)} events of {statistics.Days.Count} days, {Show.Day(statistics.Days[0])} to {Show.Day(statistics.Days[^1])}, from {site.Source}."));
    report.Section("1. What there is")
        .Paragraph("One row for each source on each platform. A source that has fewer days than the others went quiet or came late: its features will have less history.")
        .Table(new ReportTable("Sources", ["source", "platform", "#events", "#days", "first", "last"],
            [.. statistics.Sources.Select(s => (IReadOnlyList<string>)[s.Source, s.Platform, Show.Count(s.Events), Show.Count(s.Days), Time(s.FirstMicros), Time(s.LastMicros)])]));

    // ## 2. Is every day there?
    var byDay = Ask("""SELECT strftime("@timestamp", '%Y-%m-%d'), coalesce("det0131.kind", 'unknown'), count(*)::DOUBLE FROM events GROUP BY 1, 2 ORDER BY 1, 2""");
    var days = byDay.Select(r => r.Texts[0]).Distinct().ToList();
    report.Section("2. Is every day there?")
        .Paragraph("A day that sags is a sensor that was off: counts of that day teach that nothing happened.")
        .Chart(new ReportChart("Events a day, by kind.", "The axis is logarithmic.", new ChartAxis("day (UTC)", Names: days), new ChartAxis("events", IsLog: true),
            [.. byDay.GroupBy(r => r.Texts[1]).Select(kind => new ChartSeries(kind.Key, SeriesKind.Line, [.. kind.Select(r => new ChartPoint(days.IndexOf(r.Texts[0]), Value(r)))]))]));

    // ## 3. When things happen
    var byHour = Ask("""
        SELECT CASE WHEN isodow("@timestamp") < 6 THEN 'Monday to Friday' ELSE 'weekend' END, hour("@timestamp")::DOUBLE,
               count(*)::DOUBLE / count(DISTINCT CAST("@timestamp" AS DATE))
        FROM events GROUP BY 1, 2 ORDER BY 1, 2
        """);
    report.Section("3. When things happen")
        .Paragraph("Hours are UTC here; the model looks at local hours of the week, per user and host.")
        .Chart(new ReportChart("Events an hour.", "Mean over the days that have events in that hour.", new ChartAxis("hour of day, UTC"), new ChartAxis("events an hour"),
            [.. byHour.GroupBy(r => r.Texts[0]).Select(part => new ChartSeries(part.Key, SeriesKind.Step, [.. part.Select(r => new ChartPoint(Value(r), Value(r, 1)))]))]));

    // ## 4. How much a transfer moves
    var sizes = Ask("""
        SELECT floor(log2("source.bytes"))::DOUBLE, count(*)::DOUBLE FROM events WHERE "source.bytes" > 0 GROUP BY 1 ORDER BY 1
        """);
    report.Section("4. How much a transfer moves")
        .Paragraph("Volumes are heavy-tailed: most flows are small and a few carry nearly everything. That is why a volume is compared with the entity's own history and not with one limit for all.");
    if (sizes.Count > 0)
    {
        report.Chart(Show.Bars("Bytes sent by the source of one record.", "Each bar doubles the one before.", "records", [.. sizes.Select(r => "from " + Show.Bytes(Math.Pow(2, Value(r))))], false,
            ("records", [.. sizes.Select(r => Value(r, 1))])));
    }

    var protocols = Ask("""
        SELECT coalesce("network.protocol", '(' || coalesce("network.transport", 'not told') || ')') || coalesce('/' || "destination.port"::VARCHAR, ''),
               count(*)::DOUBLE, sum("source.bytes")::DOUBLE, count(DISTINCT "host.name")::DOUBLE
        FROM events WHERE "det0131.kind" = 'network_flow' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20
        """);
    report.Table(new ReportTable("The 20 most frequent protocols of network flows", ["protocol and port", "#flows", "#bytes sent", "#hosts"],
        [.. protocols.Select(r => (IReadOnlyList<string>)[r.Texts[0], Show.Count(Value(r)), Show.Bytes(r.Numbers[1]), Show.Count(Value(r, 2))])]));

    // ## 5. Who sends, and where to
    var hosts = Ask("""
        SELECT coalesce("host.name", "source.ip"), count(*)::DOUBLE, sum("source.bytes")::DOUBLE,
               count(DISTINCT coalesce("destination.registered_domain", "destination.ip"))::DOUBLE, count(DISTINCT "user.name")::DOUBLE
        FROM events WHERE coalesce("host.name", "source.ip") IS NOT NULL GROUP BY 1 ORDER BY 3 DESC NULLS LAST, 1 LIMIT 25
        """);
    report.Section("5. Who sends, and where to")
        .Chart(Show.Bars("Bytes sent, the 25 largest.", "By host, else by source address.", "MB sent", [.. hosts.Select(r => r.Texts[0])], true, ("MB", [.. hosts.Select(r => Value(r, 1) / 1e6)])))
        .Table(new ReportTable("The same hosts", ["host", "#events", "#bytes sent", "#destinations", "#users"],
            [.. hosts.Select(r => (IReadOnlyList<string>)[r.Texts[0], Show.Count(Value(r)), Show.Bytes(r.Numbers[1]), Show.Count(Value(r, 2)), Show.Count(Value(r, 3))])]));
    var destinations = Ask("""
        SELECT coalesce("destination.registered_domain", "destination.ip"), max("destination.geo.country_iso_code"), sum("source.bytes")::DOUBLE,
               count(DISTINCT coalesce("host.name", "source.ip"))::DOUBLE
        FROM events WHERE "destination.ip" IS NOT NULL OR "destination.registered_domain" IS NOT NULL GROUP BY 1 ORDER BY 3 DESC NULLS LAST, 1 LIMIT 25
        """);
    report.Table(new ReportTable("The 25 destinations that were sent most", ["destination", "country", "#bytes sent", "#hosts"],
        [.. destinations.Select(r => (IReadOnlyList<string>)[r.Texts[0], r.Texts[1], Show.Bytes(r.Numbers[0]), Show.Count(Value(r, 1))])]));

    // ## 6. What the logs do not tell
    string[] fields = ["host.name", "user.name", "process.name", "process.parent.name", "process.command_line", "network.protocol", "destination.ip", "destination.registered_domain",
        "destination.geo.country_iso_code", "source.bytes", "file.extension", "dns.question.name", "event.action", "user_agent.original"];
    var filled = Ask($"""SELECT coalesce("event.dataset", 'unknown'), {string.Join(", ", fields.Select(f => $"count(\"{f}\")::DOUBLE / count(*)"))} FROM events GROUP BY 1 ORDER BY 1""");
    report.Section("6. What the logs do not tell")
        .Paragraph("Share of a source's events in which the field is filled. What is absent is never read as zero: the feature says \"not observed\" and adds nothing.")
        .Table(new ReportTable("Filled fields", ["source", .. fields.Select(f => "#" + f)],
            [.. filled.Select(r => (IReadOnlyList<string>)[r.Texts[0], .. r.Numbers.Select(n => n is 0 or null ? "-" : Show.Percent(n.Value))])]));
    return report;
});

static string Time(long micros) => Det0131.Models.Jobs.TimeText.Format(micros);
