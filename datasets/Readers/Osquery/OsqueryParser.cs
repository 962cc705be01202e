using System.Text.Json;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Osquery;

/// <summary>
/// Parses osquery's results log (one row a record, or <c>diffResults</c>), its snapshots, and the batches that it sends to a server
/// (<c>{"data":[...]}</c>). Rows that were removed are ignored.
/// </summary>
internal sealed class OsqueryParser : IRecordParser
{
    private const int MostRows = 100_000;
    private const int MostNesting = 2;

    private const int HostIdentifier = 0, UnixTime = 1, CalendarTime = 2, Action = 3, Columns = 4, Snapshot = 5, Data = 6, Added = 7,
        DecorationPlatform = 8, DecorationHost = 9, QueryName = 10, Decorations = 11, BuildPlatform = 12;

    // The members of a batch are results themselves: one reader of envelopes for each level.
    private readonly JsonFields[] envelopes;
    private readonly OsqueryColumns columns = new();
    private readonly HostText text = new();
    private readonly ResultTally tally = new();

    public OsqueryParser() => envelopes = [.. Enumerable.Range(0, MostNesting).Select(_ => new JsonFields(
        "hostIdentifier", "unixTime", "calendarTime", "action", "columns", "snapshot", "data", "diffResults.added",
        "decorations.platform", "decorations.hostname", "name", "decorations", "decorations.build_platform"))];

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        tally.Start(sink);
        Read(record, level: 0);
        tally.Report();
    }

    public void Complete(IRecordSink sink)
    {
        // Nothing is held.
    }

    private void Read(ReadOnlySpan<byte> record, int level)
    {
        if (!envelopes[level].TryRead(record, out var result))
        {
            tally.Reject(JsonFields.NotValid);
        }
        else if (result.Kind(Data) == JsonFieldKind.Array && level + 1 < MostNesting)
        {
            ReadBatch(result.Bytes(Data), level);
        }
        else if (result.Bytes(Action).SequenceEqual("removed"u8))
        {
            tally.Ignore("removed row");
        }
        else if (result.Kind(Columns) == JsonFieldKind.Object)
        {
            ReadRow(result.Bytes(Columns), result);
        }
        else if (result.Kind(Snapshot) == JsonFieldKind.Array)
        {
            ReadRows(result.Bytes(Snapshot), result);
        }
        else if (result.Kind(Added) == JsonFieldKind.Array)
        {
            ReadRows(result.Bytes(Added), result);
        }
        else
        {
            tally.Ignore("no rows");
        }
    }

    private void ReadBatch(ReadOnlySpan<byte> array, int level)
    {
        var elements = new JsonElements(array);
        for (var count = 0; count < MostRows && elements.Next(out var element); count++)
        {
            Read(element, level + 1);
        }
    }

    private void ReadRows(ReadOnlySpan<byte> array, JsonValues result)
    {
        var elements = new JsonElements(array);
        for (var count = 0; count < MostRows && elements.Next(out var row); count++)
        {
            ReadRow(row, result);
        }
    }

    private void ReadRow(ReadOnlySpan<byte> json, JsonValues result)
    {
        if (!columns.TryRead(json, out var row))
        {
            tally.Reject(JsonFields.NotValid);
            return;
        }

        var table = OsqueryColumns.TableOf(row);
        if (table == OsqueryTable.Other)
        {
            tally.Ignore("table not read");
            return;
        }

        if (table == OsqueryTable.Processes && (result.Kind(Snapshot) == JsonFieldKind.Array || result.Bytes(Action).SequenceEqual("snapshot"u8)))
        {
            // Each snapshot lists whatever runs: that is no start. A row that a differential query adds is.
            tally.Ignore("snapshot of running processes");
            return;
        }

        if (!TryTime(table, row, result, out var micros))
        {
            tally.Reject("time missing");
            return;
        }

        var filled = tally.NewEvent();
        var unused = OsqueryEvents.Map(table, row, PlatformOf(result), filled, text);
        if (unused is not null)
        {
            tally.Ignore(unused);
            return;
        }

        filled.TimeMicros = micros;
        var host = result.First(HostIdentifier, DecorationHost);
        filled.Host = host < 0 ? null : text.DomainName(result.Bytes(host));
        tally.Emit(filled);
    }

    /// <summary>An event's own time; for what was found by asking (and for a time of 0) when osquery asked.</summary>
    private static bool TryTime(OsqueryTable table, JsonValues row, JsonValues result, out long micros)
    {
        var isEvent = table is OsqueryTable.ProcessEvents or OsqueryTable.EsProcessEvents or OsqueryTable.SocketEvents
            or OsqueryTable.FileEvents or OsqueryTable.EsFileEvents;
        if (isEvent && row.Int64(OsqueryColumns.Time) is > 0 && LogTime.TryEpochSeconds(row.Bytes(OsqueryColumns.Time), out micros))
        {
            return true;
        }

        return (LogTime.TryEpochSeconds(result.Bytes(UnixTime), out micros) && micros > 0)
            || LogTime.TryIso8601(result.Bytes(CalendarTime), out micros)
            || CalendarTimes.TryReadUtc(result.Bytes(CalendarTime), out micros);
    }

    private static Platform PlatformOf(JsonValues result)
    {
        var name = result.First(DecorationPlatform, BuildPlatform) is >= 0 and var slot ? result.Bytes(slot) : default;
        return name switch
        {
            [] => Platform.Unknown,
            _ when name.SequenceEqual("darwin"u8) || name.StartsWith("macos"u8) => Platform.MacOS,
            _ when name.StartsWith("windows"u8) => Platform.Windows,
            _ when name.SequenceEqual("freebsd"u8) => Platform.Unknown,
            _ => Platform.Linux,
        };
    }
}
