using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Scoring.Alerts;

namespace Det0131.Scoring.Pages;

/// <summary>What the queue's address asks for. Every field is as it stands in the address; what is no value is passed over. Mutable for binding.</summary>
public sealed class AlertFilter
{
    private const int MostText = 200;

    /// <summary>Groups of states by the name in the address.</summary>
    public static IReadOnlyList<Stage> Stages { get; } =
    [
        new("open", "Open", [AlertState.New, AlertState.InProgress]),
        new("new", "New", [AlertState.New]),
        new("in-progress", "In progress", [AlertState.InProgress]),
        new("closed", "Closed", [AlertState.TruePositive, AlertState.Benign, AlertState.Expected]),
        new("all", "All", null),
        new("over-budget", "Over budget", null, AlertCut.OverBudget),
        new("suppressed", "Suppressed", null, AlertCut.Suppressed),
    ];

    public string? State { get; set; }

    public string? Analytic { get; set; }

    public string? Entity { get; set; }

    public string? Q { get; set; }

    public string? Owner { get; set; }

    public string? Severity { get; set; }

    public string? From { get; set; }

    /// <summary>The last day, inclusive.</summary>
    public string? Until { get; set; }

    /// <summary><c>1</c>: also what is over the budget or suppressed.</summary>
    public string? Cut { get; set; }

    public string? Order { get; set; }

    public string? After { get; set; }

    /// <summary>The chosen stage; the first where none is named.</summary>
    public Stage Chosen => Stages.FirstOrDefault(s => s.Name == State) ?? Stages[0];

    /// <summary>Whether anything beyond the stage narrows the list.</summary>
    public bool IsNarrow => new[] { Analytic, Entity, Q, Owner, Severity, From, Until, Cut }.Any(f => !string.IsNullOrWhiteSpace(f));

    public AlertQuery ToQuery(int limit) => new()
    {
        States = Chosen.States,
        OnlyCut = Chosen.Cut,
        Analytic = AnalyticCatalogue.All.FirstOrDefault(a => string.Equals(a.Id, Analytic, StringComparison.OrdinalIgnoreCase))?.Id,
        Entity = Cleaned(Entity),
        Text = Cleaned(Q) is { } text ? text[..Math.Min(text.Length, MostText)] : null,
        Owner = Cleaned(Owner),
        LeastSeverity = LeastSeverity,
        From = Midnight(From),
        Until = Midnight(Until)?.AddDays(1),
        WithOverBudget = Cut == "1",
        WithSuppressed = Cut == "1",
        Order = Order == "newest" ? AlertOrder.Newest : AlertOrder.Rarest,
        Limit = limit,
        After = Cleaned(After),
    };

    public AlertSeverity? LeastSeverity =>
        Enum.TryParse<AlertSeverity>(Severity, ignoreCase: true, out var severity) && Enum.IsDefined(severity) ? severity : null;

    /// <summary>The address of the same list with one thing changed; paging starts again unless that is what changes.</summary>
    public string With(string name, string? value)
    {
        var fields = new (string Name, string? Value)[]
        {
            ("state", State), ("analytic", Analytic), ("entity", Entity), ("q", Q), ("owner", Owner), ("severity", Severity),
            ("from", From), ("until", Until), ("cut", Cut), ("order", Order),
        };
        var query = fields.Where(f => f.Name != name).Append((name, value)).Where(f => !string.IsNullOrEmpty(f.Item2))
            .Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2!)}");
        return "/" + (query.Any() ? "?" + string.Join('&', query) : "");
    }

    private static string? Cleaned(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateTimeOffset? Midnight(string? day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date < DateOnly.MaxValue
            ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : null;
}

/// <summary>A tab of the queue.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Label">On the page.</param>
/// <param name="States">States that it lists; null: all.</param>
/// <param name="Cut">It lists only what was cut for this reason; null: what was not.</param>
public sealed record Stage(string Name, string Label, IReadOnlyList<AlertState>? States, AlertCut? Cut = null);
