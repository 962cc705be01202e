using Det0131.Models.Analytics;
using Det0131.Models.Calibration;

namespace Det0131.Models.Scoring;

/// <summary>A group's score with everything that explains the number.</summary>
/// <param name="Group">The group.</param>
/// <param name="Score">Bits, as the model gives them.</param>
/// <param name="Contributions">Bits of each column of the analytic's model, in column order; their sum is the score.</param>
/// <param name="Stratum">Number of the stratum it is compared within; -1 when training had none.</param>
/// <param name="StratumName">The group's kinds and size in words.</param>
/// <param name="ReturnPeriod">How often this site, left alone, reaches this score; null when training had no such analytic.</param>
/// <param name="Opens">The score passes the threshold.</param>
public sealed record GroupScore(
    EventGroup Group, float Score, double[] Contributions, int Stratum, string StratumName, ReturnPeriod? ReturnPeriod, bool Opens);

/// <summary>Scores finished groups. Thread-safe.</summary>
public sealed class GroupScorer
{
    private readonly ScoringModel _model;
    private readonly ReturnPeriods?[] _rates;

    public GroupScorer(ScoringModel model)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _rates = [.. AnalyticCatalogue.All.Select(a => Array.Find(model.Calibration.Analytics, r => r.Analytic == a.Id))];
    }

    /// <summary>Whether the group's score passes the threshold: <see cref="GroupScore.Opens"/> without the rest. Allocates nothing.</summary>
    public bool Opens(EventGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var gam = _model.Models[group.Analytic];
        Span<float> row = stackalloc float[gam.Features.Count];
        ModelColumns.Fill(group, row);
        return Opens(group.Analytic, StratumOf(group), gam.Score(row));
    }

    public GroupScore Score(EventGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var gam = _model.Models[group.Analytic];
        Span<float> row = stackalloc float[gam.Features.Count];
        ModelColumns.Fill(group, row);
        var contributions = new double[row.Length];
        gam.Contributions(row, contributions);
        var score = gam.Score(row);
        var key = StratumKey.Of((byte)group.KindMask, group.EventCount);
        var stratum = StratumOf(group);
        return new GroupScore(group, score, contributions, stratum, key.ToString(), _rates[group.Analytic]?.PeriodOf(stratum, score), Opens(group.Analytic, stratum, score));
    }

    private int StratumOf(EventGroup group) => _rates[group.Analytic]?.Strata.IndexOf(StratumKey.Of((byte)group.KindMask, group.EventCount)) ?? -1;

    private bool Opens(int analytic, int stratum, float score) => _model.Calibration.Threshold.Opens(AnalyticCatalogue.All[analytic].Id, stratum, score);
}
