using Det0131.Models.Alerts;

namespace Det0131.Models.Explanations;

/// <summary>What a ledger has. Not thread-safe.</summary>
/// <param name="alerts">All of the days that it keeps, in any order.</param>
/// <param name="changed">Those among them that were made anew since the last call.</param>
/// <param name="merged">See <see cref="Merged"/>.</param>
public sealed class LedgerAlerts(Alert[] alerts, IReadOnlyList<Alert> changed, IReadOnlyDictionary<string, string> merged)
{
    private bool _isSorted;

    /// <summary>All of the days that it keeps, rarest first; sorted when first asked for, since few ask.</summary>
    public IReadOnlyList<Alert> Alerts
    {
        get
        {
            if (!_isSorted)
            {
                alerts.AsSpan().Sort(AlertAssembler.RarestFirst);
                _isSorted = true;
            }

            return alerts;
        }
    }

    /// <summary>Those among them that were made anew since the last call.</summary>
    public IReadOnlyList<Alert> Changed => changed;

    /// <summary>Ids of alerts of earlier calls that went into an older one: id, and the older one's.</summary>
    public IReadOnlyDictionary<string, string> Merged => merged;
}
