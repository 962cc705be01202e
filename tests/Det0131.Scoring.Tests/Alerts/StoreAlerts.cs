using Det0131.Models.Alerts;
using Det0131.Models.Events;

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>Alerts made by hand for the tests of the store and of deliveries.</summary>
internal static class StoreAlerts
{
    // 2026-03-04T12:00:00Z.
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static readonly IReadOnlyDictionary<string, string> NoMerges = new Dictionary<string, string>();

    /// <summary>An alert of which everything that the store looks at can be set.</summary>
    public static Alert Make(
        string id, double bits = 30, double days = 100, string host = "pc7", string? user = "alice", string destination = "example.net",
        int day = 0, long events = 3, AlertFlags flags = AlertFlags.None, string analytic = "AN0367") => new()
        {
            Id = id,
            AnalyticId = analytic,
            AnalyticName = "Windows",
            TechniqueIds = ["T1048.003"],
            Entity = new AlertEntity(host, user) { Platform = Platform.Windows, UserClass = UserClass.Person },
            Destination = new AlertDestination(destination) { Domain = "files." + destination, Address = "203.0.113.9", Port = 21, Transport = "tcp", Application = "ftp" },
            FirstMicros = Noon.ToUnixTimeMilliseconds() * 1000,
            LastMicros = (Noon.AddDays(day).ToUnixTimeMilliseconds() * 1000) + 1,
            ReturnPeriod = days == 0 ? ReturnPeriod.Uncalibrated : ReturnPeriod.RarerThan(days),
            MaturityPeriods = 28,
            ModelVersion = "20260303T230000Z-3f2a9c",
            Contributions =
            [
                new AlertContribution
                {
                    FeatureId = "volume.hour", ElementName = "DataVolumeThresholdMB", Bits = bits, Observed = "412 MB in one hour", Sentence = "more than ever",
                    Value = FeatureValue.OfNumber(412_345_678, "bytes"), Place = new BaselinePlace("host:pc7", "", 12, 20_516, 5),
                },
                new AlertContribution { FeatureId = "knowledge", ElementName = "shared", Bits = 0.1 + 0.2, Observed = "1 sign", Sentence = "1 of 12", Value = FeatureValue.OfText("ftp:21") },
            ],
            Indicators = [new KnowledgeIndicator("upload_verb", "ParentProcessAnomaly", "put", "ATT&CK") { Points = 1 }],
            Events = [new AlertEvent { Identity = UInt128.MaxValue, Source = "zeek.conn", TimeMicros = 7, Kind = EventKind.NetworkFlow, Summary = "a flow", Line = 9 }],
            EventCount = events,
            BytesOut = 412_345_678,
            Flags = flags,
            Headline = $"{user} on {host} sent 412 MB to {destination}",
        };
}
