using System.Globalization;
using System.Text.RegularExpressions;
using Det0131.Datasets.Simulation;

namespace Det0131.LoadTest;

/// <summary>Lines that belong together: a flow and what other logs say of it, or one record of a host's log.</summary>
/// <param name="Lines">In the order of their times.</param>
/// <param name="LastsMicros">From the beginning to the last time in it: what must have passed before it can be logged.</param>
internal sealed record LineUnit(IReadOnlyList<LineTemplate> Lines, long LastsMicros);

/// <summary>
/// The demo's logs of a working day as templates: Zeek's conn, dns and http as JSON, and the Windows log. Machines keep their habits and get copies;
/// transfers of more than a megabyte are left out, for they are what the service is to find.
/// </summary>
internal static partial class DemoLines
{
    private const long MostBytes = 1_000_000;
    private const long MostMicros = 600_000_000;

    /// <summary>Reads the templates.</summary>
    /// <param name="days">The demo's days; the second is taken, a day in the middle of a week.</param>
    /// <exception cref="InvalidDataException">The logs are not as the demo writes them.</exception>
    public static (List<LineUnit> Zeek, List<LineUnit> Windows) Read(IReadOnlyList<SampleDay> days)
    {
        var folder = days[1].Folder;
        var units = Zeek(folder);
        var windows = Files(folder, "events-*.json").SelectMany(File.ReadLines).Select(WindowsUnit).ToList();
        return units.Count > 0 && windows.Count > 0
            ? (units, windows)
            : throw new InvalidDataException($"Found {units.Count} flows and {windows.Count} Windows records in the demo's logs of {days[1].Day}; expected some of each.");
    }

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static List<LineUnit> Zeek(string folder)
    {
        var more = new[] { (RecordKind.ZeekDns, "dns"), (RecordKind.ZeekHttp, "http") }
            .SelectMany(log => Files(folder, log.Item2 + ".log").SelectMany(ZeekRow.Read).Select(row => (Kind: log.Item1, Row: row)))
            .ToLookup(line => line.Row["uid"]);
        var units = new List<LineUnit>();
        foreach (var conn in Files(folder, "conn.log").SelectMany(ZeekRow.Read))
        {
            var lasts = conn.Micros("duration") ?? 0;
            // One record a kind: the number and the kind are the record's key.
            var others = more[conn["uid"]].DistinctBy(line => line.Kind).ToList();
            if (lasts <= MostMicros && (conn.Whole("orig_bytes") ?? 0) <= MostBytes)
            {
                var begin = conn.Micros("ts")!.Value;
                lasts = others.Select(line => line.Row.Micros("ts")!.Value - begin).Append(lasts).Max();
                units.Add(new LineUnit([Line(conn, RecordKind.ZeekConn, begin), .. others.Select(line => Line(line.Row, line.Kind, begin))], lasts));
            }
        }

        return units;
    }

    private static LineTemplate Line(ZeekRow row, RecordKind kind, long begin)
    {
        var name = kind switch { RecordKind.ZeekDns => "dns", RecordKind.ZeekHttp => "http", _ => "conn" };
        var line = new LineTemplate { Kind = kind }.Text($$"""{"_path":"{{name}}","ts":""").EpochSeconds(row.Micros("ts")!.Value - begin).Text(",\"uid\":\"C").Number().Text("\"");
        // 10.20.a.b is the demo's network; its copies are in 10.a.x.y, so that every habit has as many machines.
        var host = row["id.orig_h"].Split('.');
        line.Text($",\"id.orig_h\":\"10.{(int.Parse(host[2], CultureInfo.InvariantCulture) + int.Parse(host[3], CultureInfo.InvariantCulture)) % 255}.").HostOctets().Text("\"");
        return line.Text(row.Json("ts", "uid", "id.orig_h") + "}");
    }

    private static LineUnit WindowsUnit(string json)
    {
        var arrived = ArrivalPattern().Match(json);
        if (!arrived.Success)
        {
            throw new InvalidDataException($"Found a Windows record without @timestamp: {json}");
        }

        var begin = MicrosOf(arrived.Groups["stamp"].Value);
        var line = new LineTemplate { Kind = RecordKind.Windows };
        var at = 0;
        foreach (Match value in ValuePattern().Matches(json))
        {
            line.Text(json[at..value.Index] + value.Groups["head"].Value);
            at = value.Index + value.Length;
            if (value.Groups["number"].Success)
            {
                // A number of a JSON document does not begin with a zero.
                line.Text("1").Number();
            }
            else if (value.Groups["host"].Success)
            {
                line.Text(value.Groups["host"].Value + "-").HostNumber();
            }
            else
            {
                Stamp(line, value, MicrosOf(value.Groups["stamp"].Value.Replace('T', ' ')) - begin);
            }
        }

        return new LineUnit([line.Text(json[at..])], 0);
    }

    private static void Stamp(LineTemplate line, Match value, long offset)
    {
        line.DateAndTime(offset, value.Groups["stamp"].Value[10..11]);
        if (value.Groups["fraction"].Success)
        {
            line.Text(".").Milliseconds(offset);
        }
    }

    private static long MicrosOf(string stamp) =>
        (DateTimeOffset.Parse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    [GeneratedRegex("""(?<head>"@timestamp":")(?<stamp>[0-9T:. -]+)Z?""")]
    private static partial Regex ArrivalPattern();

    [GeneratedRegex("""(?<head>"RecordNumber":)(?<number>\d+)|(?<head>"Hostname":")(?<host>[^".]+)|(?<head>"(EventTime|UtcTime|EventReceivedTime|@timestamp)":")(?<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?<fraction>\.\d{3})?""")]
    private static partial Regex ValuePattern();
}
