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

/// <summary>A call to another cloud than Amazon's.</summary>
internal sealed class OtherCloudRecord : LogEntry
{
    public required string CorrelationId { get; init; }

    public required CloudCaller Caller { get; init; }

    public required CloudCall Call { get; init; }
}

/// <summary>
/// Azure as diagnostic settings export it, one JSON object a line: the storage account's resource log for calls about a blob, else the
/// subscription's activity log. A file of each a day.
/// </summary>
internal sealed class AzureRecords(ActLedger acts) : DailyLog<OtherCloudRecord>("azure", acts), ICloudSensor
{
    private const string Subscription = "/SUBSCRIPTIONS/5B0E1C6A-8D2F-4E37-9A41-2C7F60D3B815/RESOURCEGROUPS/DATA";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private Utf8JsonWriter? _json;

    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Add(new OtherCloudRecord { TimeMicros = at, CorrelationId = random.Identifier(), Caller = caller, Call = call });

    protected override string Write(OtherCloudRecord entry, LogFolder folder, DateOnly day)
    {
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteString("time", SiteClock.TimeOf(entry.TimeMicros).ToString("yyyy-MM-ddTHH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        var isData = entry.Call.Key.Length > 0;
        if (isData)
        {
            WriteStorage(json, entry);
        }
        else
        {
            WriteActivity(json, entry);
        }

        json.WriteEndObject();
        json.Flush();
        folder.Open(FileName(isData, day)).WriteLine(_buffer.WrittenSpan);
        return "azure:" + entry.CorrelationId;
    }

    protected override void EndDay(LogFolder folder, DateOnly day)
    {
        folder.Close(FileName(true, day));
        folder.Close(FileName(false, day));
    }

    private static string FileName(bool isData, DateOnly day) => InvariantText.Text($"azure/{(isData ? "StorageRead" : "Activity")}-{day:yyyyMMdd}.json.gz");

    private static void WriteStorage(Utf8JsonWriter json, OtherCloudRecord entry)
    {
        var (caller, call) = (entry.Caller, entry.Call);
        var account = call.Bucket.Replace("-", "", StringComparison.Ordinal);
        json.WriteString("resourceId", $"{Subscription}/PROVIDERS/MICROSOFT.STORAGE/STORAGEACCOUNTS/{account.ToUpperInvariant()}/blobServices/default");
        json.WriteString("category", "StorageRead");
        json.WriteString("operationName", call.Action);
        json.WriteNumber("statusCode", 200);
        json.WriteString("statusText", "Success");
        json.WriteNumber("durationMs", 40 + ((long)(call.BytesOut ?? 0) / 20_000));
        json.WriteString("callerIpAddress", InvariantText.Text($"{caller.Address}:{40_000 + (entry.TimeMicros / 1000 % 20_000)}"));
        json.WriteString("correlationId", entry.CorrelationId);
        json.WriteStartObject("identity");
        json.WriteString("type", caller.Session == "sas" ? "SAS" : "AccountKey");
        json.WriteString("tokenHash", new DemoRandom(DemoRandom.HashOf(caller.Session)).Hex(64).ToUpperInvariant());
        json.WriteEndObject();
        json.WriteString("location", "westeurope");
        json.WriteStartObject("properties");
        json.WriteString("accountName", account);
        json.WriteString("userAgentHeader", caller.UserAgent);
        json.WriteString("serviceType", "blob");
        json.WriteString("objectKey", $"/{account}/data/{call.Key}");
        json.WriteNumber("requestHeaderSize", 452);
        json.WriteNumber("requestBodySize", 0);
        json.WriteNumber("responseHeaderSize", 258);
        json.WriteNumber("responseBodySize", (long)(call.BytesOut ?? 0));
        json.WriteString("tlsVersion", "TLS 1.2");
        json.WriteEndObject();
        json.WriteString("uri", $"https://{account}.blob.core.windows.net:443/data/{call.Key}");
        json.WriteString("protocol", "HTTPS");
    }

    private static void WriteActivity(Utf8JsonWriter json, OtherCloudRecord entry)
    {
        var (caller, call) = (entry.Caller, entry.Call);
        json.WriteString("resourceId", $"{Subscription}/PROVIDERS/{call.Service.ToUpperInvariant()}/{call.Action.Split('/')[0].ToUpperInvariant()}/DATA01");
        json.WriteString("operationName", $"{call.Service}/{call.Action}".ToUpperInvariant());
        json.WriteString("category", "Administrative");
        json.WriteString("resultType", "Success");
        json.WriteString("callerIpAddress", caller.Address);
        json.WriteString("correlationId", entry.CorrelationId);
        json.WriteStartObject("identity");
        json.WriteStartObject("authorization");
        json.WriteString("action", $"{call.Service}/{call.Action}");
        json.WriteEndObject();
        json.WriteStartObject("claims");
        json.WriteString("name", caller.Session);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("level", "Information");
    }
}
