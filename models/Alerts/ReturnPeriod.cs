using System.Globalization;

namespace Det0131.Models.Alerts;

/// <summary>How well a return period is known.</summary>
public enum ReturnPeriodKind : byte
{
    /// <summary>No calibration stands behind the score: there is no rate.</summary>
    Uncalibrated = 0,

    /// <summary>Read from the calibration's rates.</summary>
    Measured = 1,

    /// <summary>Beyond what the history can tell: <see cref="ReturnPeriod.Days"/> is a lower bound.</summary>
    RarerThan = 2,
}

/// <summary>
/// How often this site, left alone, produces an incident this extreme. Immutable value; <c>default</c> is uncalibrated.
/// </summary>
public readonly record struct ReturnPeriod
{
    private const double DaysPerYear = 365.25;

    private ReturnPeriod(ReturnPeriodKind kind, double days)
    {
        Kind = kind;
        Days = days;
    }

    public ReturnPeriodKind Kind { get; }

    /// <summary>Days between two such incidents, above 0 and finite; 0 when <see cref="Kind"/> is uncalibrated.</summary>
    public double Days { get; }

    /// <summary>Expected incidents a day; for <see cref="ReturnPeriodKind.RarerThan"/> an upper bound; null when uncalibrated.</summary>
    public double? RatePerDay => Kind == ReturnPeriodKind.Uncalibrated ? null : 1 / Days;

    public static ReturnPeriod Uncalibrated => default;

    /// <param name="days">Above 0 and finite.</param>
    public static ReturnPeriod Measured(double days) => new(ReturnPeriodKind.Measured, Checked(days));

    /// <param name="days">The bound; above 0 and finite.</param>
    public static ReturnPeriod RarerThan(double days) => new(ReturnPeriodKind.RarerThan, Checked(days));

    /// <summary>In words: <c>once in 43 days</c>, <c>3 times a day</c>, <c>rarer than once in 2.3 years</c>, <c>not calibrated yet</c>.</summary>
    public override string ToString() => Kind switch
    {
        ReturnPeriodKind.Measured => Words(Days),
        ReturnPeriodKind.RarerThan => "rarer than " + Words(Days),
        _ => "not calibrated yet",
    };

    private static string Words(double days) => days switch
    {
        < 1 / 1.5 => Number(Math.Round(1 / days)) + " times a day",
        < 1.5 => "once a day",
        < 10 => "once in " + Number(Math.Round(days, 1)) + " days",
        < 2 * DaysPerYear => "once in " + Number(Math.Round(days)) + " days",
        < 100 * DaysPerYear => "once in " + Number(Math.Round(days / DaysPerYear, 1)) + " years",
        _ => "once in over 100 years",
    };

    private static string Number(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static double Checked(double days) => days > 0 && double.IsFinite(days)
        ? days
        : throw new ArgumentOutOfRangeException(nameof(days), days, "A return period is a finite number of days above 0.");
}
