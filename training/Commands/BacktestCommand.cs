using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Training.Backtesting;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Commands;

/// <summary>Proves on a lake's own past what a model finds and what it costs.</summary>
internal sealed class BacktestCommand : Command
{
    private readonly Option<string> _lake = new("--lake") { Description = "Lake to replay.", Required = true };
    private readonly Option<string> _labels = new("--labels") { Description = "acts.csv: which records belong to which act. Without it only costs are reported." };
    private readonly Option<string> _assets = new("--assets") { Description = "CSV of hosts, as for train." };
    private readonly Option<string[]> _internal = new("--internal") { Description = "A local network (CIDR); may be repeated. Without it they are learned.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<Platform?> _platform = new("--platform") { Description = "Platform of hosts that nothing names; Linux without it." };
    private readonly Option<double> _budget = new("--budget") { Description = "New alerts a day that the SOC accepts; 1, 5, 10 and 50 are reported too.", DefaultValueFactory = _ => 10 };
    private readonly Option<int?> _trainDays = new("--train-days") { Description = "Days with events that each training sees at most; all that lie before without it." };
    private readonly Option<int> _retrainDays = new("--retrain-days") { Description = "Days with events after which is trained anew.", DefaultValueFactory = _ => 7 };
    private readonly Option<string> _from = new("--from") { Description = "First day that is scored (UTC date); without it the first after --train-days, else after three quarters of the days." };
    private readonly Option<string> _until = new("--until") { Description = "First day that is no longer scored." };
    private readonly Option<double?> _halfLife = new("--half-life") { Description = "Days after which a count weighs half; without it nothing fades." };
    private readonly Option<bool> _competitors = new("--competitors") { Description = "Also run static rules, summed bytes, isolation forest, kNN and HBOS on the same groups." };
    private readonly Option<bool> _noLeaveOneOut = new("--no-leave-one-out") { Description = "Do not leave every element and family out in turn." };
    private readonly Option<string> _peers = new Option<string>("--peers") { Description = "auto, learned or platform, as for train.", DefaultValueFactory = _ => "auto" }.AcceptOnlyFromAmong("auto", "learned", "platform");
    private readonly Option<string> _feedback = new("--feedback") { Description = "File of verdicts (NDJSON) that every training takes; those given after its last day are kept from it." };
    private readonly Option<bool> _analysts = new("--simulate-analysts") { Description = "Score the same days once more with simulated analysts whose verdicts later trainings take, and compare; needs --labels and two trainings or more." };
    private readonly Option<int> _perWeek = new("--verdicts-a-week") { Description = "Alerts that simulated analysts look at in a week, rarest first.", DefaultValueFactory = _ => new AnalystOptions().PerWeek };
    private readonly Option<double> _errors = new("--analyst-errors") { Description = "Share of their verdicts that is wrong, 0 to 1.", DefaultValueFactory = _ => new AnalystOptions().ErrorRate };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides resamples and samples.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _json = new("--json") { Description = "Write all figures to this file." };
    private readonly Option<string> _html = new("--html") { Description = "Write a report with pictures to this file; it needs no other." };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads for counting; the figures are the same for any number." };

    public BacktestCommand()
        : base("backtest", """
            Trains on the past and scores the days that follow, day by day, as production would have; then says what was found, how soon, at which cost in
            alerts, and why the rest was missed. A training never sees a day that is still to come.

            Example:
              det0131-train backtest --lake sim/lake --labels sim/acts.csv --assets sim/assets.csv --train-days 21 --html report.html
              det0131-train backtest --lake sim/lake --labels sim/acts.csv --train-days 14 --simulate-analysts --verdicts-a-week 30
              det0131-train backtest --lake lake --budget 5 --from 2026-10-01 --competitors --json figures.json
            """)
    {
        foreach (var option in new Option[] { _lake, _labels, _assets, _internal, _platform, _budget, _trainDays, _retrainDays, _from, _until, _halfLife, _competitors, _noLeaveOneOut, _peers, _feedback, _analysts, _perWeek, _errors, _seed, _json, _html, _threads })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var options = OptionsOf(parsed);
        options = options with { Learning = options.Learning with { LearnPeers = options.Learning.Site.LearnsPeers(parsed.GetValue(_peers)!), Feedback = Feedback(parsed) } };
        options.Check();
        var labels = parsed.GetValue(_labels) is { } acts ? new ActLabels(StagedActs.Read(acts), Path.GetDirectoryName(Path.GetFullPath(acts))!) : null;
        var lakeOptions = new LakeOptions();
        if (parsed.GetValue(_threads) is { } threads)
        {
            lakeOptions = lakeOptions with { Threads = threads };
        }

        using var lake = EventLake.Open(parsed.GetValue(_lake)!, lakeOptions);
        var history = new LakeHistory(lake);
        var job = new BacktestJob(history, [.. history.Statistics.Days.Select(Fold.NumberOf)], schema => new ObservationCounter(schema, lakeOptions), labels, options, JobProgress.OnStandardError())
        {
            Find = (identities, take) =>
            {
                foreach (var found in lake.Find(identities, cancellation: cancellation))
                {
                    take(found);
                }
            },
            OnFold = fold => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"learned from {fold.Facts.TrainFrom:yyyy-MM-dd} to {fold.Facts.Cut.AddDays(-1):yyyy-MM-dd}, scored up to {fold.Facts.Until.AddDays(-1):yyyy-MM-dd}: {fold.Events:N0} events, {fold.Groups:N0} groups")),
        };
        var report = job.Run(cancellation);
        BacktestTable.Write(report, Console.Out);
        if (parsed.GetValue(_json) is { } json)
        {
            File.WriteAllBytes(json, BacktestJson.ToBytes(report));
        }

        if (parsed.GetValue(_html) is { } html)
        {
            using var file = File.Create(html);
            BacktestPage.Write(report, file);
        }

        return JobExit.Success;
    }

    private FeedbackSnapshot? Feedback(ParseResult parsed) =>
        parsed.GetValue(_feedback) is { } path ? FeedbackSnapshot.Of(FeedbackText.Read(File.ReadAllBytes(path))) : null;

    private BacktestOptions OptionsOf(ParseResult parsed) => new()
    {
        Learning = new LearningOptions
        {
            BudgetPerDay = parsed.GetValue(_budget),
            HalfLifeDays = parsed.GetValue(_halfLife),
            Fallback = parsed.GetValue(_platform) ?? Platform.Linux,
            Site = new SiteStatement(
                parsed.GetValue(_assets) is { } assets ? AssetsFile.Read(assets) : [],
                [.. (parsed.GetValue(_internal) ?? []).Select(text => AddressBlock.Parse(text).ToString())]),
        },
        TrainDays = parsed.GetValue(_trainDays),
        RetrainDays = parsed.GetValue(_retrainDays),
        FirstDay = DayOf(parsed.GetValue(_from)),
        EndDay = DayOf(parsed.GetValue(_until)),
        Competitors = parsed.GetValue(_competitors),
        LeaveOneOut = !parsed.GetValue(_noLeaveOneOut),
        Analysts = parsed.GetValue(_analysts) ? new AnalystOptions(parsed.GetValue(_perWeek), parsed.GetValue(_errors)) : null,
        Seed = parsed.GetValue(_seed),
    };

    private static DateOnly? DayOf(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new FormatException($"Found the day '{text}'; expected yyyy-MM-dd.");
}
