using Det0131.Datasets;
using Det0131.Datasets.DemoLogs;
using Det0131.Models.Versioning;

namespace Det0131.Scoring.Demo;

/// <summary>The shipped demo, unpacked: a store with a promoted model, and a week of logs to feed. Immutable.</summary>
/// <param name="Store">Directory of the model store.</param>
/// <param name="Version">The promoted version.</param>
/// <param name="Logs">Directory of the logs.</param>
/// <param name="Days">
/// The days in order, each with its folder. The logs of a day overlap in time and join each other: events are late, and joins are missed, when the
/// scorer moves on between two files of one day.
/// </param>
public sealed record DemoSite(string Store, string Version, string Logs, IReadOnlyList<SampleDay> Days)
{
    /// <summary>First event of the week at the earliest, and last at the latest, UTC: what a page shows as the demo's present.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) Span =>
        (new(Days[0].Day.AddDays(-1), TimeOnly.MinValue, TimeSpan.Zero), new(Days[^1].Day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>Unpacks the samples beside the program. Takes about a second.</summary>
    /// <param name="directory">An empty or new directory, that the caller deletes.</param>
    /// <param name="time">The clock for the store's log.</param>
    /// <exception cref="FileNotFoundException">The program came without samples; the message names the file.</exception>
    /// <exception cref="IOException">The directory already holds something.</exception>
    public static DemoSite Prepare(string directory, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(time);
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new IOException($"Found files in {directory}; expected an empty or a new directory for the demo.");
        }

        var (model, logs) = (BundledFiles.PathOf(BundledFiles.DemoModel), BundledFiles.PathOf(BundledFiles.DemoLogArchive));
        var to = Path.Combine(directory, "logs");
        Directory.CreateDirectory(to);
        var days = SampleArchive.Unpack(logs, to);
        var store = ModelStore.Open(Path.Combine(directory, "store"), time);
        var version = store.Import(model, "demo");
        store.Promote(version, "demo");
        return new DemoSite(store.DirectoryPath, version.ToString(), to, days);
    }
}
