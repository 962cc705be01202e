using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

/// <summary>
/// Scores of a site where nothing bad happens, drawn from a known distribution: several strata of different scale, several
/// groups for one key and day. The days are alike and independent, so what training learns must hold on other days.
/// </summary>
internal sealed class SimulatedSite(string distribution, int keysPerDay, string analytic = "AN0368", double scale = 1)
{
    public static readonly StratumKey[] Keys =
    [
        StratumKey.Of(4, 1), StratumKey.Of(4, 5), StratumKey.Of(12, 5), StratumKey.Of(64, 40),
    ];

    public IncidentHistory Days(int firstDay, int days, Random random)
    {
        var history = new IncidentHistory();
        foreach (var (key, day, score, stratum) in Groups(firstDay, days, random))
        {
            history.Add(key, day, score, stratum);
        }

        return history;
    }

    public IEnumerable<(IncidentKey Key, int Day, float Score, StratumKey Stratum)> Groups(int firstDay, int days, Random random)
    {
        for (var day = firstDay; day < firstDay + days; day++)
        {
            for (var k = 0; k < keysPerDay; k++)
            {
                var stratum = k % Keys.Length;
                for (var group = random.Next(3); group >= 0; group--)
                {
                    yield return (new IncidentKey(analytic, $"host{k}", "a"), day, Draw(random) * (float)(scale * (1 + (0.3 * stratum))), Keys[stratum]);
                }
            }
        }
    }

    /// <summary>Incidents at or above their stratum's threshold, a day: each key counted once, by its best group.</summary>
    public static int CountAlerts(IncidentHistory test, ReturnPeriods periods, Threshold threshold) =>
        test.IncidentScores(periods.Strata)
            .SelectMany((scores, stratum) => scores.Where(score => threshold.Opens(periods.Analytic, stratum, score)))
            .Count();

    private float Draw(Random random)
    {
        var exponential = -Math.Log(1 - random.NextDouble());
        return (float)(distribution switch
        {
            "exponential" => exponential * 3,
            "normal" => 8 + (3 * Math.Sqrt(2 * exponential) * Math.Cos(2 * Math.PI * random.NextDouble())),
            "heavy" => 2 * Math.Exp(exponential / 1.5), // Pareto, exponent 1.5: no variance
            "ties" => Math.Floor(exponential * 4),
            "capped" => Math.Min(exponential * 3, 15), // one value in 150 is the largest possible
            _ => throw new ArgumentException(distribution),
        });
    }
}
