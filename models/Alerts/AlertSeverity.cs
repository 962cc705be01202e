namespace Det0131.Models.Alerts;

/// <summary>How urgent an alert is.</summary>
public enum AlertSeverity : byte
{
    Informational = 1,
    Low = 2,
    Medium = 3,
    High = 4,
    Critical = 5,
}

/// <summary>How much an asset matters, as the site's assets file says. Numbers are those of the assets file: 1 to 4.</summary>
public enum AssetCriticality : byte
{
    Low = 1,

    /// <summary>The default for an asset of which nothing is said.</summary>
    Normal = 2,
    High = 3,
    Critical = 4,
}

/// <summary>
/// The written table from return period and asset criticality to severity. Severity says how urgent it is to look, not how
/// likely it is that something bad happened: that is what return period and confidence say.
/// </summary>
/// <remarks>
/// <code>
/// return period, days   low asset       normal     high       critical
/// not calibrated        Informational   Low        Medium     Medium      (no rate: the asset alone speaks)
/// under 7               Informational   Low        Low        Medium
/// 7 to 30               Low             Low        Medium     Medium
/// 30 to 90              Low             Medium     Medium     High
/// 90 to 365             Medium          Medium     High       High
/// 365 to 3,650          Medium          High       Critical   Critical
/// 3,650 and more        High            Critical   Critical   Critical
/// </code>
/// A lower bound ("rarer than") counts as the bound. Rows begin at their lower figure. Thread-safe.
/// </remarks>
public static class SeverityTable
{
    private const AlertSeverity I = AlertSeverity.Informational;
    private const AlertSeverity L = AlertSeverity.Low;
    private const AlertSeverity M = AlertSeverity.Medium;
    private const AlertSeverity H = AlertSeverity.High;
    private const AlertSeverity C = AlertSeverity.Critical;

    private static readonly (double FromDays, AlertSeverity[] ByCriticality)[] Rows =
    [
        (3650, [H, C, C, C]),
        (365, [M, H, C, C]),
        (90, [M, M, H, H]),
        (30, [L, M, M, H]),
        (7, [L, L, M, M]),
        (0, [I, L, L, M]),
    ];

    private static readonly AlertSeverity[] Uncalibrated = [I, L, M, M];

    /// <summary>Looks the severity up. An undefined criticality is refused.</summary>
    public static AlertSeverity Of(ReturnPeriod returnPeriod, AssetCriticality criticality)
    {
        if (criticality is < AssetCriticality.Low or > AssetCriticality.Critical)
        {
            throw new ArgumentOutOfRangeException(nameof(criticality), criticality, "Expected Low, Normal, High or Critical.");
        }

        int column = criticality - AssetCriticality.Low;
        if (returnPeriod.Kind == ReturnPeriodKind.Uncalibrated)
        {
            return Uncalibrated[column];
        }

        foreach ((double fromDays, AlertSeverity[] byCriticality) in Rows)
        {
            if (returnPeriod.Days >= fromDays)
            {
                return byCriticality[column];
            }
        }

        throw new InvalidOperationException("The table's last row begins at 0 days, so it takes every return period.");
    }
}
