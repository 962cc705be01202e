using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Writes one audit log entry as a sink exports it; a role is a service account of the project. Not thread-safe.</summary>
internal sealed class GoogleCloudJson
{
    public const string Project = "corp-example-data";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private Utf8JsonWriter? _json;

    /// <summary>A record's insert id.</summary>
    public static string NewId(DemoRandom random) => random.Text(14, "abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Who an entry says has called.</summary>
    public static string PrincipalOf(CloudCaller caller) =>
        caller.Role.Length > 0 && !caller.Session.Contains('@', StringComparison.Ordinal) ? $"{caller.Role}@{Project}.iam.gserviceaccount.com"
        : caller.Session.Contains('@', StringComparison.Ordinal) ? caller.Session : caller.Session + "@corp.example";

    /// <summary>A call as an entry; its id is drawn by chance.</summary>
    public ReadOnlySpan<byte> Compose(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Compose(new OtherCloudRecord { TimeMicros = at, CorrelationId = NewId(random), Caller = caller, Call = call });

    /// <summary>The entry's bytes, good until the next call.</summary>
    public ReadOnlySpan<byte> Compose(OtherCloudRecord entry)
    {
        var (caller, call) = (entry.Caller, entry.Call);
        var isData = call.Service == "s3";
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
        json.WriteString("principalEmail", PrincipalOf(caller));
        json.WriteEndObject();
        json.WriteStartObject("requestMetadata");
        json.WriteString("callerIp", caller.Address);
        json.WriteString("callerSuppliedUserAgent", caller.UserAgent);
        json.WriteEndObject();
        json.WriteString("serviceName", isData ? "storage.googleapis.com" : call.Service);
        json.WriteString("methodName", call.Action);
        json.WriteString("resourceName", ResourceOf(call, isData));
        if (!isData && call.Request.Count > 0)
        {
            json.WritePropertyName("request");
            CloudTrailJson.WriteValue(json, call.Request);
        }

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
        return _buffer.WrittenSpan;
    }

    private static string ResourceOf(CloudCall call, bool isData) => !isData ? $"projects/{Project}/zones/europe-west3-a/disks/data01"
        : call.Key.Length > 0 ? $"projects/_/buckets/{call.Bucket}/objects/{call.Key}"
        : $"projects/_/buckets/{call.Bucket}";
}
