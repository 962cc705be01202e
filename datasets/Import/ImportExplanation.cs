using System.Globalization;
using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;

namespace Det0131.Datasets.Import;

/// <summary>What was made of each file, and why: for people, and as JSON. Needs a report of <see cref="ImportOptions.Explain"/>.</summary>
public static class ImportExplanation
{
    private const int RunnersUpShown = 2;
    private const int ReasonsShown = 8;
    private const int ExamplesShown = 3;

    public static void Write(ReadReport report, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(to);
        void Line(string text) => to.WriteLine(TerminalText.Escape(text));

        var examples = report.Examples.ToLookup(example => example.File, StringComparer.Ordinal);
        foreach (var file in report.Files)
        {
            Line(file.File);
            if (file.Details is not { } details)
            {
                Line($"  not read: {file.Problem}");
                continue;
            }

            Line(file.Format is { } format
                ? $"  {format}, {Sure(details, file)}: {file.Why}"
                : $"  not recognised{(details.Beginning is { } beginning ? $"; begins with '{beginning}'" : ": " + file.Why)}");
            foreach (var near in details.Nearest)
            {
                Line(Text($"    {(near.Understood > 0 ? "came near" : "tried")}: {near.Format}: {near.Understood:N0} of {near.Records:N0} records of its beginning{(near.Reason is null ? "" : $"; else {near.Reason}")}"));
            }

            foreach (var other in details.RunnersUp.Take(RunnersUpShown))
            {
                Line(Text($"    runner-up: {other.Format}, {other.Confidence} of 100: {other.Why}"));
            }

            Line($"  {details.Packing ?? "plain"}, {details.Encoding}{(details.Framing is { } framing ? $", {framing}" : "")}{(details.SizeBytes is { } size ? Text($", {size:N0} bytes on disk") : "")}");
            if (file.Format is not null)
            {
                Counts(file, details, examples[file.File], Line);
            }

            if (file is { Problem: { } problem, Format: not null })
            {
                Line($"  problem: {problem}");
            }
        }
    }

    public static void Json(ReadReport report, Stream to)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        var examples = report.Examples.ToLookup(example => example.File, StringComparer.Ordinal);
        json.WriteStartArray();
        foreach (var file in report.Files)
        {
            json.WriteStartObject();
            json.WriteString("file", file.File);
            json.WriteString("format", file.Format);
            json.WriteString("why", file.Why);
            json.WriteString("problem", file.Problem);
            if (file.Details is { } details)
            {
                Details(json, details);
            }

            Counts(json, file.Counts);
            json.WriteStartArray("examples_of_rejected");
            foreach (var example in examples[file.File])
            {
                json.WriteStartObject();
                json.WriteNumber("line", example.Line);
                json.WriteString("reason", example.Reason);
                json.WriteString("excerpt", example.Excerpt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        to.WriteByte((byte)'\n');
    }

    private static string Sure(FileDetails details, FileReport file) => details.Confidence switch
    {
        >= 100 => "certain",
        > 0 => Text($"{details.Confidence} of 100 sure"),
        _ => file.Details!.RunnersUp.Count > 0 ? "although others would take it" : "as told",
    };

    private static void Counts(FileReport file, FileDetails details, IEnumerable<RejectedRecord> examples, Action<string> line)
    {
        var counts = file.Counts;
        if (counts is { FirstMicros: { } first, LastMicros: { } last })
        {
            line($"  {Time(first)} to {Time(last)} UTC; {(details.AssumedZone is { } zone ? $"times without a zone are taken as {zone}" : "times are numbers or tell their zone")}");
        }

        line(Text($"  {counts.Read:N0} records: {counts.Accepted:N0} gave events, {counts.Held:N0} were joined into others, {counts.Ignored:N0} are of no concern, {counts.Rejected:N0} rejected"));
        Reasons("  events", counts.EventsBy, line);
        Reasons("  of no concern", counts.IgnoredBy, line);
        Reasons("  rejected", counts.RejectedBy, line);
        foreach (var example in examples.Take(ExamplesShown))
        {
            line(Text($"    line {example.Line}: {example.Reason}: {example.Excerpt}"));
        }
    }

    private static void Reasons(string what, IReadOnlyDictionary<string, long> by, Action<string> line)
    {
        if (by.Count > 0)
        {
            line($"{what}: {string.Join(", ", by.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Take(ReasonsShown).Select(r => Text($"{r.Key} {r.Value:N0}")))}{(by.Count > ReasonsShown ? ", ..." : "")}");
        }
    }

    private static void Details(Utf8JsonWriter json, FileDetails details)
    {
        json.WriteNumber("confidence", details.Confidence);
        json.WriteString("packing", details.Packing);
        if (details.SizeBytes is { } size)
        {
            json.WriteNumber("size_bytes", size);
        }

        json.WriteString("encoding", details.Encoding);
        json.WriteString("framing", details.Framing);
        json.WriteString("assumed_zone", details.AssumedZone);
        json.WriteString("beginning", details.Beginning);
        json.WriteStartArray("runners_up");
        foreach (var other in details.RunnersUp)
        {
            json.WriteStartObject();
            json.WriteString("format", other.Format);
            json.WriteNumber("confidence", other.Confidence);
            json.WriteString("why", other.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("nearest");
        foreach (var near in details.Nearest)
        {
            json.WriteStartObject();
            json.WriteString("format", near.Format);
            json.WriteNumber("records", near.Records);
            json.WriteNumber("understood", near.Understood);
            json.WriteString("reason", near.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Counts(Utf8JsonWriter json, RecordCounts counts)
    {
        json.WriteNumber("records", counts.Read);
        json.WriteNumber("accepted", counts.Accepted);
        json.WriteNumber("held", counts.Held);
        json.WriteNumber("ignored", counts.Ignored);
        json.WriteNumber("rejected", counts.Rejected);
        json.WriteNumber("events", counts.Events);
        json.WriteString("first", counts.FirstMicros is { } first ? Time(first) + "Z" : null);
        json.WriteString("last", counts.LastMicros is { } last ? Time(last) + "Z" : null);
        foreach (var (name, by) in new[] { ("events_by", counts.EventsBy), ("ignored_by", counts.IgnoredBy), ("rejected_by", counts.RejectedBy) })
        {
            json.WriteStartObject(name);
            foreach (var (reason, count) in by.OrderBy(r => r.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(reason, count);
            }

            json.WriteEndObject();
        }
    }

    // Hostile records claim any time; what a calendar does not have is shown as its number.
    private static string Time(long micros) => micros is >= 0 and <= 253_402_300_799_999_999
        ? DateTime.UnixEpoch.AddTicks(micros * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture)
        : Text($"{micros} microseconds");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
