using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class WindowsEvent : LogEntry
{
    public required DemoHost Host { get; init; }

    public required int EventId { get; init; }

    /// <summary>The event's own data, in the order of its template.</summary>
    public required IReadOnlyList<(string Name, string Value)> Data { get; init; }
}

/// <summary>
/// Sysmon and Security events of all Windows hosts as a collector writes them: NXLog's flat JSON, one event a line, a file a day.
/// The rendered Message is left out, as collectors do to save space; EventTime is the host's local time, @timestamp UTC.
/// </summary>
internal sealed class WindowsEvents(ActLedger acts) : DailyLog<WindowsEvent>("windows", acts)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Dictionary<(string Host, bool Sysmon), long> _lastRecord = [];
    private Utf8JsonWriter? _json;

    public void Add(DemoHost host, long at, int eventId, params ReadOnlySpan<(string Name, string Value)> data) =>
        Add(new WindowsEvent { TimeMicros = at, Host = host, EventId = eventId, Data = data.ToArray() });

    protected override string Write(WindowsEvent entry, LogFolder folder, DateOnly day)
    {
        var sysmon = entry.EventId < 1000;
        var record = NextRecord(entry.Host, sysmon);
        var local = entry.Host.Clock.Local(entry.TimeMicros);

        // The collector sees the event a little later; the delay depends on the record alone.
        var received = SiteClock.TimeOf(entry.TimeMicros + 600_000 + (record * 7919 % 1_900_000));
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteString("EventTime", local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        json.WriteString("Hostname", entry.Host.FullName);
        json.WriteNumber("Keywords", sysmon ? -9223372036854775808 : -9214364837600034816);
        json.WriteString("EventType", sysmon ? "INFO" : "AUDIT_SUCCESS");
        json.WriteString("Severity", "INFO");
        json.WriteNumber("EventID", entry.EventId);
        json.WriteString("SourceName", sysmon ? "Microsoft-Windows-Sysmon" : "Microsoft-Windows-Security-Auditing");
        json.WriteString("ProviderGuid", sysmon ? "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}" : "{54849625-5478-4994-A5BA-3E3B0328C30D}");
        json.WriteNumber("Version", entry.EventId switch { 4688 or 11 => 2, 5156 => 1, _ => 5 });
        json.WriteNumber("Task", entry.EventId switch { 4688 => 13312, 5156 => 12810, var id => id });
        json.WriteNumber("OpcodeValue", 0);
        json.WriteNumber("RecordNumber", record);
        json.WriteNumber("ExecutionProcessID", sysmon ? 3180 + (entry.Host.Index * 4) : 4);
        json.WriteString("Channel", sysmon ? "Microsoft-Windows-Sysmon/Operational" : "Security");
        foreach (var (name, value) in entry.Data)
        {
            json.WriteString(name, value);
        }

        json.WriteString("EventReceivedTime", entry.Host.Clock.Local(entry.TimeMicros + 600_000).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        json.WriteString("SourceModuleName", "eventlog");
        json.WriteString("@timestamp", received.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.Flush();
        folder.Open(InvariantText.Text($"windows/events-{day:yyyyMMdd}.json.gz")).WriteLine(_buffer.WrittenSpan);
        return InvariantText.Text($"windows:{entry.Host.FullName}/{(sysmon ? "Microsoft-Windows-Sysmon/Operational" : "Security")}/{record}");
    }

    protected override void EndDay(LogFolder folder, DateOnly day) => folder.Close(InvariantText.Text($"windows/events-{day:yyyyMMdd}.json.gz"));

    /// <summary>Channels count their records on their own, from wherever the host's history stands.</summary>
    private long NextRecord(DemoHost host, bool sysmon)
    {
        var key = (host.Name, sysmon);
        var last = _lastRecord.TryGetValue(key, out var known)
            ? known
            : (long)(DemoRandom.HashOf(host.Name + (sysmon ? "/sysmon" : "/security")) % 900_000) + 100_000;
        return _lastRecord[key] = last + 1;
    }
}
