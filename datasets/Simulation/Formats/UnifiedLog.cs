using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class UnifiedLogLine : LogEntry
{
    public required DemoHost Host { get; init; }

    public required RunningProgram Client { get; init; }

    public required DnsExchange Dns { get; init; }

    public required int Request { get; init; }
}

/// <summary>
/// mDNSResponder's lines of each Mac's unified log, as <c>log show --style ndjson</c> prints them: the question's start with the
/// asking process. Names are masked, as the system does; each line carries the name's 32-bit hash (FNV-1a over the lower-case wire form).
/// </summary>
internal sealed class UnifiedLog(ActLedger acts) : DailyLog<UnifiedLogLine>("mdnsresponder", acts), IMacNameSensor
{
    /// <summary>Number before the first question's.</summary>
    internal const int FirstRequest = 4100;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private Utf8JsonWriter? _json;
    private int _request = FirstRequest;

    public void Asked(DemoHost host, long at, RunningProgram client, DnsExchange dns) =>
        Add(new UnifiedLogLine { TimeMicros = at, Host = host, Client = client, Dns = dns, Request = ++_request });

    /// <summary>mDNSResponder's hash of a name: 32-bit FNV-1a over length-prefixed lower-case labels and the root's zero.</summary>
    public static uint NameHash(string name)
    {
        unchecked
        {
            var hash = 2166136261u;
            foreach (var label in name.ToLowerInvariant().Split('.'))
            {
                hash = (hash ^ (byte)label.Length) * 16777619;
                foreach (var b in Encoding.UTF8.GetBytes(label))
                {
                    hash = (hash ^ b) * 16777619;
                }
            }

            return hash * 16777619;
        }
    }

    protected override string Write(UnifiedLogLine entry, LogFolder folder, DateOnly day)
    {
        var local = entry.Host.Clock.Local(entry.TimeMicros);
        var offset = (local - SiteClock.TimeOf(entry.TimeMicros)).TotalHours;
        var mask = Convert.ToBase64String(BitConverter.GetBytes(DemoRandom.HashOf(entry.Dns.Name)));
        var client = InvariantText.Text($"client pid: {entry.Client.Pid} ({entry.Client.Name}), name hash: {NameHash(entry.Dns.Name):x8}");
        var message = entry.Dns.Type is "A" or "AAAA"
            ? InvariantText.Text($"[R{entry.Request}] DNSServiceGetAddrInfo START -- hostname: <mask.hash: '{mask}'>, protocols: {(entry.Dns.Type == "A" ? 1 : 2)}, flags: 0xC000D000, interface index: 0, {client}")
            : InvariantText.Text($"[R{entry.Request}] DNSServiceQueryRecord START -- qname: <mask.hash: '{mask}'>, qtype: {entry.Dns.Type}, flags: 0x15000, interface index: 0, {client}");
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteNull("traceID");
        json.WriteString("eventMessage", message);
        json.WriteString("eventType", "logEvent");
        json.WriteNull("source");
        json.WriteString("formatString", "");
        json.WriteNumber("activityIdentifier", 0);
        json.WriteString("subsystem", "com.apple.mDNSResponder");
        json.WriteString("category", "Default");
        json.WriteNumber("threadID", 1204);
        json.WriteString("senderImageUUID", "3F4C7A52-8D90-3B59-A1B7-6D2F60E6B6C1");
        json.WriteString("processImagePath", "/usr/sbin/mDNSResponder");
        json.WriteString("senderImagePath", "/usr/sbin/mDNSResponder");
        json.WriteString("timestamp", InvariantText.Text($"{local:yyyy-MM-dd HH:mm:ss.ffffff}+{offset:00}00"));
        json.WriteNumber("machTimestamp", entry.TimeMicros % 1_000_000_000_000 * 24);
        json.WriteString("messageType", "Default");
        json.WriteNumber("processID", 350 + entry.Host.Index);
        json.WriteString("timezoneName", "");
        json.WriteEndObject();
        json.Flush();
        var file = folder.Open(InvariantText.Text($"macos/{entry.Host.FullName}.mdnsresponder-{LogFolder.WeekOf(day):yyyyMMdd}.ndjson.gz"));
        file.WriteLine(_buffer.WrittenSpan);
        return InvariantText.Text($"file:{file.RelativePath}:{file.Lines}");
    }
}
