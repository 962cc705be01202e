using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;

namespace Det0131.Models.Explanations;

/// <content>The ledger outlives the process: a mark, then JSON records, each behind its length in bytes.</content>
public sealed partial class AlertLedger
{
    private const int StateFormat = 1;

    // The largest is an event with its raw text and command line, or a group with some dozens of sentences.
    private const int LongestRecord = 16 * 1024 * 1024;

    private static readonly byte[] Magic = "DET0131L"u8.ToArray();

    /// <summary>Writes the whole state; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(StateFormat);
        var record = new RecordWriter(writer);
        record.Write(new LedgerHeader(_incidents.Count, _events.Known.Count, _number, _newestDay, GroupsDropped), LedgerJson.Default.LedgerHeader);
        foreach (var incident in _incidents.Values.OrderBy(i => i.Opened))
        {
            record.Write(new LedgerLine(incident.Id, incident.Opened.Sequence, incident.Opened.Number, _sent.Contains(incident.Id), _told.Contains(incident.Id), incident.Groups.Count), LedgerJson.Default.LedgerLine);
            foreach (var group in incident.Groups)
            {
                record.Write(group, LedgerJson.Default.OpenedGroup);
            }
        }

        foreach (var (_, known) in _events.Known.OrderBy(e => e.Key))
        {
            record.Write(known, LedgerJson.Default.AlertEvent);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the stream is read up to its end and stays open.</summary>
    /// <param name="stream">The state.</param>
    /// <param name="options">How much is kept from now on; null: the defaults.</param>
    /// <exception cref="InvalidDataException">It is no ledger, newer, or damaged: the message says what was found.</exception>
    public static AlertLedger Restore(Stream stream, LedgerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var ledger = new AlertLedger(options);
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            {
                throw new InvalidDataException("Found no ledger of alerts.");
            }

            var format = reader.ReadInt32();
            if (format != StateFormat)
            {
                throw new InvalidDataException($"Found a ledger of alerts in format {format}; this program reads {StateFormat}.");
            }

            ledger.Read(reader);
            return stream.ReadByte() < 0 ? ledger : throw new InvalidDataException("Found a ledger of alerts that goes on after its last record.");
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"Found a ledger of alerts that ends early or is damaged: {e.Message}", e);
        }
    }

    private void Read(BinaryReader reader)
    {
        var header = Read(reader, LedgerJson.Default.LedgerHeader);
        (_number, _newestDay, GroupsDropped) = (header.Number, header.NewestDay, header.GroupsDropped);
        for (var left = header.Incidents; left > 0; left--)
        {
            var line = Read(reader, LedgerJson.Default.LedgerLine);
            LedgerIncident? incident = null;
            for (var groups = line.Groups; groups > 0; groups--)
            {
                var group = Checked(Read(reader, LedgerJson.Default.OpenedGroup));
                incident ??= new LedgerIncident(group.Key, group.Day, line.Id, (line.Sequence, line.Number));
                if ((group.Key, group.Day) != (incident.Key, incident.Day) || !_held.TryAdd((group.FirstIdentity, group.ModelVersion), group))
                {
                    throw new InvalidDataException($"Found a group of {group.Key} on day {group.Day} twice or in another's incident ({incident.Key}, day {incident.Day}).");
                }

                incident.Put(group);
            }

            _incidents.Add(incident is null ? throw new InvalidDataException($"Found incident {line.Id} with {line.Groups} groups; expected one or more.") : (incident.Key, incident.Day), incident);
            Mark(_sent, line.IsSent, line.Id);
            Mark(_told, line.IsTold, line.Id);
        }

        for (var left = header.Events; left > 0; left--)
        {
            var known = Read(reader, LedgerJson.Default.AlertEvent);
            _events.Restore(known);
        }
    }

    private static void Mark(HashSet<string> ids, bool isSo, string id)
    {
        if (isSo)
        {
            ids.Add(id);
        }
    }

    // What the records themselves cannot refuse.
    private static OpenedGroup Checked(OpenedGroup group)
    {
        var fault =
            group.Analytic < 0 || group.Analytic >= AnalyticCatalogue.All.Length ? $"analytic number {group.Analytic}"
            : float.IsNaN(group.Score) ? "no score"
            : group.FirstMicros > group.LastMicros || Math.Abs((decimal)group.FirstMicros) > 1L << 60 ? $"the times {group.FirstMicros} to {group.LastMicros}"
            : group.ReturnPeriod is { } period && !(period.Days > 0 && double.IsFinite(period.Days) && period.LimitDays > 0 && double.IsFinite(period.LimitDays)) ? $"a return period of {period.Days} days, of at most {period.LimitDays}"
            : group.BytesOut < 0 || group.EventCount < 1 ? $"{group.BytesOut} bytes out of {group.EventCount} events"
            : group.Events.Count is 0 or > OpenedGroup.ListedEvents ? $"{group.Events.Count} events"
            : group.Contributions.Any(c => c is null) || group.Indicators.Any(i => i is null) || group.Events.Any(e => e.Source is null) ? "null in a list"
            : null;
        return fault is null ? group : throw new InvalidDataException($"Found a group with {fault} in a ledger of alerts.");
    }

    private static T Read<T>(BinaryReader reader, JsonTypeInfo<T> type)
    {
        var length = reader.ReadInt32();
        if (length is < 2 or > LongestRecord)
        {
            throw new InvalidDataException($"Found a record of {length} bytes in a ledger of alerts; expected 2 to {LongestRecord}.");
        }

        var bytes = reader.ReadBytes(length);
        return bytes.Length < length ? throw new EndOfStreamException($"{bytes.Length} of {length} bytes of a record.")
            : JsonSerializer.Deserialize(bytes, type) ?? throw new InvalidDataException($"Found null for {typeof(T).Name} in a ledger of alerts.");
    }

    /// <summary>Writes records by one buffer: there are thousands at every snapshot.</summary>
    private sealed class RecordWriter(BinaryWriter writer)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(4096);
        private Utf8JsonWriter? _json;

        public void Write<T>(T record, JsonTypeInfo<T> type)
        {
            _bytes.ResetWrittenCount();
            (_json ??= new Utf8JsonWriter(_bytes)).Reset();
            JsonSerializer.Serialize(_json, record, type);
            _json.Flush();
            writer.Write(_bytes.WrittenCount);
            writer.Write(_bytes.WrittenSpan);
        }
    }
}

/// <summary>The first record of a saved ledger.</summary>
internal sealed record LedgerHeader(int Incidents, int Events, long Number, int NewestDay, long GroupsDropped);

/// <summary>An incident of a saved ledger; its groups follow.</summary>
internal sealed record LedgerLine(string Id, long Sequence, long Number, bool IsSent, bool IsTold, int Groups);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(FeatureValueJson), typeof(HexUInt128Json)])]
[JsonSerializable(typeof(LedgerHeader))]
[JsonSerializable(typeof(LedgerLine))]
[JsonSerializable(typeof(OpenedGroup))]
[JsonSerializable(typeof(AlertEvent))]
internal sealed partial class LedgerJson : JsonSerializerContext;
