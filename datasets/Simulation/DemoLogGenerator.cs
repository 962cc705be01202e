using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation;

/// <summary>
/// Writes the logs of a small invented site for some weeks, in the formats that its sources really write, with staged acts of
/// exfiltration in the last days and a file that tells which records belong to which act. Thread-safe: keeps no state.
/// </summary>
/// <remarks>
/// <code>
/// dir/logs/history/…   dir/logs/week/…   dir/assets.csv   dir/acts.csv
/// </code>
/// Same options, same bytes before compression; the compressed bytes are those of the runtime's zlib.
/// </remarks>
public static class DemoLogGenerator
{
    /// <summary>Writes everything below <paramref name="directory"/>, which must be empty or not exist yet.</summary>
    /// <exception cref="ArgumentException">The options are not usable; the message lists every fault.</exception>
    /// <exception cref="IOException">The directory already holds something.</exception>
    public static DemoSummary Write(string directory, DemoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Write(directory, options, options.WithActs ? ActScript.All() : []);
    }

    /// <summary>As the other, with acts of the caller's own: their days count from the first scored day, days before it being negative.</summary>
    internal static DemoSummary Write(string directory, DemoOptions options, IReadOnlyList<ActScript> scripts)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options.Validate();
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new IOException($"Found files in {directory}; expected an empty or a new directory for demo logs.");
        }

        Directory.CreateDirectory(directory);
        var acts = new ActLedger();
        var logs = new RawLogs(acts);
        var site = new DemoSite(options.ScoredStart);
        var plan = new ScriptPlan(scripts, options.ScoredStart);
        var simulation = new SiteSimulation(site, options.Seed, logs, plan);
        var folders = new Dictionary<string, LogFolder>(StringComparer.Ordinal);
        try
        {
            for (var number = 0; number < (7 * options.HistoryWeeks) + options.ScoredDays; number++)
            {
                var date = options.Start.AddDays(number);
                var scoredDay = number - (7 * options.HistoryWeeks);
                simulation.Live(date);
                var name = scoredDay < 0 ? "history" : options.FolderPerScoredDay ? InvariantText.Text($"week/{date:yyyy-MM-dd}") : "week";
                if (!folders.TryGetValue(name, out var folder))
                {
                    folders[name] = folder = new LogFolder(directory, name);
                }

                logs.Flush(folder, date);
                if (date.DayOfWeek == DayOfWeek.Sunday)
                {
                    folder.Rotate();
                }
            }
        }
        finally
        {
            foreach (var folder in folders.Values)
            {
                folder.Dispose();
            }
        }

        var played = plan.Acts.Where(act => act.RecordIds.Count > 0).ToList();
        TruthFiles.WriteAssets(directory, site.Hosts.Select(AssetLine.Of));
        TruthFiles.WriteActs(directory, played, name => site.Hosts.FirstOrDefault(host => host.Name == name)?.FullName ?? name);
        return new DemoSummary(logs.Written(), folders.Values.Sum(f => f.Files), folders.Values.Sum(f => f.Bytes), folders.Values.Sum(f => f.StoredBytes), played.Count);
    }
}
