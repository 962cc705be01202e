namespace Det0131.Models.Feedback;

/// <summary>Verdicts as numbers: each a row of bits by feature, with whether it was theft and a weight. The two verdicts weigh the same in total.</summary>
internal sealed class LabelledBits
{
    // What the other columns gave goes with the analytic's intercept. A difference of 8 bits makes e times the odds: flat enough that one label is a hint.
    internal const double BitsPerNat = 8;

    public LabelledBits(IReadOnlyList<FeedbackItem> items, IReadOnlyList<string> features)
    {
        Bits = [.. features.Select(f => items.Select(i => Math.Clamp(i.Bits.GetValueOrDefault(f), -64, 64) / BitsPerNat).ToArray())];
        IsTheft = [.. items.Select(i => i.Verdict == FeedbackVerdict.TruePositive)];
        Fixed = [.. items.Select(i => Math.Clamp(i.Bits.Where(b => !features.Contains(b.Key)).Sum(b => b.Value), -64, 64) / BitsPerNat)];
        Analytics = [.. items.Select(i => i.Analytic).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        AnalyticOf = [.. items.Select(i => Array.IndexOf(Analytics, i.Analytic))];
        Weight = new double[items.Count];
        for (var a = 0; a < Analytics.Length; a++)
        {
            var theft = Count(a, isTheft: true);
            var benign = Count(a, isTheft: false);
            // As much evidence as the rarer verdict has labels: a thousand benign ones beside one theft are one comparison.
            var total = Math.Min(theft, benign);
            for (var i = 0; i < Weight.Length; i++)
            {
                if (AnalyticOf[i] == a)
                {
                    Weight[i] = total == 0 ? 0 : total / (double)(IsTheft[i] ? theft : benign);
                }
            }
        }
    }

    /// <summary>By feature, then item.</summary>
    public double[][] Bits { get; }

    public double[] Fixed { get; }

    public bool[] IsTheft { get; }

    public double[] Weight { get; }

    public string[] Analytics { get; }

    public int[] AnalyticOf { get; }

    public int Count(int analytic, bool isTheft) => Enumerable.Range(0, IsTheft.Length).Count(i => AnalyticOf[i] == analytic && IsTheft[i] == isTheft);
}
