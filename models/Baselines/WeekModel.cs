using System.Numerics;

namespace Det0131.Models.Baselines;

/// <summary>
/// The shape of a week: counts per hour of the week, smoothed around the circle and shrunk to a parent. Thread-safe.
/// </summary>
internal static class WeekModel
{
    /// <summary>How many of the parent's hours an entity starts with.</summary>
    private const double PseudoCounts = 24;

    // Gaussian of one hour; beyond five hours its weight is under 4e-6.
    private const int KernelReach = 5;

    // Slots within one per cent count as equally likely. Without it the far tails of the Gaussian would rank the empty hours of
    // the night among themselves, and rounding those of a process that never sleeps: bits out of nothing.
    private const double Tie = 0.01;

    private const int WeekdayCount = 5;
    private const int WeekendCount = 2;

    private static readonly double[] Kernel = MakeKernel();

    /// <summary>
    /// Replaces counts by their smoothed form. With <paramref name="byDay"/> every hour of the week is its own, on a circle of 168;
    /// else the hours of weekdays, and those of weekends, are taken together, each on a circle of 24.
    /// </summary>
    public static void Smooth(Span<double> week, bool byDay)
    {
        Span<double> source = stackalloc double[HourOfWeek.Count];
        if (byDay)
        {
            week.CopyTo(source);
            Convolve(source, week);
            return;
        }

        Span<double> hours = stackalloc double[HourOfWeek.HoursPerDay];
        week.CopyTo(source);
        for (var kind = 0; kind < 2; kind++)
        {
            var (firstDay, days) = kind == 0 ? (0, WeekdayCount) : (WeekdayCount, WeekendCount);
            var part = source.Slice(firstDay * HourOfWeek.HoursPerDay, days * HourOfWeek.HoursPerDay);
            hours.Clear();
            for (var i = 0; i < part.Length; i++)
            {
                hours[i % HourOfWeek.HoursPerDay] += part[i];
            }

            Convolve(hours, part[..HourOfWeek.HoursPerDay]);
            for (var i = 0; i < part.Length; i++)
            {
                week[(firstDay * HourOfWeek.HoursPerDay) + i] = part[i % HourOfWeek.HoursPerDay] / days;
            }
        }
    }

    /// <summary>Turns smoothed counts into probabilities, shrunk to a parent's (24 pseudo-counts).</summary>
    public static void Shrink(Span<double> counts, double total, ReadOnlySpan<double> parent)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = (counts[i] + (PseudoCounts * parent[i])) / (total + PseudoCounts);
        }
    }

    /// <summary>-log2 of the mass of the slots that are no likelier than one slot. At least 0.</summary>
    public static double Bits(ReadOnlySpan<double> probabilities, int slot)
    {
        var limit = probabilities[slot] * (1 + Tie);
        var mass = 0.0;
        foreach (var p in probabilities)
        {
            mass += p <= limit ? p : 0;
        }

        return Math.Max(0, -Math.Log2(mass));
    }

    /// <summary>Whether two hours of the week count as the same slot.</summary>
    public static bool IsSameSlot(int a, int b, bool byDay) =>
        byDay ? a == b
            : a % HourOfWeek.HoursPerDay == b % HourOfWeek.HoursPerDay && HourOfWeek.IsWeekend(a) == HourOfWeek.IsWeekend(b);

    // Vectors over neighbouring slots: every slot still adds its terms in the same order, so the width of the machine's
    // registers changes nothing.
    private static void Convolve(ReadOnlySpan<double> source, Span<double> target)
    {
        Span<double> padded = stackalloc double[source.Length + (2 * KernelReach)];
        source[^KernelReach..].CopyTo(padded);
        source.CopyTo(padded[KernelReach..]);
        source[..KernelReach].CopyTo(padded[^KernelReach..]);
        for (var i = 0; i < source.Length; i += Vector<double>.Count)
        {
            // The last vector may begin earlier and write some slots twice.
            var at = Math.Min(i, source.Length - Vector<double>.Count);
            var sum = Kernel[0] * new Vector<double>(padded[(at + KernelReach)..]);
            for (var k = 1; k <= KernelReach; k++)
            {
                sum += Kernel[k] * (new Vector<double>(padded[(at + KernelReach - k)..]) + new Vector<double>(padded[(at + KernelReach + k)..]));
            }

            sum.CopyTo(target[at..]);
        }
    }

    private static double[] MakeKernel()
    {
        var kernel = new double[KernelReach + 1];
        var total = 0.0;
        for (var k = 0; k <= KernelReach; k++)
        {
            kernel[k] = Math.Exp(-0.5 * k * k);
            total += k == 0 ? kernel[k] : 2 * kernel[k];
        }

        return Array.ConvertAll(kernel, k => k / total);
    }
}
