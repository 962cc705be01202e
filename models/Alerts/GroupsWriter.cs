using System.Buffers;
using System.Text.Json;

namespace Det0131.Models.Alerts;

/// <summary>Writes every scored group, alert or not, as one JSON object a line in stable field order. Not thread-safe.</summary>
public sealed class GroupsWriter : IDisposable
{
    private readonly NdjsonLines lines;
    private readonly Pseudonymiser? pseudonymiser;

    /// <param name="output">Takes UTF-8.</param>
    /// <param name="pseudonymiser">Hashes users; null to keep them.</param>
    public GroupsWriter(IBufferWriter<byte> output, Pseudonymiser? pseudonymiser = null)
    {
        lines = new NdjsonLines(output);
        this.pseudonymiser = pseudonymiser;
    }

    public void Write(ScoredGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        lines.Write(pseudonymiser?.Apply(group) ?? group, WriteMembers);
    }

    public void Dispose() => lines.Dispose();

    private static void WriteMembers(Utf8JsonWriter json, ScoredGroup group)
    {
        json.WriteString("analytic", group.AnalyticId);
        ScoreFields.WriteEntity(json, group.Entity);
        ScoreFields.WriteDestination(json, group.Destination);
        json.WriteString("first", AlertTime.Iso(group.FirstMicros));
        json.WriteString("last", AlertTime.Iso(group.LastMicros));
        ScoreFields.WriteScore(json, group.ScoreBits, group.ReturnPeriod);
        json.WriteString("stratum", group.Stratum);
        json.WriteIf("bytes_out", group.BytesOut);
        json.WriteNumber("event_count", group.EventCount);
        json.WriteStartArray("events");
        foreach (EventReference happened in group.Events)
        {
            json.WriteStartObject();
            json.WriteIf("record_id", happened.RecordId);
            json.WriteString("source", happened.Source);
            json.WriteIf("file", happened.File);
            json.WriteNumber("line", happened.Line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ScoreFields.WriteContributions(json, group.Contributions);
    }
}
