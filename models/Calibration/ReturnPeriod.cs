using System.Globalization;

namespace Det0131.Models.Calibration;

/// <summary>How often this site, left alone, produces an incident this extreme in its stratum.</summary>
/// <param name="Days">Once in so many days; 1 / rate. Beyond <paramref name="LimitDays"/> an extrapolation.</param>
/// <param name="LimitDays">Ten times the history: beyond it the number is not printed.</param>
/// <param name="IsCalibrated">False when the stratum had under 50 groups: <paramref name="Days"/> then only orders incidents.</param>
public readonly record struct ReturnPeriod(double Days, double LimitDays, bool IsCalibrated)
{
    /// <summary>Days in a year.</summary>
    public const double YearDays = 365.25;

    /// <summary>Whether <see cref="Days"/> lies beyond what the history can tell.</summary>
    public bool IsBeyondLimit => Days > LimitDays;

    /// <summary>Calibrated and rarer than once a year: such an alert is never held back.</summary>
    public bool IsRarerThanOnceAYear => IsCalibrated && Days > YearDays;

    /// <summary>For people: <c>once in 43 days</c>, <c>2.5 times a day</c>, <c>rarer than once in 280 days</c> or <c>not calibrated (too few groups)</c>.</summary>
    public override string ToString()
    {
        if (!IsCalibrated)
        {
            return "not calibrated (too few groups)";
        }

        if (IsBeyondLimit)
        {
            return "rarer than once in " + Rounded(LimitDays) + " days";
        }

        return Days < 1 ? Rounded(1 / Days) + " times a day" : "once in " + Rounded(Days) + " days";
    }

    private static string Rounded(double number) => number.ToString(number < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
}
