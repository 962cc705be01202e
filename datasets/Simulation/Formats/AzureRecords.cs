using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
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
/// Azure as diagnostic settings export it, one JSON object a line: the storage account's resource log for calls about blobs, else the
/// subscription's activity log. A file of each kind a day.
/// </summary>
internal sealed class AzureRecords(ActLedger acts) : DailyLog<OtherCloudRecord>("azure", acts), ICloudSensor
{
    private static readonly string[] Kinds = ["StorageRead", "StorageWrite", AzureJson.Activity];

    private readonly AzureJson _json = new();

    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Add(new OtherCloudRecord { TimeMicros = at, CorrelationId = random.Identifier(), Caller = caller, Call = call });

    protected override string Write(OtherCloudRecord entry, LogFolder folder, DateOnly day)
    {
        folder.Open(FileName(AzureJson.CategoryOf(entry.Call), day)).WriteLine(_json.Compose(entry));
        return "azure:" + entry.CorrelationId;
    }

    protected override void EndDay(LogFolder folder, DateOnly day)
    {
        foreach (var kind in Kinds)
        {
            folder.Close(FileName(kind, day));
        }
    }

    private static string FileName(string kind, DateOnly day) => InvariantText.Text($"azure/{kind}-{day:yyyyMMdd}.json.gz");
}
