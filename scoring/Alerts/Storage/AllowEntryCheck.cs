using System.Text.RegularExpressions;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Whether an allow-list entry may be added.</summary>
internal static partial class AllowEntryCheck
{
    private const int LongestName = 4096;
    private const int LongestOwner = 200;

    // Clocks of two machines of one service.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public static void Check(AllowEntry entry, DateTimeOffset now)
    {
        var faults = new List<string>();
        Expect(Id().IsMatch(entry.Id), "id is not 1 to 64 letters, digits, '-', '_' or '.'");
        Expect(entry.Analytic is null || Analytic().IsMatch(entry.Analytic), "analytic is not of the form AN0367");
        Expect(entry.Entity is not null || entry.Destination is not null, "neither entity nor destination is named; expected at least one");
        ExpectLength(entry.Entity, 1, LongestName, "entity");
        ExpectLength(entry.Destination, 1, LongestName, "destination");
        Expect(entry.Value is null || entry.Feature is not null, "a value is named without its feature");
        ExpectLength(entry.Feature, 1, 128, "feature");
        ExpectLength(entry.Value, 1, LongestName, "value");
        ExpectLength(entry.Reason, 3, 1000, "reason");
        ExpectLength(entry.Owner, 1, LongestOwner, "owner");
        ExpectLength(entry.FromAlert, 1, 128, "alert");
        Expect(entry.MadeAt <= now + Ahead, $"it was made at {entry.MadeAt:O}, which is to come");
        Expect(entry.ExpiresAt > now, $"it expires at {entry.ExpiresAt:O}; expected a time to come");
        Expect(entry.ExpiresAt <= entry.MadeAt.AddYears(2), $"it expires at {entry.ExpiresAt:O}; expected at most two years after {entry.MadeAt:O}");
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }

        void Expect(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }

        void ExpectLength(string? text, int least, int most, string name) => Expect(
            text is null || (text.Length <= most && text.Trim().Length >= least), $"{name} has {text?.Length} characters; expected {least} to {most}, not counting blanks around");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"\AAN[0-9]{4}\z")]
    private static partial Regex Analytic();
}
