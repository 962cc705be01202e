using System.ComponentModel;
using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;

namespace Det0131.Scoring.Api;

/// <summary>Query string of the list of alerts.</summary>
internal sealed record AlertListParameters
{
    [Description("States, with commas: new, in-progress, true-positive, benign, expected.")]
    public string? State { get; init; }

    [Description("AN0367 to AN0371.")]
    public string? Analytic { get; init; }

    [Description("Host or user, whole name, any case.")]
    public string? Entity { get; init; }

    [Description("Words that all occur in headline, entity, destination or owner; at most 200 characters.")]
    public string? Text { get; init; }

    [Description("Who works on it.")]
    public string? Owner { get; init; }

    [Description("Least severity: informational, low, medium, high, critical.")]
    public string? Severity { get; init; }

    [Description("First event at or after this time.")]
    public string? From { get; init; }

    [Description("First event before this time.")]
    public string? Until { get; init; }

    [Description("Only changes after this cursor; the order is then that of changes.")]
    public string? Since { get; init; }

    [Description("Also, with commas: suppressed, over-budget, merged, all.")]
    public string? Include { get; init; }

    [Description("Only what was cut for this reason: over-budget or suppressed.")]
    public string? Cut { get; init; }

    [Description("rarest, newest or changed.")]
    public string? Order { get; init; }

    [Description("1 to 1000; default 50.")]
    public string? Limit { get; init; }

    [Description("What 'next' of the last page said.")]
    public string? After { get; init; }

    [Description("native, ocsf or ecs; the latter two as NDJSON.")]
    public string? Format { get; init; }

    /// <exception cref="BadHttpRequestException">A value is not as expected.</exception>
    public AlertQuery ToQuery()
    {
        var include = Words(Include);
        foreach (var word in include.Where(w => w is not ("suppressed" or "over-budget" or "merged" or "all")))
        {
            throw ApiText.Wrong("include", word, "suppressed, over-budget, merged or all");
        }

        if (Text?.Length > 200)
        {
            throw ApiText.Wrong("text", Text, "at most 200 characters");
        }

        var all = include.Contains("all");
        return new AlertQuery
        {
            States = State is null ? null : [.. Words(State).Select(s => ApiText.Member<AlertState>("state", s))],
            Analytic = Analytic,
            Entity = Entity,
            Text = Text,
            Owner = Owner,
            LeastSeverity = Severity is null ? null : ApiText.Member<AlertSeverity>("severity", Severity),
            From = From is null ? null : ApiText.Time("from", From),
            Until = Until is null ? null : ApiText.Time("until", Until),
            Since = Since is null ? null : ApiText.Whole("since", Since, 0, long.MaxValue),
            WithSuppressed = all || include.Contains("suppressed"),
            WithOverBudget = all || include.Contains("over-budget"),
            WithMerged = all || include.Contains("merged"),
            OnlyCut = Cut is null ? null : ApiText.Member<AlertCut>("cut", Cut),
            Order = Order is null ? (Since is null ? AlertOrder.Rarest : AlertOrder.Changed) : ApiText.Member<AlertOrder>("order", Order),
            Limit = Limit is null ? 50 : (int)ApiText.Whole("limit", Limit, 1, 1000),
            After = After,
        };
    }

    private static string[] Words(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
