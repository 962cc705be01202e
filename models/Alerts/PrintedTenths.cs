namespace Det0131.Models.Alerts;

/// <summary>
/// Rounds contributions to tenths of a bit so that the printed figures add up to the printed score: largest remainders first (Hamilton's
/// method), so each figure is off by less than a tenth. Exports carry the exact doubles.
/// </summary>
internal static class PrintedTenths
{
    /// <summary>Tenths of a bit, one for each contribution; their sum is the rounded sum. Empty for none.</summary>
    public static long[] Of(IReadOnlyList<AlertContribution> contributions)
    {
        var tenths = new long[contributions.Count];
        var remainders = new double[contributions.Count];
        long missing = (long)Math.Round(Alert.Sum(contributions) * 10, MidpointRounding.AwayFromZero);
        for (int i = 0; i < tenths.Length; i++)
        {
            double exact = contributions[i].Bits * 10;
            tenths[i] = (long)Math.Floor(exact);
            remainders[i] = exact - tenths[i];
            missing -= tenths[i];
        }

        foreach (int i in Enumerable.Range(0, tenths.Length).OrderByDescending(i => remainders[i]))
        {
            if (missing <= 0)
            {
                break;
            }

            tenths[i]++;
            missing--;
        }

        return tenths;
    }
}
