using System.Text.Json.Nodes;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.RealDataChecks;

/// <summary>
/// Binary event logs against the JSON that another program (evtx_dump) made of them: the records member by member, and the events that the reader makes of both. Logs without
/// such a twin are read to their end.
/// </summary>
internal static class EventLogTwins
{
    /// <summary>What differs, a line each; the figures are printed.</summary>
    public static List<string> Run(string data)
    {
        var faults = new List<string>();
        var (records, events, same) = (0L, 0L, 0);
        foreach (var log in Directory.EnumerateFiles(Path.Combine(data, "win-sigma-regression", "evtx"), "*.evtx").Order(StringComparer.Ordinal))
        {
            var twin = Path.Combine(data, "win-sigma-regression", "json", Path.GetFileNameWithoutExtension(log) + ".json");
            var (binary, json) = (Read(log, faults), Read(twin, faults));
            records += binary.Read;
            events += binary.Events.Count;
            var before = faults.Count;
            faults.AddRange(Differences(Path.GetFileName(log), binary.Events, json.Events));
            faults.AddRange(RecordDifferences(log, twin));
            same += faults.Count == before ? 1 : 0;
        }

        Console.WriteLine($"event logs with a twin in JSON: {records} records, {events} events, {same} logs the same");
        foreach (var log in Directory.EnumerateFiles(Path.Combine(data, "win-evtx-fixtures"), "*.evtx").Order(StringComparer.Ordinal))
        {
            var binary = Read(log, faults);
            Console.WriteLine($"    {Path.GetFileName(log)}: {binary.Read} records, {binary.Events.Count} events");
            if (binary.Read != Numbered(log))
            {
                faults.Add($"{log}: {binary.Read} records, its chunks number {Numbered(log)}");
            }
        }

        return faults;
    }

    private static (long Read, List<SecurityEvent> Events) Read(string file, List<string> faults)
    {
        var events = new List<SecurityEvent>();
        var report = LogImporter.Run([file], new ImportOptions { KeepRaw = false }, found =>
        {
            var copy = new SecurityEvent();
            copy.CopyFrom(found);
            (copy.File, copy.Line) = (null, 0);
            events.Add(copy);
        });
        faults.AddRange(report.Problems.Select(problem => $"{file}: {problem.Problem}"));
        faults.AddRange(report.Examples.Select(example => $"{file}, record {example.Line}: {example.Reason}"));
        return (report.Total.Read, events);
    }

    private static IEnumerable<string> Differences(string log, List<SecurityEvent> binary, List<SecurityEvent> json)
    {
        if (binary.Count != json.Count)
        {
            yield return $"{log}: {binary.Count} events, its twin has {json.Count}";
            yield break;
        }

        foreach (var property in typeof(SecurityEvent).GetProperties())
        {
            for (var i = 0; i < binary.Count; i++)
            {
                if (!Equals(property.GetValue(binary[i]), property.GetValue(json[i])))
                {
                    yield return $"{log}, event {i}: {property.Name} is {property.GetValue(binary[i])}, its twin's {property.GetValue(json[i])}";
                }
            }
        }
    }

    private static IEnumerable<string> RecordDifferences(string log, string twin)
    {
        using var binary = RecordFramer.Create(File.OpenRead(log), Framing.EventLog);
        using var json = RecordFramer.Create(File.OpenRead(twin), Framing.Json);
        while (binary.Next() && json.Next())
        {
            var (one, other) = (JsonNode.Parse(binary.Record), JsonNode.Parse(json.Record));
            foreach (var difference in Compare("", one, other))
            {
                yield return $"{Path.GetFileName(log)}{difference}";
            }
        }
    }

    private static IEnumerable<string> Compare(string path, JsonNode? one, JsonNode? other)
    {
        if (one is JsonObject first && other is JsonObject second)
        {
            return first.Select(member => member.Key).Union(second.Select(member => member.Key)).SelectMany(key => Compare($"{path}/{key}", first[key], second[key]));
        }

        // evtx_dump writes microseconds, the log has tenths of them; and it leaves out blanks at a text's end.
        var (text, expected) = (one?.ToJsonString().Replace(" \"", "\"", StringComparison.Ordinal), other?.ToJsonString());
        var isTime = path.EndsWith("/SystemTime", StringComparison.Ordinal) && text?[..^3] == expected?[..^2];
        return text == expected || isTime ? [] : [$"{path}: {text}, its twin's {expected}"];
    }

    /// <summary>Records by the numbers in the chunks' headers, first and last.</summary>
    private static long Numbered(string log)
    {
        var bytes = File.ReadAllBytes(log).AsSpan(4096);
        var records = 0L;
        for (; bytes.Length >= 1 << 16; bytes = bytes[(1 << 16)..])
        {
            records += bytes.StartsWith("ElfChnk"u8) ? BitConverter.ToInt64(bytes[16..]) - BitConverter.ToInt64(bytes[8..]) + 1 : 0;
        }

        return records;
    }
}
