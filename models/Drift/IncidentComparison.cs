using System.Runtime.InteropServices;
using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Calibration;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Sensors;

namespace Det0131.Models.Drift;

/// <summary>
/// Scores the last days of a history with both versions in one reading. Each event's own period is left out of the baselines of both, so that a
/// version that was trained on these days is not compared by what it has seen there. Not thread-safe.
/// </summary>
internal sealed class IncidentComparison(ScoringModel before, ScoringModel after, int listed)
{
    // Longer windows of the features reach back a week: what came before fills them.
    private const long WarmUpMicros = FeatureCatalogue.Week;

    private static readonly IComparer<IncidentChange> RarestFirst = By(c => -Math.Max(c.Before?.ReturnPeriodDays ?? -1, c.After?.ReturnPeriodDays ?? -1));
    private static readonly IComparer<IncidentChange> MostMovedFirst = By(c => -Math.Abs(c.After!.Score - c.Before!.Score));

    private readonly Dictionary<(IncidentKey Key, int Day), Pair> _incidents = [];
    private readonly GroupDrift _drift = new(before);

    public LakeDifference? Run(IEventHistory history, int days, JobProgress progress, CancellationToken cancellation)
    {
        if (history.Span is not { } span)
        {
            return null;
        }

        var lastDay = Incident.DayOf(span.LastMicros);
        var firstDay = Math.Max(lastDay - days + 1, Incident.DayOf(span.FirstMicros));
        var from = firstDay * FeatureCatalogue.Day;
        using var sideBefore = new Side(before, group => Take(group, from, isAfter: false));
        using var sideAfter = new Side(after, group => Take(group, from, isAfter: true));
        var (read, total) = (0L, history.Count(from - WarmUpMicros, span.LastMicros + 1));
        var counted = 0L;
        EventsAhead.RunCopies((take, stop) => history.Replay(Math.Max(0, from - WarmUpMicros), span.LastMicros + 1, take, stop), e =>
        {
            sideBefore.Process(e);
            sideAfter.Process(e);
            counted += e.TimeMicros >= from ? 1 : 0;
            if ((++read & 0x3FFF) == 0)
            {
                progress.Report("scoring with both versions", read, total);
            }
        }, cancellation);
        sideBefore.Close();
        sideAfter.Close();
        progress.Clear();
        return Sum(firstDay, lastDay, counted);
    }

    private void Take(GroupScore scored, long from, bool isAfter)
    {
        if (scored.Group.FirstMicros < from)
        {
            return;
        }

        _drift.Add(scored.Group, isAfter);
        var key = new IncidentKey(AnalyticCatalogue.All[scored.Group.Analytic].Id, scored.Group.Entity, scored.Group.Destination);
        ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_incidents, (key, Incident.DayOf(scored.Group.FirstMicros)), out _);
        ref var best = ref isAfter ? ref pair.After : ref pair.Before;
        var opens = scored.Opens || best is { Opens: true };
        if (best is null || scored.Score > best.Score)
        {
            best = new Best(scored.Score, scored.Stratum, scored.ReturnPeriod, opens);
        }
        else if (opens && !best.Opens)
        {
            best = best with { Opens = true };
        }
    }

    private LakeDifference Sum(int firstDay, int lastDay, long events)
    {
        var (appear, vanish, stay) = (new BestOf<IncidentChange>(listed, RarestFirst), new BestOf<IncidentChange>(listed, RarestFirst), new BestOf<IncidentChange>(listed, MostMovedFirst));
        foreach (var ((key, day), pair) in _incidents)
        {
            var list = (pair.Before?.Opens ?? false, pair.After?.Opens ?? false) switch
            {
                (false, true) => appear,
                (true, false) => vanish,
                (true, true) => stay,
                _ => null,
            };
            list?.Add(new IncidentChange(key.Analytic, key.Entity, key.Destination, DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day)),
                View(key.Analytic, pair.Before, before), View(key.Analytic, pair.After, after)));
        }

        return new LakeDifference(
            DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(firstDay)), DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(lastDay)), events, _incidents.Count,
            vanish.Seen + stay.Seen, appear.Seen + stay.Seen, appear.Seen, vanish.Seen, stay.Seen, appear.ToList(), vanish.ToList(),
            [.. stay.ToList().Where(c => !c.Before!.Score.Equals(c.After!.Score))], _drift.Find(listed));
    }

    private static IncidentView? View(string analytic, Best? best, ScoringModel model) => best is null ? null : new IncidentView(
        best.Score, model.Calibration.Threshold.ScoreOf(analytic, best.Stratum), best.ReturnPeriod is { IsCalibrated: true } period ? period.Days : null,
        best.ReturnPeriod?.ToString() ?? "not calibrated", best.Opens);

    private static IComparer<IncidentChange> By(Func<IncidentChange, double> key) => Comparer<IncidentChange>.Create((a, b) =>
    {
        var order = key(a).CompareTo(key(b));
        order = order != 0 ? order : a.Day.CompareTo(b.Day);
        order = order != 0 ? order : string.CompareOrdinal(a.Analytic, b.Analytic);
        order = order != 0 ? order : string.CompareOrdinal(a.Entity, b.Entity);
        return order != 0 ? order : string.CompareOrdinal(a.Destination, b.Destination);
    });

    private struct Pair
    {
        public Best? Before;
        public Best? After;
    }

    private sealed record Best(float Score, int Stratum, ReturnPeriod? ReturnPeriod, bool Opens);

    /// <summary>One version at work, with look-ups of its own: leaving periods out changes them.</summary>
    private sealed class Side : IDisposable
    {
        private readonly GroupBuilder _builder;
        private readonly SensorJoin _join;
        private readonly OwnPeriodOut _own;

        public Side(ScoringModel model, Action<GroupScore> take)
        {
            var index = new BaselineIndex(model.Table, SiteKnowledge.IndexOptions(model.Context, model.Settings.HalfLifeDays));
            var scorer = new GroupScorer(model);
            _own = new OwnPeriodOut(index, model.Calendar);
            _builder = model.CreateBuilder(index, null, leaveOwnDateOut: true, group => take(scorer.Score(group)));
            // Each with the context that it learned: whose an address was may differ.
            _join = new SensorJoin(model.Context, e =>
            {
                _own.MoveTo(e.TimeMicros);
                _builder.Process(e);
            });
        }

        public void Process(SecurityEvent e) => _join.Take(e);

        public void Close()
        {
            _join.Complete();
            _builder.CloseAll();
        }

        public void Dispose() => _own.Dispose();
    }
}
