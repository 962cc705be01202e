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

/// <summary>Whether a group passes the threshold while it may still grow.</summary>
public enum GroupPassing : byte
{
    /// <summary>It does not.</summary>
    No = 0,

    /// <summary>It does, as it is; with more events or other kinds of them it would be compared with other groups, whose threshold is above its score.</summary>
    AsItIs = 1,

    /// <summary>It does, whatever it becomes.</summary>
    ForGood = 2,
}

/// <summary>Scores groups. Thread-safe.</summary>
public sealed class GroupScorer
{
    private readonly ScoringModel _model;
    private readonly ReturnPeriods?[] _rates;
    private readonly Lazy<GrowthThresholds[]> _growth;

    public GroupScorer(ScoringModel model)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _rates = [.. AnalyticCatalogue.All.Select(a => Array.Find(model.Calibration.Analytics, r => r.Analytic == a.Id))];
        // Only who scores groups that still grow asks for it.
        _growth = new(() => [.. AnalyticCatalogue.All.Select((a, i) => new GrowthThresholds(a.Id, _rates[i]?.Strata, model.Calibration.Threshold))]);
    }

    /// <summary>
    /// Whether the group's score passes the threshold: <see cref="GroupScore.Opens"/> without the rest, and whether that can change while the group grows.
    /// Allocates nothing after the first call.
    /// </summary>
    public GroupPassing Judge(EventGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var gam = _model.Models[group.Analytic];
        var standing = group.Standing;
        Span<float> row = stackalloc float[gam.Features.Count];
        ModelColumns.Fill(group.Analytic, standing, group.Surprisals, row);
        var score = gam.Score(row);
        return !Opens(group.Analytic, StratumOf(group.Analytic, standing.Key), score) ? GroupPassing.No
            : score >= _growth.Value[group.Analytic][standing.Key] ? GroupPassing.ForGood : GroupPassing.AsItIs;
    }

    public GroupScore Score(EventGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Score(group, group.Standing);
    }

    /// <summary>Scores a group as it stood when its surprisals were what they are now: others may be adding events to it.</summary>
    public GroupScore Score(EventGroup group, in GroupStanding standing)
    {
        ArgumentNullException.ThrowIfNull(group);
        var gam = _model.Models[group.Analytic];
        Span<float> row = stackalloc float[gam.Features.Count];
        ModelColumns.Fill(group.Analytic, standing, group.Surprisals, row);
        var contributions = new double[row.Length];
        gam.Contributions(row, contributions);
        var score = gam.Score(row);
        var stratum = StratumOf(group.Analytic, standing.Key);
        return new GroupScore(group, score, contributions, stratum, standing.Key.ToString(), _rates[group.Analytic]?.PeriodOf(stratum, score), Opens(group.Analytic, stratum, score));
    }

    private int StratumOf(int analytic, StratumKey key) => _rates[analytic]?.Strata.IndexOf(key) ?? -1;

    private bool Opens(int analytic, int stratum, float score) => _model.Calibration.Threshold.Opens(AnalyticCatalogue.All[analytic].Id, stratum, score);
}
