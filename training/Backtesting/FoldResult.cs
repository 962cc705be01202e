using Det0131.Models.Alerts;
using Det0131.Models.Calibration;
using Det0131.Models.Explanations;
using Det0131.Models.Learning;
using Det0131.Models.Sensors;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting;

/// <summary>All groups of one key on one scored day.</summary>
/// <param name="Analytic">Position in the catalogue.</param>
/// <param name="Day">Days since 1970-01-01 UTC.</param>
/// <param name="Fold">Whose model scored it.</param>
/// <param name="Stratum">Of its best group.</param>
/// <param name="Score">Of its best group, bits.</param>
/// <param name="Period">Of its best group.</param>
/// <param name="Opens">Bit b: one of its groups passes the threshold of budget b.</param>
/// <param name="IsAct">An act's event is in it.</param>
/// <param name="RareKey">Its key when it comes once a day or more rarely: such ones are told apart by it. Else empty: there are too many.</param>
internal readonly record struct ScoredIncident(byte Analytic, int Day, int Fold, int Stratum, float Score, Models.Calibration.ReturnPeriod Period, int Opens, bool IsAct, Models.Calibration.IncidentKey RareKey)
{
    /// <summary>Return period in days from which on <see cref="RareKey"/> is kept.</summary>
    public const double RarePeriodDays = 1;
}

/// <summary>A group that passes the most generous threshold.</summary>
/// <param name="Group">The group.</param>
/// <param name="Opens">Bit b: it passes the threshold of budget b.</param>
/// <param name="Acts">Acts with an event in it.</param>
internal sealed record PassedGroup(OpenedGroup Group, int Opens, IReadOnlyList<int> Acts);

/// <summary>What one fold gave, as far as it is kept. Immutable.</summary>
internal sealed record FoldResult
{
    public required Fold Fold { get; init; }

    /// <summary>The training in figures.</summary>
    public required ReportFold Facts { get; init; }

    public required IReadOnlyList<ReturnPeriods> Rates { get; init; }

    /// <summary>A threshold for each budget, from the same rates.</summary>
    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    public required IReadOnlyList<ScoredIncident> Incidents { get; init; }

    public required IReadOnlyList<PassedGroup> Passed { get; init; }

    public required long Events { get; init; }

    public required long Groups { get; init; }

    /// <summary>How the records of different sensors met in the scored days and the time before that fills the windows.</summary>
    public SensorFigures Sensors { get; init; }

    /// <summary>Alerts at the main budget; empty unless asked for.</summary>
    public IReadOnlyList<Alert> Alerts { get; init; } = [];

    /// <summary>Groups that passed a threshold and were hidden as expected.</summary>
    public int Hidden { get; init; }

    /// <summary>Acts with an event in a hidden group.</summary>
    public IReadOnlySet<int> HiddenActs { get; init; } = new HashSet<int>();
}

/// <summary>The model and groups of one fold: large, and gone when the next fold begins.</summary>
/// <param name="Fold">The fold.</param>
/// <param name="Learned">What was learned.</param>
/// <param name="Calibration">Groups of the training days that the rates come from.</param>
/// <param name="Scored">Scored groups: all where competitors are asked for, else those of acts.</param>
/// <param name="ActRows">Rows of <paramref name="Scored"/> in which acts have events, with the acts.</param>
internal sealed record FoldTables(Fold Fold, LearnedModel Learned, GroupTable Calibration, GroupTable Scored, IReadOnlyList<(int Row, IReadOnlyList<int> Acts)> ActRows);
