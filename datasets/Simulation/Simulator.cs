using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.LakeEvents;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Simulation;

/// <summary>
/// Simulates an enterprise into a lake, and if wished into the raw logs of the same life. Thread-safe: keeps no state.
/// </summary>
/// <remarks>
/// <code>
/// dir/lake   dir/logs/simulated/…   dir/assets.csv   dir/acts.csv
/// </code>
/// Same options, same events, whatever the number of threads. Memory does not grow with the days, and with the users only by what a log counts per host.
/// </remarks>
public static class Simulator
{
    private const string RawFolder = "simulated";

    /// <summary>Names of raw formats.</summary>
    public static IReadOnlyList<string> RawFormats => RawLogs.Formats;

    /// <summary>Simulates into <paramref name="directory"/>, which must be empty or not exist yet.</summary>
    /// <param name="directory">Where lake, logs, assets and acts go.</param>
    /// <param name="options">What to simulate.</param>
    /// <param name="lakeOptions">How the lake is written.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it between two hosts; what was committed stays.</param>
    /// <exception cref="ArgumentException">The options, or the acts file, are not usable; the message lists every fault.</exception>
    /// <exception cref="IOException">The directory already holds something.</exception>
    public static SimulationSummary Run(string directory, SimulationOptions options, LakeOptions lakeOptions, JobProgress progress, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        options.Validate();
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new IOException($"Found files in {directory}; expected an empty or a new directory for a simulation.");
        }

        var site = new EnterpriseSite(options);
        var names = site.Assets().Select(asset => asset.Host).ToDictionary(host => host.Name, host => host.FullName, StringComparer.Ordinal);
        var plan = SitePlans.Of(options, site);
        Directory.CreateDirectory(directory);
        TruthFiles.WriteAssets(directory, site.Assets());
        using var lake = EventLake.Open(Path.Combine(directory, "lake"), lakeOptions);
        var events = WriteLake(lake, site, options, plan, progress, cancellation);
        var records = 0L;
        if (options.RawFormats is { Count: > 0 })
        {
            // Acts gather what they leave: the second life has its own.
            var rawPlan = SitePlans.Of(options, site);
            records = WriteRaw(directory, site, options, rawPlan, progress, cancellation);
            AddRecords(plan, rawPlan);
        }

        progress.Clear();
        var played = plan.Acts.Where(act => act.RecordIds.Count > 0).ToList();
        TruthFiles.WriteActs(directory, played, name => names.GetValueOrDefault(name, name));
        return new SimulationSummary(site.HostCount, events, records, played.Count, [.. plan.Acts.Where(act => act.RecordIds.Count == 0).Select(act => act.Id)]);
    }

    private static long WriteLake(EventLake lake, EnterpriseSite site, SimulationOptions options, IActPlan plan, JobProgress progress, CancellationToken cancellation)
    {
        using var writer = new LakeWriter(lake, cancellation);
        var logs = new LakeLogs(new ActLedger(), new EventEnricher(redactRaw: false), writer.Append);
        var simulation = new SiteSimulation(site, options.Seed, logs, plan);
        var hostDays = 0L;
        for (var day = 0; day < options.Days; day++)
        {
            simulation.Live(options.Start.AddDays(day), () =>
            {
                logs.Flush();
                writer.CommitIfFull();
                progress.Report("simulating", ++hostDays, (long)options.Days * site.HostCount, $"host-days, {writer.Count:N0} events");
            });
            writer.CommitIfLarge();
        }

        return writer.Complete();
    }

    private static long WriteRaw(string directory, EnterpriseSite site, SimulationOptions options, IActPlan plan, JobProgress progress, CancellationToken cancellation)
    {
        var logs = new RawLogs(new ActLedger(), options.RawFormats);
        var simulation = new SiteSimulation(site, options.Seed, logs, plan);
        using var folder = new LogFolder(directory, RawFolder);
        for (var day = 0; day < options.Days; day++)
        {
            var date = options.Start.AddDays(day);
            simulation.Live(date, cancellation.ThrowIfCancellationRequested);
            logs.Flush(folder, date);
            if (date.DayOfWeek == DayOfWeek.Sunday)
            {
                folder.Rotate();
            }

            progress.Report("writing raw logs", day + 1, options.Days, "days");
        }

        return logs.Written().Values.Sum();
    }

    private static void AddRecords(IActPlan to, IActPlan from)
    {
        foreach (var (act, raw) in to.Acts.Zip(from.Acts))
        {
            foreach (var id in raw.RecordIds)
            {
                act.Recorded(raw.StartMicros, id);
            }
        }
    }
}
