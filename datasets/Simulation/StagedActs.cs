using System.Globalization;
using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation;

/// <summary>One act of an acts file. Immutable.</summary>
/// <param name="Name">The act's id.</param>
/// <param name="Analytic"><c>AN0367</c>.</param>
/// <param name="Procedure">What is done, with which tool.</param>
/// <param name="Entity">Who does it.</param>
/// <param name="Destination">Where the data goes.</param>
/// <param name="Bytes">Bytes moved, null where no log counts them.</param>
/// <param name="RecordIds">Ids of its records: <c>event:</c> and the 32 hex digits of an event's identity, the log's own, or file and line.</param>
public sealed record StagedAct(string Name, string Analytic, string Procedure, string Entity, string Destination, long? Bytes, IReadOnlyList<string> RecordIds)
{
    /// <summary><c>T1048.003</c>; empty where the file does not say.</summary>
    public string Technique { get; init; } = "";

    /// <summary>How this one differs from the plain procedure; empty where the file does not say.</summary>
    public string Variation { get; init; } = "";

    /// <summary>UTC microseconds; null where the file does not say.</summary>
    public long? StartMicros { get; init; }

    /// <summary>UTC microseconds; null where the file does not say.</summary>
    public long? EndMicros { get; init; }
}

/// <summary>Reads an acts file as the demo and a simulation write it.</summary>
public static class StagedActs
{
    /// <summary>Columns without which there is no act.</summary>
    private static readonly string[] Needed = ["act", "analytic", "procedure", "entity", "destination", "bytes"];

    /// <exception cref="FormatException">A column is missing, or a line has another number of fields than the header.</exception>
    public static IReadOnlyList<StagedAct> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines.Length == 0 ? [] : CsvLine.Split(lines[0]);
        var ids = header.Contains("record_ids") ? "record_ids" : "event_ids";
        var missing = Needed.Append(ids).Where(name => !header.Contains(name)).ToList();
        if (missing.Count > 0)
        {
            throw new FormatException($"{Path.GetFileName(path)}:1: found no column {string.Join(", ", missing)}; expected act, analytic, procedure, entity, destination, bytes and record_ids or event_ids.");
        }

        var acts = new List<StagedAct>();
        for (var number = 1; number < lines.Length; number++)
        {
            if (lines[number].Length == 0)
            {
                continue;
            }

            var fields = CsvLine.Split(lines[number]);
            if (fields.Count != header.Count)
            {
                throw new FormatException($"{Path.GetFileName(path)}:{number + 1}: found {fields.Count} fields, expected {header.Count}.");
            }

            string Field(string name) => fields[header.IndexOf(name)];
            string Optional(string name) => header.Contains(name) ? Field(name) : "";
            acts.Add(new StagedAct(
                Field("act"), Field("analytic"), Field("procedure"), Field("entity"), Field("destination"),
                long.TryParse(Field("bytes"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null, Field(ids).Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                Technique = Optional("technique"), Variation = Optional("variation"), StartMicros = Time(Optional("start")), EndMicros = Time(Optional("end")),
            });
        }

        return acts;
    }

    private static long? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null;
}
