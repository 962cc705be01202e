using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Writes one CloudTrail record as the service does. Not thread-safe.</summary>
internal sealed class CloudTrailJson
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private Utf8JsonWriter? _json;

    /// <summary>A call as a record; its id is drawn by chance.</summary>
    public ReadOnlySpan<byte> Compose(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Compose(new CloudTrailRecord { TimeMicros = at, EventId = random.Identifier(), Caller = caller, Call = call });

    /// <summary>The record's bytes, good until the next call.</summary>
    public ReadOnlySpan<byte> Compose(CloudTrailRecord entry)
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

    /// <summary>Text, a list or a dictionary.</summary>
    internal static void WriteValue(Utf8JsonWriter json, object value)
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
