using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>
/// Keeps the baselines as if the period of the event at hand had not been seen, for everybody: a software roll-out must not count its own
/// day. Local dates are left out by the look-up itself. Not thread-safe.
/// </summary>
public sealed class OwnPeriodOut(BaselineIndex index, FeatureCalendar calendar) : IDisposable
{
    private readonly int[] _units = new int[FeatureCatalogue.All.Count];
    private int _period = int.MinValue;
    private bool _active;

    /// <summary>Whether the period of this moment is the one that is left out.</summary>
    public bool Holds(long utcMicros) => _active && calendar.PeriodAt(utcMicros) == _period;

    /// <summary>Leaves out the period that holds this moment; nothing happens while it stays the same.</summary>
    public void MoveTo(long utcMicros)
    {
        if (Holds(utcMicros))
        {
            return;
        }

        Stop();
        foreach (var feature in FeatureCatalogue.All)
        {
            _units[feature.Index] = feature.Kind == FeatureKind.Circular ? -1 : calendar.UnitAt(feature, utcMicros);
        }

        index.LeaveOut(_units);
        _period = calendar.PeriodAt(utcMicros);
        _active = true;
    }

    /// <summary>Puts back what was left out.</summary>
    public void Stop()
    {
        if (_active)
        {
            index.Restore();
            _active = false;
        }
    }

    public void Dispose() => Stop();
}
