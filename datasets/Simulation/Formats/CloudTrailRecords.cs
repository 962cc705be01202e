using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Who calls the cloud API. Immutable.</summary>
/// <param name="Role">Assumed role; empty for a plain user.</param>
/// <param name="Session">Session name of the role, or the user's name.</param>
internal sealed record CloudCaller(string Role, string Session, string Address, string UserAgent, string VpcEndpoint = "")
{
    /// <summary>Nobody that the account knows: a request without a signature.</summary>
    public const string Anonymous = "ANONYMOUS_PRINCIPAL";

    /// <summary>Whose cloud is called: <c>aws</c>, <c>azure</c> or <c>gcp</c>.</summary>
    public string Provider { get; init; } = "aws";
}

/// <summary>One API call. Immutable.</summary>
/// <param name="Request">Request parameters; a value may be text, a list or a dictionary.</param>
/// <param name="Bucket">Bucket of a storage call, else empty.</param>
/// <param name="BytesIn">Bytes that the service received; null where CloudTrail gives none.</param>
internal sealed record CloudCall(
    string Service,
    string Action,
    bool ReadOnly,
    IReadOnlyDictionary<string, object> Request,
    string Bucket = "",
    string Key = "",
    double? BytesIn = null,
    double? BytesOut = null,
    string Error = "")
{
    /// <summary>Account that owns the bucket.</summary>
    public string BucketOwner { get; init; } = Site.CloudAccount;
}

internal sealed class CloudTrailRecord : LogEntry
{
    public required string EventId { get; init; }

    public required CloudCaller Caller { get; init; }

    public required CloudCall Call { get; init; }
}

/// <summary>AWS CloudTrail of one account and region: gzip files of one <c>{"Records":[…]}</c> object, four a day.</summary>
internal sealed class CloudTrailRecords(ActLedger acts) : DailyLog<CloudTrailRecord>("cloudtrail", acts)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private Utf8JsonWriter? _json;
    private string _openName = "";

    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Add(new CloudTrailRecord { TimeMicros = at, EventId = random.Identifier(), Caller = caller, Call = call });

    protected override string Write(CloudTrailRecord entry, LogFolder folder, DateOnly day)
    {
        var quarter = SiteClock.TimeOf(entry.TimeMicros - (entry.TimeMicros % (6 * 3_600_000_000L)));
        var name = InvariantText.Text($"aws/AWSLogs/{Site.CloudAccount}/CloudTrail/{Site.CloudRegion}/{quarter:yyyy/MM/dd}/{Site.CloudAccount}_CloudTrail_{Site.CloudRegion}_{quarter:yyyyMMdd'T'HHmm'Z'}_{DemoRandom.HashOf(InvariantText.Text($"{quarter:O}{day:O}")):x16}.json.gz");
        if (name != _openName)
        {
            Finish(folder);
            folder.Open(name, file => file.Write("{\"Records\":["u8));
            _openName = name;
        }
        else
        {
            folder.Open(name).Write(","u8);
        }

        folder.Open(name).Write(Compose(entry));
        return "cloudtrail:" + entry.EventId;
    }

    protected override void EndDay(LogFolder folder, DateOnly day) => Finish(folder);

    private void Finish(LogFolder folder)
    {
        if (_openName.Length > 0)
        {
            folder.Open(_openName).Write("]}"u8);
            folder.Close(_openName);
            _openName = "";
        }
    }

    private ReadOnlySpan<byte> Compose(CloudTrailRecord entry)
    {
        var (caller, call) = (entry.Caller, entry.Call);
        var data = call.Key.Length > 0;
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteString("eventVersion", "1.10");
        WriteIdentity(json, caller);
        json.WriteString("eventTime", SiteClock.TimeOf(entry.TimeMicros).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteString("eventSource", call.Service + ".amazonaws.com");
        json.WriteString("eventName", call.Action);
        json.WriteString("awsRegion", Site.CloudRegion);
        json.WriteString("sourceIPAddress", caller.Address);
        json.WriteString("userAgent", call.Service == "s3" ? $"[{caller.UserAgent}]" : caller.UserAgent);
        if (call.Error.Length > 0)
        {
            json.WriteString("errorCode", call.Error);
        }

        json.WritePropertyName("requestParameters");
        WriteValue(json, call.Request);
        json.WriteNull("responseElements");
        if (call.BytesOut is not null || call.BytesIn is not null)
        {
            json.WriteStartObject("additionalEventData");
            json.WriteString("SignatureVersion", "SigV4");
            json.WriteString("CipherSuite", "TLS_AES_128_GCM_SHA256");
            WriteBytes(json, "bytesTransferredIn", call.BytesIn ?? 0);
            json.WriteString("AuthenticationMethod", "AuthHeader");
            WriteBytes(json, "bytesTransferredOut", call.BytesOut ?? 0);
            json.WriteEndObject();
        }

        json.WriteString("requestID", entry.EventId[..8].ToUpperInvariant() + "A1B2C3D4");
        json.WriteString("eventID", entry.EventId);
        json.WriteBoolean("readOnly", call.ReadOnly);
        WriteResources(json, call);
        json.WriteString("eventType", "AwsApiCall");
        json.WriteBoolean("managementEvent", !data);
        json.WriteString("recipientAccountId", Site.CloudAccount);
        if (caller.VpcEndpoint.Length > 0)
        {
            json.WriteString("vpcEndpointId", caller.VpcEndpoint);
        }

        json.WriteString("eventCategory", data ? "Data" : "Management");
        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenSpan;
    }

    private static void WriteIdentity(Utf8JsonWriter json, CloudCaller caller)
    {
        if (caller.Session == CloudCaller.Anonymous)
        {
            json.WriteStartObject("userIdentity");
            json.WriteString("type", "AWSAccount");
            json.WriteString("principalId", "");
            json.WriteString("accountId", CloudCaller.Anonymous);
            json.WriteEndObject();
            return;
        }

        var user = caller.Role.Length == 0;
        var id = (user ? "AIDA" : "AROA") + new DemoRandom(DemoRandom.HashOf(user ? caller.Session : caller.Role)).Text(17, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
        json.WriteStartObject("userIdentity");
        json.WriteString("type", user ? "IAMUser" : "AssumedRole");
        json.WriteString("principalId", user ? id : $"{id}:{caller.Session}");
        json.WriteString("arn", user ? $"arn:aws:iam::{Site.CloudAccount}:user/{caller.Session}" : $"arn:aws:sts::{Site.CloudAccount}:assumed-role/{caller.Role}/{caller.Session}");
        json.WriteString("accountId", Site.CloudAccount);
        json.WriteString("accessKeyId", (user ? "AKIA" : "ASIA") + new DemoRandom(DemoRandom.HashOf(caller.Session)).Text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
        if (user)
        {
            json.WriteString("userName", caller.Session);
        }
        else
        {
            json.WriteStartObject("sessionContext");
            json.WriteStartObject("sessionIssuer");
            json.WriteString("type", "Role");
            json.WriteString("principalId", id);
            json.WriteString("arn", $"arn:aws:iam::{Site.CloudAccount}:role/{caller.Role}");
            json.WriteString("accountId", Site.CloudAccount);
            json.WriteString("userName", caller.Role);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, CloudCall call)
    {
        if (call.Bucket.Length == 0)
        {
            return;
        }

        json.WriteStartArray("resources");
        if (call.Key.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "AWS::S3::Object");
            json.WriteString("ARN", $"arn:aws:s3:::{call.Bucket}/{call.Key}");
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("accountId", call.BucketOwner);
        json.WriteString("type", "AWS::S3::Bucket");
        json.WriteString("ARN", $"arn:aws:s3:::{call.Bucket}");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Byte counts come as integers or, as the service prints some, with a decimal point.</summary>
    private static void WriteBytes(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(InvariantText.Text($"{value:F1}"));
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case IReadOnlyDictionary<string, object> map:
                json.WriteStartObject();
                foreach (var (name, inner) in map)
                {
                    json.WritePropertyName(name);
                    WriteValue(json, inner);
                }

                json.WriteEndObject();
                break;
            case IEnumerable<object> list:
                json.WriteStartArray();
                foreach (var inner in list)
                {
                    WriteValue(json, inner);
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"Found a request value of type {value.GetType().Name}; expected text, a list or a dictionary.");
        }
    }
}
