using System.Globalization;
using System.Text;
using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;

namespace Det0131.Scoring.Pages.Rendering;

/// <summary>Figures and names as the pages say them. Invariant culture; thread-safe.</summary>
public static class Words
{
    /// <summary>States in the order in which they are offered.</summary>
    public static IReadOnlyList<AlertState> States { get; } =
        [AlertState.New, AlertState.InProgress, AlertState.TruePositive, AlertState.Benign, AlertState.Expected];

    public static string Of(AlertState state) => state switch
    {
        AlertState.New => "New",
        AlertState.InProgress => "In progress",
        AlertState.TruePositive => "True positive",
        AlertState.Benign => "Benign",
        _ => "Expected",
    };

    /// <summary>What closing with a state means; empty for open states.</summary>
    public static string Meaning(AlertState state) => state switch
    {
        AlertState.TruePositive => "data left, or somebody tried",
        AlertState.Benign => "unusual, and nothing bad",
        AlertState.Expected => "it is meant to happen",
        _ => "",
    };

    public static string Of(Role role) => role == Role.DataScientist ? "data scientist" : role.ToString().ToLowerInvariant();

    /// <summary>How far figures can be trusted, and what speaks against it.</summary>
    public static string Confidence(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var word = alert.Confidence switch
        {
            >= 80 => "High",
            >= 60 => "Fair",
            >= 40 => "Limited",
            _ => "Low",
        };
        var why = new List<string> { Count(alert.MaturityPeriods, "period") + " of history" };
        Add(alert.ReturnPeriod.Kind == ReturnPeriodKind.Uncalibrated, "too few groups to tell a rate");
        Add(alert.ReturnPeriod.Kind == ReturnPeriodKind.RarerThan, "beyond what the history can tell");
        Add(alert.Flags.HasFlag(AlertFlags.OptimisticRates), "rates are optimistic");
        Add(alert.Flags.HasFlag(AlertFlags.ColdStart), "a new entity: its peers stand in");
        return $"{word} ({alert.Confidence} of 100): {string.Join("; ", why)}";

        void Add(bool holds, string reason)
        {
            if (holds)
            {
                why.Add(reason);
            }
        }
    }

    /// <summary>Time since: <c>5 min</c>, <c>3 h</c>, <c>12 d</c>; a time ahead is <c>now</c>.</summary>
    public static string Age(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalMinutes: < 1 } => "now",
        { TotalHours: < 1 } age => Whole(age.TotalMinutes) + " min",
        { TotalDays: < 2 } age => Whole(age.TotalHours) + " h",
        { TotalDays: < 730 } age => Whole(age.TotalDays) + " d",
        var age => Whole(age.TotalDays / 365.25) + " y",
    };

    /// <summary>As <see cref="Age"/>, in a sentence: <c>3 h ago</c>, <c>just now</c>.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => Age(then, now) is var age && age == "now" ? "just now" : age + " ago";

    /// <summary><c>4 Mar 2026 02:12</c>, UTC unless the offset says otherwise.</summary>
    public static string Moment(DateTimeOffset at) => at.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>4 Mar 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>2026-03-04T02:12:08Z</c>, for machines.</summary>
    public static string Iso(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An alert's time in its entity's zone: <c>30 Sep 19:42 to 19:50 Europe/Berlin</c>.</summary>
    public static string Span(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var from = AlertTime.Local(alert.FirstMicros, alert.TimeZoneId);
        var until = AlertTime.Local(alert.LastMicros, alert.TimeZoneId);
        var end = until.Date != from.Date ? " to " + Moment(until)
            : until - from >= TimeSpan.FromMinutes(1) ? " to " + until.ToString("HH:mm", CultureInfo.InvariantCulture)
            : "";
        return Moment(from) + end + " " + AlertTime.ZoneName(alert.TimeZoneId);
    }

    /// <summary><c>1 day</c>, <c>1,204 days</c>.</summary>
    public static string Count(long count, string noun) => Number(count) + " " + noun + (count == 1 ? "" : "s");

    /// <summary>As <see cref="Count(long, string)"/>, where the plural has no <c>s</c>.</summary>
    public static string Count(long count, string one, string more) => Number(count) + " " + (count == 1 ? one : more);

    public static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>One decimal and a sign where it is negative: <c>12.4</c>, <c>-3.0</c> with a real minus.</summary>
    public static string Bits(double bits) => PlainQuantity.Bits(bits).Replace('-', '\u2212');

    /// <summary>A magnitude in the unit that pictures name.</summary>
    public static string Magnitude(double value, string? unit) => unit switch
    {
        "bytes" => PlainQuantity.Bytes((long)Math.Clamp(value, 0, long.MaxValue / 2)),
        "seconds" => TimeSpan.FromSeconds(Math.Clamp(value, 0, 1e9)) is var time && time.TotalMinutes < 2
            ? Number(time.TotalSeconds) + " s" : time.TotalHours < 2 ? Number(time.TotalMinutes) + " min" : Number(time.TotalHours) + " h",
        "bits" => Number(value) + " bits",
        "residual_scales" => value.ToString("#,0.#", CultureInfo.InvariantCulture) + " residual scales",
        _ => value.ToString(value < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>A baseline entity by its name alone, made safe: <c>web1</c> of <c>host:web1</c>.</summary>
    public static string Entity(string baselineEntity)
    {
        ArgumentNullException.ThrowIfNull(baselineEntity);
        var colon = baselineEntity.IndexOf(':', StringComparison.Ordinal);
        return Shown.Plain(colon > 0 && baselineEntity[..colon] is "host" or "user" or "role" ? baselineEntity[(colon + 1)..] : baselineEntity);
    }

    /// <summary>MITRE's camel-case names with spaces: <c>Parent process anomaly</c>. Short capitals (DNS, MB) stay together.</summary>
    public static string Element(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var starts = i > 0 && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            words.Append(starts ? " " : "").Append(starts && i + 1 < name.Length && char.IsLower(name[i + 1]) ? char.ToLowerInvariant(name[i]) : name[i]);
        }

        return words.ToString();
    }

    private static string Whole(double number) => ((long)number).ToString(CultureInfo.InvariantCulture);
}
