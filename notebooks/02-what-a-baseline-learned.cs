#!/usr/bin/env dotnet
#:project Workbench/Det0131.Workbench.csproj
// # 02 What a baseline learned
//
// A baseline is counts and nothing else: in how many periods one host or user was seen with a value. This notebook reads one host and one
// user out of a model as an analyst would: hours, volumes, destinations, and for each of MITRE's elements what was learned and from how much.
//
//     dotnet run notebooks/02-what-a-baseline-learned.cs
//     dotnet run notebooks/02-what-a-baseline-learned.cs -- --store models/store --host pc7 --user alice
using Det0131.Models.Alerts;
using Det0131.Models.Pictures;
using Det0131.Reports;
using Det0131.Workbench;

return Notebook.Run("02-what-a-baseline-learned", "Shows what a model learned of one host and one user.", args,
    [new("--host", "A host, or how its name begins; without it the one of which most features know something."), new("--user", "A user, likewise.")], site =>
{
    // ## 1. Who is looked at
    var (version, model) = site.Model;
    var book = new PictureBook(model);
    EntityPicture[] shown = [Pick(book, "host", site.Choice("--host")), Pick(book, "user", site.Choice("--user"))];
    var report = new HtmlReport("What a baseline learned", Show.Text($"Model {version} on {shown[0].Entity} and {shown[1].Entity}, from {site.Source}."));
    report.Section("1. Who is looked at").Table(new ReportTable("Two of all that the model knows", ["entity", "peer group", "why", "#peers", "#active", "first seen", "last seen", "features with history"],
        [.. shown.Select(e => (IReadOnlyList<string>)[e.Entity, e.Group.Name ?? "-", e.Group.Text, Show.Count(e.Group.Members), $"{e.ActivePeriods} {e.PeriodNoun}s",
            e.FirstSeen is { } first ? Show.Day(first) : "-", e.LastSeen is { } last ? Show.Day(last) : "-", Show.Count(Features(e).Count())])]));

    // ## 2 to 7. Three steps for each
    var number = 1;
    foreach (var entity in shown)
    {
        // ### When it is active
        report.Section($"{++number}. {entity.Entity}: when it is active");
        if (entity.Hours is { } hours)
        {
            report.Paragraph($"Usual hours: {hours.UsualHours ?? "too few dates to say"} (local time), from {hours.TotalDates} dates; beside it {hours.Peers} peers{(hours.PeerGroup is { } group ? " of the group " + group : "")}.")
                .Chart(new ReportChart("Hours of the week.", "Share of that weekday's dates on which it was seen in the hour; peers as a share of all their dates.", new ChartAxis("hour of the week, 0 is Monday 00:00"), new ChartAxis("share of dates"),
                [
                    new ChartSeries(entity.Name, SeriesKind.Step, [.. hours.Dates.Select((d, slot) => new ChartPoint(slot, hours.DatesByWeekday[slot / 24] == 0 ? 0 : (double)d / hours.DatesByWeekday[slot / 24]))]),
                    new ChartSeries("peers", SeriesKind.Step, [.. hours.PeerDates.Select((d, slot) => new ChartPoint(slot, hours.PeerTotalDates == 0 ? 0 : 7.0 * d / hours.PeerTotalDates))]),
                ]));
        }
        else
        {
            report.Paragraph("No source tells when.");
        }

        // ### How much it sends, and where to
        report.Section($"{++number}. {entity.Entity}: how much it sends, and where to");
        if (Volume(book, entity) is { } volume)
        {
            report.Paragraph($"{volume.Meaning}, per {volume.PeriodNoun}: median {Show.Bytes(volume.Median)}, 95 % up to {Show.Bytes(volume.NinetyFivePercent)}, largest {Show.Bytes(volume.Largest)}. "
                + $"From {Show.Bytes(volume.SurprisingFrom)} on it would be a surprise of {VolumePicture.SurprisingBits:0} bits.")
                .Chart(Show.Bars($"{volume.FeatureId}: periods by magnitude.", $"{volume.Periods} periods of its own, {volume.OtherPeriods} of {volume.OtherEntities} others.", "share of periods", [.. volume.Bars.Select(b => "from " + Show.Bytes(b.From))], false,
                    (entity.Name, [.. volume.Bars.Select(b => Share(b.Periods, volume.Periods))]), ("others", [.. volume.Bars.Select(b => Share(b.OtherPeriods, volume.OtherPeriods))])));
        }

        report.Table(new ReportTable(entity.MoreEgress > 0 ? $"Destinations by week; {entity.MoreEgress} more" : "Destinations by week", ["destination", "#weeks", "last week from", "#bytes in it", "#median week", "#largest week"],
            [.. entity.Egress.Select(d => (IReadOnlyList<string>)[d.Destination, Show.Count(d.Weeks), Show.Day(d.LastWeek), Show.Bytes(d.LastBytes), Show.Bytes(d.MedianBytes), Show.Bytes(d.LargestBytes)])]));
        if (entity.Countries is { Countries.Count: > 0 } countries)
        {
            report.Table(new ReportTable($"Countries, of {countries.ScopePeriods} {countries.PeriodNoun}s", ["country", $"#{countries.PeriodNoun}s", $"#others with it, of {countries.Others}"],
                [.. countries.Countries.Take(20).Select(c => (IReadOnlyList<string>)[c.Value, Show.Count(c.Periods), Show.Count(c.OthersWith)])]));
        }

        // ### What was learned for each element
        report.Section($"{++number}. {entity.Entity}: what was learned for each element")
            .Paragraph("An element without features with history stays silent for this entity: no source tells it.");
        foreach (var element in entity.Elements)
        {
            var rows = element.Features.SelectMany(f => f.Habits.Select(h => (IReadOnlyList<string>)[f.FeatureId, h.Scope.Length == 0 ? "-" : h.Scope, h.Value, $"{h.Periods} of {f.ActivePeriods} {f.PeriodNoun}s"])).ToList();
            if (rows.Count > 0)
            {
                report.Table(new ReportTable($"{element.AnalyticId} {element.Name}{(element.IsMitre ? "" : " (shared)")}: {element.Description}", ["feature", "within", "learned", "#seen in"], rows));
            }
        }

        report.List(entity.Elements.Where(e => e.Features.Count == 0).Select(e => $"{e.AnalyticId} {e.Name}: nothing learned"));
    }

    return report;
});

static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

static IEnumerable<EntityFeature> Features(EntityPicture entity) => entity.Elements.SelectMany(e => e.Features);

static EntityPicture Pick(PictureBook book, string kind, string? asked)
{
    var found = book.Search(asked ?? "", kind, PictureBook.MostEntities).Entities;
    if (found.Count == 0)
    {
        throw new InvalidDataException($"The model knows no {kind} whose name begins with '{asked}'; expected one that it learned from.");
    }

    return asked is not null
        ? book.ForEntity((found.FirstOrDefault(e => e.Name.Equals(asked, StringComparison.OrdinalIgnoreCase)) ?? found[0]).Entity)
        : found.Select(e => book.ForEntity(e.Entity)).OrderByDescending(e => Features(e).Count()).ThenByDescending(e => e.ActivePeriods).ThenBy(e => e.Entity, StringComparer.Ordinal).First();
}

// The first of the volume features that has history: a day's sum says most.
static VolumePicture? Volume(PictureBook book, EntityPicture entity) =>
    new[] { "volume.day", "volume.hour", "volume.flow", "file.sensitive_volume" }
        .Select(id => Features(entity).FirstOrDefault(f => f.FeatureId == id && f.Habits.Count > 0))
        .OfType<EntityFeature>()
        .Select(f => book.ForContribution(new AlertContribution
        {
            FeatureId = f.FeatureId, ElementName = "", Bits = 0, Observed = "", Sentence = "", Place = new BaselinePlace(entity.Entity, f.Habits[0].Scope, 0, 0, 0),
        }).Volume)
        .FirstOrDefault(v => v is { Bars.Count: > 0 });
