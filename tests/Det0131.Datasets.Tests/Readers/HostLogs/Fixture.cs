using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.HostLogs;

/// <summary>Reads a file of Fixtures/HostLogs the way an import does: framing, detection and parser together.</summary>
internal static class Fixture
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "HostLogs", name);

    public static (List<SecurityEvent> Events, ReadReport Report) Import(string name)
    {
        var events = new List<SecurityEvent>();
        var report = LogImporter.Run([PathOf(name)], new ImportOptions(), found =>
        {
            var copy = new SecurityEvent();
            copy.CopyFrom(found);
            events.Add(copy);
        });
        Assert.Equal(report.Total.Read, report.Total.Accepted + report.Total.Ignored + report.Total.Rejected + report.Total.Held);
        return (events, report);
    }

    /// <summary>The one event of this source and kind.</summary>
    public static SecurityEvent One(this IEnumerable<SecurityEvent> events, string source, EventKind kind) =>
        Assert.Single(events, found => found.Source == source && found.Kind == kind);

    public static long Micros(string utc) =>
        (DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).Ticks / 10;
}
