using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Models.Analytics;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Versioning;
using Det0131.Training.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Learns a model version from a lake.</summary>
internal sealed class TrainCommand : Command
{
    private const long DayMicros = 86_400_000_000;

    private readonly Option<string> _lake = new("--lake") { Description = "Lake to learn from.", Required = true };
    private readonly Option<string> _store = new("--store") { Description = "Model store; made when missing.", Required = true };
    private readonly Option<string> _from = new("--from") { Description = "Learn from this time on (UTC)." };
    private readonly Option<int?> _sinceDays = new("--since-days") { Description = "Learn from this many days before the lake's last event on; instead of --from." };
    private readonly Option<string> _until = new("--until") { Description = "Learn up to this time (UTC), exclusive." };
    private readonly Option<string> _period = new("--period") { Description = "auto, day, hour or 10m: within a period equal events count once.", DefaultValueFactory = _ => "auto" };
    private readonly Option<double> _budget = new("--budget") { Description = "New alerts a day that the SOC accepts.", DefaultValueFactory = _ => 10 };
    private readonly Option<double?> _halfLife = new("--half-life") { Description = "Days after which a count weighs half; without it nothing fades." };
    private readonly Option<string> _assets = new("--assets") { Description = "CSV of hosts: host, platform, peer_group, role, criticality, time_zone, addresses." };
    private readonly Option<string[]> _internal = new("--internal") { Description = "A local network (CIDR); may be repeated. Without it they are learned.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<Platform?> _platform = new("--platform") { Description = "Platform of hosts that nothing names; Linux without it." };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads for counting; the model is the same for any number." };
    private readonly Option<string> _feedback = new("--feedback") { Description = "Verdicts to learn from: latest (what feedback import made last), none, or the id of a snapshot.", DefaultValueFactory = _ => "latest" };
    private readonly Option<string> _peers = new Option<string>("--peers") { Description = "auto: where the assets file gives no peer groups, learn them from what entities do; platform: the platform is the group.", DefaultValueFactory = _ => "auto" }.AcceptOnlyFromAmong("auto", "learned", "platform");
    private readonly Option<bool> _promote = new("--promote") { Description = "Make the new version the one that scores." };
    private readonly Option<bool> _promoteIfSound = new("--promote-if-sound") { Description = "Promote it only if its checks against the promoted version pass; else the exit code is 3." };

    public TrainCommand()
        : base("train", """
            Learns baselines, shapes, rates and the threshold from a lake and saves them as a model version.

            Example:
              det0131-train train --lake lake --store models/store --assets assets.csv --budget 10 --promote
              det0131-train train --lake lake --store models/store --since-days 60 --promote-if-sound
            """)
    {
        foreach (var option in new Option[] { _lake, _store, _from, _sinceDays, _until, _period, _budget, _halfLife, _assets, _internal, _platform, _threads, _feedback, _peers, _promote, _promoteIfSound })
        {
            Options.Add(option);
        }

        _sinceDays.Validators.Add(days =>
        {
            if (days.GetValueOrDefault<int?>() is < 1)
            {
                days.AddError("--since-days expects 1 or more.");
            }
        });
        Validators.Add(command =>
        {
            if (command.GetValue(_from) is not null && command.GetResult(_sinceDays) is not null)
            {
                command.AddError("Give --from or --since-days, not both.");
            }

            if (command.GetValue(_promote) && command.GetValue(_promoteIfSound))
            {
                command.AddError("Give --promote or --promote-if-sound, not both.");
            }
        });
        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new LearningOptions
        {
            FromMicros = parsed.GetValue(_from) is { } from ? TimeText.Parse(from) : null,
            UntilMicros = parsed.GetValue(_until) is { } until ? TimeText.Parse(until) : null,
            PeriodMicros = PeriodChoice.Parse(parsed.GetValue(_period)!),
            BudgetPerDay = parsed.GetValue(_budget),
            HalfLifeDays = parsed.GetValue(_halfLife),
            Fallback = parsed.GetValue(_platform) ?? Platform.Linux,
            Feedback = Feedback(parsed.GetValue(_store)!, parsed.GetValue(_feedback)!),
            Site = new SiteStatement(
                parsed.GetValue(_assets) is { } assets ? AssetsFile.Read(assets) : [],
                [.. (parsed.GetValue(_internal) ?? []).Select(text => AddressBlock.Parse(text).ToString())]),
        };
        var learnsPeers = options.Site.LearnsPeers(parsed.GetValue(_peers)!);
        options = options with { LearnPeers = learnsPeers, PeersBefore = learnsPeers ? PeersBefore(parsed.GetValue(_store)!) : [] };
        options.Check();
        var lakeOptions = new LakeOptions();
        if (parsed.GetValue(_threads) is { } threads)
        {
            lakeOptions = lakeOptions with { Threads = threads };
        }

        using var lake = EventLake.Open(parsed.GetValue(_lake)!, lakeOptions);
        if (parsed.GetValue(_sinceDays) is { } days && lake.Statistics(cancellation).LastMicros is { } last)
        {
            options = options with { FromMicros = last - (days * DayMicros) };
        }

        var store = ModelStore.Open(parsed.GetValue(_store)!, TimeProvider.System);
        var trained = new TrainingJob(lake, lakeOptions, JobProgress.OnStandardError()).Run(options, store, Environment.UserName, cancellation);
        Console.Error.WriteLine(Summary(trained.Learned));
        Console.Out.WriteLine(trained.Version);
        if (parsed.GetValue(_promote))
        {
            store.Promote(trained.Version, Environment.UserName);
            Console.Error.WriteLine("promoted");
        }

        return parsed.GetValue(_promoteIfSound) ? PromoteIfSound(lake, store, trained.Version, cancellation) : JobExit.Success;
    }

    private static int PromoteIfSound(EventLake lake, ModelStore store, VersionId version, CancellationToken cancellation)
    {
        var checks = new CheckedPromotion(lake, store, JobProgress.OnStandardError()).Run(version, Environment.UserName, cancellation);
        PromotionChecks.Write(checks, Console.Error);
        var isSound = checks.All(check => check.Holds);
        Console.Error.WriteLine(isSound ? "promoted" : $"{version} was made and not promoted");
        return isSound ? JobExit.Success : JobExit.Partial;
    }

    // Of the promoted version: what the SOC knows the groups by.
    private static IReadOnlyList<LearnedPeerGroup> PeersBefore(string storePath)
    {
        var store = ModelStore.Open(storePath, TimeProvider.System);
        try
        {
            return store.Current() is { } current ? SiteContext.FromJson(File.ReadAllText(store.Load(current).PathOf("context.json"))).LearnedPeers : [];
        }
        catch (Exception e) when (e is ModelStoreException or InvalidDataException)
        {
            // A damaged version is no reason not to make a better one.
            Console.Error.WriteLine("peer groups begin anew: the promoted version cannot be read");
            return [];
        }
    }

    private static FeedbackSnapshot? Feedback(string storePath, string which)
    {
        var folder = new FeedbackFolder(storePath);
        var id = which switch { "none" => null, "latest" => folder.Latest(), _ => which };
        return id is null ? null : folder.Load(id);
    }

    private static string Summary(LearnedModel learned)
    {
        var settings = learned.Model.Settings;
        var lines = new List<string>
        {
            $"learned from {TimeText.Format(settings.FromMicros)} to {TimeText.Format(settings.UntilMicros)} in periods of {PeriodChoice.Name(settings.PeriodMicros, 1)}",
            string.Create(CultureInfo.InvariantCulture, $"{learned.Observations:N0} observations, {learned.Model.Table.RowCount:N0} baseline rows, {learned.Model.Context.Assets.Count:N0} hosts, local networks {string.Join(" ", learned.Model.Context.LocalNetworks.Take(8))}{(learned.Model.Context.LocalNetworks.Count > 8 ? " ..." : "")}"),
            string.Join(", ", AnalyticCatalogue.All.Zip(learned.GroupsByAnalytic).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.First.Name} {a.Second:N0} groups"))),
            string.Create(CultureInfo.InvariantCulture, $"rates from {learned.RateDays:0.##} days{(learned.IsOptimistic ? " by leaving out (optimistic: under 3 periods)" : $", {learned.ChainedGroups:N0} groups scored by what earlier periods taught")}; {learned.Model.Calibration.Threshold.ExpectedPerDay:0.##} alerts a day expected of a budget of {learned.Model.Calibration.Threshold.Budget.AlertsPerDay:0.##}"),
        };
        if (learned.Sensors.Flows > 0)
        {
            lines.Add(learned.Sensors.ToString());
        }

        if (learned.Model.Context.LearnedPeers is { Count: > 0 } peers)
        {
            lines.Add("peer groups learned: " + string.Join(", ", peers.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Id} ({p.Members.Count:N0})"))));
        }

        if (learned.EventsLeftOut > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{learned.EventsLeftOut:N0} events of confirmed thefts left out"));
        }

        if (learned.Weights.Moved().OrderByDescending(w => Math.Abs(Math.Log(w.Weight))).Take(8).ToList() is { Count: > 0 } moved)
        {
            lines.Add("feedback weighs " + string.Join(", ", moved.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Analytic} {w.Feature} {w.Weight:0.00}"))));
        }

        return string.Join(Environment.NewLine, lines);
    }
}
