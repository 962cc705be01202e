using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Google Cloud's audit logs as a sink exports them: one LogEntry a line, a file a day. They hold no byte counts.</summary>
internal sealed class GoogleCloudRecords(ActLedger acts) : DailyLog<OtherCloudRecord>("gcp", acts), ICloudSensor
{
    private readonly GoogleCloudJson _json = new();

    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call) =>
        Add(new OtherCloudRecord { TimeMicros = at, CorrelationId = GoogleCloudJson.NewId(random), Caller = caller, Call = call });

    protected override string Write(OtherCloudRecord entry, LogFolder folder, DateOnly day)
    {
        folder.Open(FileName(day)).WriteLine(_json.Compose(entry));
        return "gcp:" + entry.CorrelationId;
    }

    protected override void EndDay(LogFolder folder, DateOnly day) => folder.Close(FileName(day));

    private static string FileName(DateOnly day) => InvariantText.Text($"gcp/audit-{day:yyyyMMdd}.json.gz");
}
