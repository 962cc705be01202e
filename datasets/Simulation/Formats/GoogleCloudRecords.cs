using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Google Cloud's audit logs as a sink exports them: one LogEntry a line, a file a day. They hold no byte counts.</summary>
internal sealed class GoogleCloudRecords(ActLedger acts) : DailyLog<OtherCloudRecord>("gcp", acts), ICloudSensor
{
    private const string Project = "corp-example-data";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private Utf8JsonWriter? _json;

    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Add(new OtherCloudRecord { TimeMicros = at, CorrelationId = NewId(random), Caller = caller, Call = call });

    /// <summary>A record's insert id.</summary>
    internal static string NewId(DemoRandom random) => random.Text(14, "abcdefghijklmnopqrstuvwxyz0123456789");

    protected override string Write(OtherCloudRecord entry, LogFolder folder, DateOnly day)
    {
        var (caller, call) = (entry.Caller, entry.Call);
        var isData = call.Key.Length > 0;
        var time = SiteClock.TimeOf(entry.TimeMicros).ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteStartObject("protoPayload");
        json.WriteString("@type", "type.googleapis.com/google.cloud.audit.AuditLog");
        json.WriteStartObject("status");
        json.WriteEndObject();
        json.WriteStartObject("authenticationInfo");
        json.WriteString("principalEmail", caller.Session.Contains('@', StringComparison.Ordinal) ? caller.Session : caller.Session + "@corp.example");
        json.WriteEndObject();
        json.WriteStartObject("requestMetadata");
        json.WriteString("callerIp", caller.Address);
        json.WriteString("callerSuppliedUserAgent", caller.UserAgent);
        json.WriteEndObject();
        json.WriteString("serviceName", isData ? "storage.googleapis.com" : call.Service);
        json.WriteString("methodName", call.Action);
        json.WriteString("resourceName", isData ? $"projects/_/buckets/{call.Bucket}/objects/{call.Key}" : $"projects/{Project}/zones/europe-west3-a/disks/data01");
        json.WriteEndObject();
        json.WriteString("insertId", entry.CorrelationId);
        json.WriteStartObject("resource");
        json.WriteString("type", isData ? "gcs_bucket" : "gce_disk");
        json.WriteStartObject("labels");
        json.WriteString("project_id", Project);
        if (isData)
        {
            json.WriteString("bucket_name", call.Bucket);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("timestamp", time);
        json.WriteString("severity", isData ? "INFO" : "NOTICE");
        json.WriteString("logName", $"projects/{Project}/logs/cloudaudit.googleapis.com%2F{(isData ? "data_access" : "activity")}");
        json.WriteString("receiveTimestamp", time);
        json.WriteEndObject();
        json.Flush();
        folder.Open(FileName(day)).WriteLine(_buffer.WrittenSpan);
        return "gcp:" + entry.CorrelationId;
    }

    protected override void EndDay(LogFolder folder, DateOnly day) => folder.Close(FileName(day));

    private static string FileName(DateOnly day) => InvariantText.Text($"gcp/audit-{day:yyyyMMdd}.json.gz");
}
