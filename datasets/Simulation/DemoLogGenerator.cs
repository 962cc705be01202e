using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
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
        var logs = new DayLogs(new ActLedger());
        var folders = new Dictionary<string, LogFolder>(StringComparer.Ordinal);
        try
        {
            for (var number = 0; number < (7 * options.HistoryWeeks) + options.ScoredDays; number++)
            {
                var date = options.Start.AddDays(number);
                var scoredDay = number - (7 * options.HistoryWeeks);
                LiveDay(options, date, scoredDay, scripts, logs);
                PlayActs(options, date, scoredDay, scripts, logs);
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

        var played = scripts.Select(script => script.Act).Where(act => act.RecordIds.Count > 0).ToList();
        TruthFiles.WriteAssets(directory);
        TruthFiles.WriteActs(directory, played);
        return new DemoSummary(logs.Written(), folders.Values.Sum(f => f.Files), folders.Values.Sum(f => f.Bytes), folders.Values.Sum(f => f.StoredBytes), played.Count);
    }

    private static void LiveDay(DemoOptions options, DateOnly date, int scoredDay, IReadOnlyList<ActScript> scripts, DayLogs logs)
    {
        var dayName = date.DayNumber.ToString("D", null);
        foreach (var host in DemoHost.All)
        {
            if (host.JoinsScored && scoredDay < 0)
            {
                continue;
            }

            var machine = MachineFor(host, logs, DemoRandom.For(options.Seed, "machine", host.Name, dayName));
            var work = host.Account.Length == 0 ? null : WorkDay.Draw(host, date, DemoRandom.For(options.Seed, "work", host.Name, dayName));
            foreach (var habit in host.Habits)
            {
                if (scripts.Any(script => script.InsteadOfHabit == habit && script.Host == host.Name && script.Days.Contains(scoredDay)))
                {
                    continue;
                }

                HabitTable.All[habit](new HostDay(host, date, machine, logs, DemoRandom.For(options.Seed, habit, host.Name, dayName), work));
            }

            if (scoredDay == RollOut.ScoredDay)
            {
                RollOut.Play(new HostDay(host, date, machine, logs, DemoRandom.For(options.Seed, "roll-out", host.Name, dayName), work));
            }
        }

        CloudAccountHabits.Live(date, logs, DemoRandom.For(options.Seed, "cloud-account", dayName));
    }

    internal static void PlayActs(DemoOptions options, DateOnly date, int scoredDay, IReadOnlyList<ActScript> scripts, DayLogs logs)
    {
        foreach (var script in scripts.Where(script => script.Days.Contains(scoredDay)))
        {
            var host = DemoHost.Named(script.Host);
            var path = new[] { "act", script.Act.Id, date.DayNumber.ToString("D", null) };
            using (logs.Acts.Play(script.Act))
            {
                var machine = MachineFor(host, logs, DemoRandom.For(options.Seed, [.. path, "machine"]));
                script.Play(new ActStage(host, date, machine, logs, DemoRandom.For(options.Seed, path)));
            }
        }
    }

    private static Machine MachineFor(DemoHost host, DayLogs logs, DemoRandom random) => host.Kind switch
    {
        "windows" => new WindowsMachine(host, logs, random),
        "linux" => new LinuxMachine(host, logs, random),
        "macos" => new MacMachine(host, logs, random),
        _ => new Machine(host, logs, random),
    };
}
