using Det0131.Datasets;
using Det0131.Datasets.Simulation;
using Det0131.Models.Versioning;
using Det0131.Scoring.Hosting;

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
    private const double MostSettleSeconds = 0.1;
    private const double MostCommitSeconds = 10;

    /// <summary>First event of the week at the earliest, and last at the latest, UTC: what a page shows as the demo's present.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) Span =>
        (new(Days[0].Day.AddDays(-1), TimeOnly.MinValue, TimeSpan.Zero), new(Days[^1].Day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>How the service is to run on the demo: whatever is asked for, it keeps its own state and hardly waits for more events, as whole days come at once.</summary>
    /// <param name="asked">What the user asked for; addresses and limits stay.</param>
    /// <param name="directory">Where lake and state go.</param>
    /// <param name="site">The unpacked demo.</param>
    public static ServeOptions Options(ServeOptions asked, string directory, DemoSite site)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(site);
        return asked with
        {
            Demo = true, Store = site.Store, Lake = Path.Combine(directory, "lake"), Data = Path.Combine(directory, "data"), Database = null,
            SettleSeconds = Math.Min(asked.SettleSeconds, MostSettleSeconds), LakeCommitSeconds = Math.Min(asked.LakeCommitSeconds, MostCommitSeconds),
        };
    }

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
