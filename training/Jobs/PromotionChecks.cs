using System.Globalization;
using Det0131.Models.Alerts;

namespace Det0131.Training.Jobs;

/// <summary>One thing that a version must be to be promoted without a person looking. Immutable.</summary>
internal sealed record PromotionCheck(string Name, bool Holds, string Found, string Expected)
{
    public override string ToString() => $"{Name}: found {Found}, expected {Expected}";
}

/// <summary>Judges a new version by itself and against the one that scores now.</summary>
internal static class PromotionChecks
{
    /// <summary>Expected alerts a day may exceed the budget by this: uncalibrated strata count beyond it.</summary>
    public const double BudgetFactor = 1.5;

    /// <summary>Every check, in the order in which a person would look. All are made, whatever the first say.</summary>
    /// <param name="made">The new version.</param>
    /// <param name="current">The promoted one; null: there is none, and nothing to be compared with.</param>
    public static IReadOnlyList<PromotionCheck> Of(VersionFacts made, VersionFacts? current)
    {
        var checks = new List<PromotionCheck> { new("whole", made.Fault is null, made.Fault ?? "whole", "files as in the manifest that this program can load") };
        if (current?.TrainingEnd is { } before)
        {
            checks.Add(new("training end", made.TrainingEnd >= before, Text($"{made.TrainingEnd:yyyy-MM-dd HH:mm}"), Text($"not before {before:yyyy-MM-dd HH:mm}")));
        }

        if (made.Fault is not null)
        {
            return checks;
        }

        // A current version that cannot be used cannot be compared with either, and must not keep a good one out.
        var usable = current is { Fault: null } ? current : null;
        if (usable is not null)
        {
            var lost = usable.CalibratedAnalytics.Except(made.CalibratedAnalytics, StringComparer.Ordinal).ToList();
            checks.Add(new("calibrated analytics", lost.Count == 0, lost.Count == 0 ? Names(made.CalibratedAnalytics) : $"{Names(made.CalibratedAnalytics)} without {Names(lost)}", $"those of the current version: {Names(usable.CalibratedAnalytics)}"));
            checks.Add(AtLeastHalf("baseline rows", made.BaselineRows, usable.BaselineRows));
            checks.Add(AtLeastHalf("groups", made.Groups, usable.Groups));
            checks.Add(AtLeastHalf("sources", made.Sources.Count, usable.Sources.Count));
        }

        var most = BudgetFactor * made.BudgetPerDay;
        checks.Add(new("expected alerts", made.ExpectedPerDay <= most, Text($"{made.ExpectedPerDay:0.##} a day"), Text($"at most {most:0.##}, {BudgetFactor:0.#} times the budget")));
        if (made.ReplayedPerDay is { } replayed)
        {
            var allowed = Math.Max(2 * made.BudgetPerDay, 3 * (usable?.ReplayedPerDay ?? 0));
            checks.Add(new("replay of the last day", replayed <= allowed, Text($"{replayed:0.##} alerts"),
                Text($"at most {allowed:0.##}: twice the budget, or three times the current version's {usable?.ReplayedPerDay ?? 0:0.##}")));
        }

        return checks;
    }

    /// <summary>Prints them as a table.</summary>
    public static void Write(IReadOnlyList<PromotionCheck> checks, TextWriter to)
    {
        var name = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            to.WriteLine(TerminalText.Escape($"{(check.Holds ? "ok    " : "FAILED")}  {check.Name.PadRight(name)}  found {check.Found}; expected {check.Expected}"));
        }
    }

    private static PromotionCheck AtLeastHalf(string what, long found, long current) =>
        new(what, found >= current / 2.0, Text($"{found:N0}"), Text($"half of the current version's {current:N0} or more"));

    private static string Names(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(" ", names);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
