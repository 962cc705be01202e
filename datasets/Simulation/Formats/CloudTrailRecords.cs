using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

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
internal sealed class CloudTrailRecords(ActLedger acts) : DailyLog<CloudTrailRecord>("cloudtrail", acts), ICloudSensor
{
    private readonly CloudTrailJson _json = new();
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

        folder.Open(name).Write(_json.Compose(entry));
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
}
