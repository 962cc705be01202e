using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.LakeEvents;
using Det0131.Datasets.Simulation.Procedures;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Simulation.Backgrounds;

/// <summary>Plants the catalogue's acts into recorded life: a copy of a lake with their records among its own. Thread-safe: keeps no state.</summary>
/// <remarks>
/// <code>
/// dir/lake   dir/acts.csv
/// </code>
/// Same background and options, same events.
/// </remarks>
public static class BackgroundActs
{
    private const int UsualDays = 7;

    /// <summary>Plants into <paramref name="directory"/>, which must be empty or not exist yet. The background stays as it is.</summary>
    /// <exception cref="ArgumentException">The options, or the acts file, are not usable; the message lists every fault.</exception>
    /// <exception cref="InvalidDataException">The background has no host of its own for a day.</exception>
    /// <exception cref="IOException">The directory already holds something.</exception>
    public static BackgroundSummary Plant(string background, string directory, BackgroundOptions options, LakeOptions lakeOptions, JobProgress progress, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(background);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        options.Validate();
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new IOException($"Found files in {directory}; expected an empty or a new directory for a planted background.");
        }

        using var recorded = EventLake.Open(background, lakeOptions);
        progress.Report("reading the background", 0, null);
        var survey = BackgroundSurvey.Of(() => recorded.ReadEvents(cancellation: cancellation), options);
        var days = recorded.Statistics(cancellation).Days;
        if (survey.Hosts.Count == 0)
        {
            throw new InvalidDataException($"Found no local host with a day of connections in {background}; expected one. Name the hosts by an assets file, or the local networks.");
        }

        var site = new BackgroundSite(survey);
        var first = days[^Math.Min(days.Count, options.ActDays ?? Math.Min(UsualDays, Math.Max(1, days.Count / 3)))];
        var wishes = new ProcedurePlanOptions
        {
            FirstDay = first, Days = days[^1].DayNumber - first.DayNumber + 1, HistoryDays = first.DayNumber - days[0].DayNumber, Seed = options.Seed, IsSeenOn = site.IsSeenOn,
            Requests = [.. (options.Acts == "all" ? ActRequest.All() : ActRequest.Read(options.Acts)).Where((_, number) => number % options.Parts == options.Part - 1)],
        };
        var plan = ProcedureCatalogue.Plan(site.Hosts, wishes);
        plan = plan.LeftOut.Count == 0 ? plan : ProcedureCatalogue.Plan(site.Hosts, wishes with { MayShareHostDays = true });
        Copy(recorded.Root, Path.Combine(directory, "lake"), cancellation);
        var scripts = new ScriptPlan(plan.Scripts, first);
        using var lake = EventLake.Open(Path.Combine(directory, "lake"), lakeOptions);
        var events = Play(lake, site, survey, scripts, days, options.Seed, cancellation);
        progress.Clear();
        var played = scripts.Acts.Where(act => act.RecordIds.Count > 0).ToList();
        var names = site.Hosts.ToDictionary(host => host.Name, host => host.FullName, StringComparer.Ordinal);
        TruthFiles.WriteActs(directory, played, name => names.GetValueOrDefault(name, name));
        return new BackgroundSummary(
            survey.Hosts.Count, first, events, played.Count, [.. scripts.Acts.Where(act => act.RecordIds.Count == 0).Select(act => act.Id)],
            [.. plan.LeftOut.Select(left => (left.Request.Procedure, left.Reason))]);
    }

    private static long Play(EventLake lake, BackgroundSite site, BackgroundSurvey survey, ScriptPlan plan, IReadOnlyList<DateOnly> days, ulong seed, CancellationToken cancellation)
    {
        using var writer = new LakeWriter(lake, cancellation);
        var logs = new LakeLogs(new ActLedger(), new EventEnricher(redactRaw: false), writer.Append, new BackgroundSight(survey));
        var simulation = new SiteSimulation(site, seed, logs, plan);
        foreach (var day in days.Where(day => plan.On(day).Any()))
        {
            simulation.Live(day, () =>
            {
                logs.Flush();
                writer.CommitIfFull();
            });
        }

        return writer.Complete();
    }

    /// <summary>Copies what a lake is made of; parts that are being written elsewhere are not.</summary>
    private static void Copy(string from, string to, CancellationToken cancellation)
    {
        foreach (var file in Directory.EnumerateFiles(from).Concat(Directory.EnumerateFiles(Path.Combine(from, "events"), "*", SearchOption.AllDirectories)))
        {
            cancellation.ThrowIfCancellationRequested();
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
