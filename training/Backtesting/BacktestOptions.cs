using Det0131.Models.Learning;

namespace Det0131.Training.Backtesting;

/// <summary>What a backtest is told. Immutable.</summary>
internal sealed record BacktestOptions
{
    /// <summary>Budgets that every figure is given for, rising, whatever the main one is.</summary>
    public static readonly IReadOnlyList<double> StandardBudgets = [1, 5, 10, 50];

    /// <summary>How a model is learned: site, platform, half-life, budget. From and until are the backtest's own.</summary>
    public LearningOptions Learning { get; init; } = new();

    /// <summary>Most days with events that a training sees; null: all that lie before.</summary>
    public int? TrainDays { get; init; }

    /// <summary>Days with events after which is trained anew. 1 or more.</summary>
    public int RetrainDays { get; init; } = 7;

    /// <summary>First day that is scored; null: after <see cref="TrainDays"/>, else after three quarters of the days.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>First day that is no longer scored; null: the end.</summary>
    public DateOnly? EndDay { get; init; }

    /// <summary>Decides what is drawn by chance: resamples of intervals, samples of competitors.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Also run the competitors.</summary>
    public bool Competitors { get; init; }

    /// <summary>Also leave every element and family out in turn.</summary>
    public bool LeaveOneOut { get; init; } = true;

    /// <summary>Analysts who label what they see, so that the same days are scored with and without feedback; null: none.</summary>
    public AnalystOptions? Analysts { get; init; }

    /// <summary>All budgets, rising, each once.</summary>
    public IReadOnlyList<double> Budgets => field ??= [.. StandardBudgets.Append(Learning.BudgetPerDay).Distinct().Order()];

    /// <summary>Position of the main budget in <see cref="Budgets"/>.</summary>
    public int Main => field == 0 ? field = Budgets.ToList().IndexOf(Learning.BudgetPerDay) : field;

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public void Check()
    {
        Learning.Check();
        List<string> faults = [];
        if (TrainDays < 1)
        {
            faults.Add($"train on {TrainDays} days, expected 1 or more");
        }

        if (RetrainDays < 1)
        {
            faults.Add($"train anew every {RetrainDays} days, expected 1 or more");
        }

        if (Analysts is { } analysts && (analysts.PerWeek < 1 || analysts.ErrorRate is not (>= 0 and <= 1)))
        {
            faults.Add($"{analysts.PerWeek} verdicts a week of which a share of {analysts.ErrorRate} is wrong, expected 1 or more and a share from 0 to 1");
        }

        if (FirstDay >= EndDay)
        {
            faults.Add($"score from {FirstDay:yyyy-MM-dd} until {EndDay:yyyy-MM-dd}, expected an end after the beginning");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("The backtest cannot start: " + string.Join("; ", faults) + ".");
        }
    }
}

/// <summary>How simulated analysts work.</summary>
/// <param name="PerWeek">Alerts that they look at in a week, rarest first. 1 or more.</param>
/// <param name="ErrorRate">Share of wrong verdicts, 0 to 1.</param>
internal sealed record AnalystOptions(int PerWeek = 50, double ErrorRate = 0.05);
