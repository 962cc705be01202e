namespace Det0131.Models.Alerts;

/// <summary>
/// The written table from maturity and calibration marks to confidence, 0 to 100: how far the figures of an alert can be trusted.
/// It does not say how likely an attack is.
/// </summary>
/// <remarks>
/// <code>
/// periods behind the score   0    1-2   3-6   7-13   14-27   28 and more
/// confidence                 20   35    50    65     80      90
/// not calibrated -25 · rates from leaving out (optimistic) -15 · cold start -15 · beyond the history ("rarer than") -5
/// </code>
/// Never under 5: an alert that nobody should believe would not have been raised. The steps are the design's own bounds (under 3
/// periods no forward chaining, 4 weeks for the hour of the week), not fitted to anything. Thread-safe.
/// </remarks>
public static class AlertConfidence
{
    private const int Least = 5;

    private static readonly (int FromPeriods, int Confidence)[] Rows = [(28, 90), (14, 80), (7, 65), (3, 50), (1, 35), (0, 20)];

    /// <param name="maturityPeriods">Periods behind the score; 0 or more.</param>
    /// <param name="returnPeriod">The alert's return period.</param>
    /// <param name="flags">The alert's marks.</param>
    /// <returns>5 to 90.</returns>
    public static int Of(int maturityPeriods, ReturnPeriod returnPeriod, AlertFlags flags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maturityPeriods);
        int confidence = Array.Find(Rows, row => maturityPeriods >= row.FromPeriods).Confidence;
        confidence -= returnPeriod.Kind switch
        {
            ReturnPeriodKind.Uncalibrated => 25,
            ReturnPeriodKind.RarerThan => 5,
            _ => 0,
        };
        confidence -= flags.HasFlag(AlertFlags.OptimisticRates) ? 15 : 0;
        confidence -= flags.HasFlag(AlertFlags.ColdStart) ? 15 : 0;
        return Math.Max(Least, confidence);
    }
}
