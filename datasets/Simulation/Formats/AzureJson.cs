using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Writes one Azure record as diagnostic settings export it. Not thread-safe.</summary>
/// <remarks>
/// A person signs in with an account of the site's directory, a role is a service principal, which the logs name by an id alone, and the session <c>sas</c> is whoever holds a
/// token signed with the account's key. A token cannot call the management: such a call is the administrator's, whose account the thief has.
/// </remarks>
internal sealed class AzureJson
{
    public const string Activity = "Activity";

    private const string Tenant = "7c1f0e52-3b8a-4d96-a1e4-90d2b6f85c31";
    private const string Subscription = "/SUBSCRIPTIONS/5B0E1C6A-8D2F-4E37-9A41-2C7F60D3B815/RESOURCEGROUPS/DATA";
    private const string Claims = "http://schemas.microsoft.com/identity/claims/";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private Utf8JsonWriter? _json;

    /// <summary>The log that a call is in: a storage account's reads or writes, or the subscription's activity.</summary>
    public static string CategoryOf(CloudCall call) => call.Service != "s3" ? Activity
        : call.Action.StartsWith("Get", StringComparison.Ordinal) || call.Action.StartsWith("List", StringComparison.Ordinal) ? "StorageRead" : "StorageWrite";

    /// <summary>The name of the storage account that stands for a bucket: letters and digits only.</summary>
    public static string AccountOf(string bucket) => bucket.Replace("-", "", StringComparison.Ordinal);

    /// <summary>The id of a role's service principal.</summary>
    public static string PrincipalOf(string role) => new DemoRandom(DemoRandom.HashOf(role)).Identifier();

    /// <summary>A call as a record; its id is drawn by chance.</summary>
    public ReadOnlySpan<byte> Compose(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Compose(new OtherCloudRecord { TimeMicros = at, CorrelationId = random.Identifier(), Caller = caller, Call = call });

    /// <summary>The record's bytes, good until the next call.</summary>
    public ReadOnlySpan<byte> Compose(OtherCloudRecord entry)
    {
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteString("time", SiteClock.TimeOf(entry.TimeMicros).ToString("yyyy-MM-ddTHH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        var category = CategoryOf(entry.Call);
        if (category == Activity)
        {
            WriteActivity(json, entry);
        }
        else
        {
            WriteStorage(json, entry, category);
        }

        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenSpan;
    }

    private static void WriteStorage(Utf8JsonWriter json, OtherCloudRecord entry, string category)
    {
        var (caller, call) = (entry.Caller, entry.Call);
        var account = AccountOf(call.Bucket);
        var path = call.Key.Length > 0 ? "data/" + call.Key : "data";
        json.WriteString("resourceId", $"{Subscription}/PROVIDERS/MICROSOFT.STORAGE/STORAGEACCOUNTS/{account.ToUpperInvariant()}/blobServices/default");
        json.WriteString("category", category);
        json.WriteString("operationName", call.Action);
        json.WriteNumber("statusCode", category == "StorageRead" ? 200 : 201);
        json.WriteString("statusText", "Success");
        json.WriteNumber("durationMs", 40 + ((long)((call.BytesOut ?? 0) + (call.BytesIn ?? 0)) / 20_000));
        json.WriteString("callerIpAddress", InvariantText.Text($"{caller.Address}:{40_000 + (entry.TimeMicros / 1000 % 20_000)}"));
        json.WriteString("correlationId", entry.CorrelationId);
        WriteRequester(json, caller, account);
        json.WriteString("location", "westeurope");
        json.WriteStartObject("properties");
        json.WriteString("accountName", account);
        json.WriteString("userAgentHeader", caller.UserAgent);
        json.WriteString("serviceType", "blob");
        json.WriteString("objectKey", $"/{account}/{path}");
        json.WriteNumber("requestHeaderSize", 452);
        json.WriteNumber("requestBodySize", (long)(call.BytesIn ?? 0));
        json.WriteNumber("responseHeaderSize", 258);
        json.WriteNumber("responseBodySize", (long)(call.BytesOut ?? 0));
        json.WriteString("tlsVersion", "TLS 1.2");
        json.WriteEndObject();
        json.WriteString("uri", $"https://{account}.blob.core.windows.net:443/{path}");
        json.WriteString("protocol", "HTTPS");
    }

    private static void WriteRequester(Utf8JsonWriter json, CloudCaller caller, string account)
    {
        json.WriteStartObject("identity");
        if (caller.Session == "sas")
        {
            json.WriteString("type", "SAS");
            json.WriteString("tokenHash", $"key1({Hash(account)}),SasSignature({Hash(account + caller.UserAgent)})");
        }
        else
        {
            json.WriteString("type", "OAuth");
            json.WriteStartObject("requester");
            json.WriteString("objectId", PrincipalOf(caller.Role.Length > 0 ? caller.Role : caller.Session));
            json.WriteString("tenantId", Tenant);
            if (caller.Role.Length == 0)
            {
                json.WriteString("upn", UserName(caller.Session));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteActivity(Utf8JsonWriter json, OtherCloudRecord entry)
    {
        var (caller, call) = (entry.Caller, entry.Call);
        var name = call.Bucket.Length > 0 ? AccountOf(call.Bucket) : "data01";
        json.WriteString("resourceId", $"{Subscription}/PROVIDERS/{call.Service}/{call.Action.Split('/')[0]}/{name}".ToUpperInvariant());
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
        json.WriteString(Claims + "tenantid", Tenant);
        if (caller.Role.Length > 0)
        {
            json.WriteString("idtyp", "app");
            json.WriteString(Claims + "objectidentifier", PrincipalOf(caller.Role));
        }
        else
        {
            json.WriteString("name", UserName(caller.Session == "sas" ? CloudAccountHabits.Administrator.Session : caller.Session));
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("level", "Information");
        json.WriteString("tenantId", Tenant);
    }

    private static string UserName(string session) => session.Contains('@', StringComparison.Ordinal) ? session : session + "@corp.example";

    private static string Hash(string text) => new DemoRandom(DemoRandom.HashOf(text)).Hex(64).ToUpperInvariant();
}
