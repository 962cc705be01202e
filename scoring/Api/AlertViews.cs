using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;

namespace Det0131.Scoring.Api;

/// <summary>An alert in a list: what a queue shows.</summary>
public sealed record AlertRow
{
    public required string Id { get; init; }

    public required AlertState State { get; init; }

    /// <summary>Who works on it.</summary>
    public string? Owner { get; init; }

    /// <summary>One more with every change; give it as If-Match to change the alert.</summary>
    public required long Revision { get; init; }

    /// <summary>Place in the order of all changes: what <c>since</c> takes.</summary>
    public required long Cursor { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Id of the allow-list entry that suppresses it.</summary>
    public string? SuppressedBy { get; init; }

    /// <summary>The alert that its evidence went into.</summary>
    public string? MergedInto { get; init; }

    public required bool OverBudget { get; init; }

    /// <summary>MITRE's id: AN0367.</summary>
    public required string Analytic { get; init; }

    public required IReadOnlyList<string> Techniques { get; init; }

    public required string Headline { get; init; }

    /// <summary>User, host or both, in words.</summary>
    public required string Entity { get; init; }

    public string? Host { get; init; }

    public string? User { get; init; }

    /// <summary>Domain, address or resource.</summary>
    public required string Destination { get; init; }

    public required AlertSeverity Severity { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Confidence { get; init; }

    public required double ScoreBits { get; init; }

    /// <summary>In words: once in 43 days.</summary>
    public required string ReturnPeriod { get; init; }

    /// <summary>Days between two such incidents at this site; absent: not calibrated.</summary>
    public double? ReturnPeriodDays { get; init; }

    public required DateTimeOffset FirstEvent { get; init; }

    public required DateTimeOffset LastEvent { get; init; }

    /// <summary>Absent: no source counts them.</summary>
    public long? BytesOut { get; init; }

    public required long EventCount { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>The address of the whole alert.</summary>
    public required string Link { get; init; }

    public static AlertRow Of(StoredAlert stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var alert = stored.Alert;
        return new AlertRow
        {
            Id = alert.Id,
            State = stored.State,
            Owner = stored.Owner,
            Revision = stored.Revision,
            Cursor = stored.Cursor,
            OpenedAt = stored.OpenedAt,
            ChangedAt = stored.ChangedAt,
            SuppressedBy = stored.SuppressedBy,
            MergedInto = stored.MergedInto,
            OverBudget = alert.Flags.HasFlag(AlertFlags.OverBudget),
            Analytic = alert.AnalyticId,
            Techniques = alert.TechniqueIds,
            Headline = alert.Headline,
            Entity = alert.Entity.ToString(),
            Host = alert.Entity.Host,
            User = alert.Entity.User,
            Destination = alert.Destination.Name,
            Severity = alert.Severity,
            Confidence = alert.Confidence,
            ScoreBits = alert.ScoreBits,
            ReturnPeriod = alert.ReturnPeriod.ToString(),
            ReturnPeriodDays = alert.ReturnPeriod.Kind == ReturnPeriodKind.Uncalibrated ? null : alert.ReturnPeriod.Days,
            FirstEvent = Time(alert.FirstMicros),
            LastEvent = Time(alert.LastMicros),
            BytesOut = alert.BytesOut,
            EventCount = alert.EventCount,
            ModelVersion = alert.ModelVersion,
            Link = "/v1/alerts/" + Uri.EscapeDataString(alert.Id),
        };
    }

    internal static DateTimeOffset Time(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}

/// <summary>An alert with everything that explains it.</summary>
/// <param name="Row">What the list shows.</param>
/// <param name="Destination">All that is known of where it went.</param>
/// <param name="Contributions">They add up to the score, in bits.</param>
/// <param name="Indicators">What needed no history.</param>
/// <param name="Events">In time order; a bounded sample where the row counts more.</param>
/// <param name="CampaignMembers">Entities of a campaign.</param>
/// <param name="NextChecks">What to do next.</param>
public sealed record AlertDetail(
    AlertRow Row, AlertDestination Destination, IReadOnlyList<ContributionView> Contributions, IReadOnlyList<KnowledgeIndicator> Indicators,
    IReadOnlyList<EventView> Events, IReadOnlyList<string> CampaignMembers, IReadOnlyList<NextCheck> NextChecks)
{
    public static AlertDetail Of(StoredAlert stored)
    {
        var alert = stored.Alert;
        return new AlertDetail(AlertRow.Of(stored), alert.Destination, [.. alert.Contributions.Select(ContributionView.Of)], alert.Indicators,
            [.. alert.Events.Select(EventView.Of)], [.. alert.CampaignMembers.Select(m => m.ToString())], alert.NextChecks);
    }
}

/// <summary>One feature's part in a score.</summary>
/// <param name="Feature">Its stable id.</param>
/// <param name="Element">The MITRE element that it belongs to.</param>
/// <param name="Bits">What it gives; below zero: an allowance.</param>
/// <param name="Observed">In words.</param>
/// <param name="Typical">In words.</param>
/// <param name="Sentence">The counts behind it.</param>
/// <param name="WouldHaveBeenNormal">In words.</param>
public sealed record ContributionView(string Feature, string Element, double Bits, string Observed, string? Typical, string Sentence, string? WouldHaveBeenNormal)
{
    public static ContributionView Of(AlertContribution c) => new(c.FeatureId, c.ElementName, c.Bits, c.Observed, c.Typical, c.Sentence, c.WouldHaveBeenNormal);
}

/// <summary>One event behind an alert.</summary>
/// <param name="Id">Its identity, 32 hexadecimal digits.</param>
/// <param name="Time">UTC.</param>
/// <param name="Source">Format that it came in.</param>
/// <param name="File">File or delivery.</param>
/// <param name="Line">Line there, from 1; 0: unknown.</param>
/// <param name="Summary">In words.</param>
/// <param name="Raw">The record as it came, cut at 4 KiB, secrets redacted.</param>
public sealed record EventView(string Id, DateTimeOffset Time, string Source, string? File, long Line, string Summary, string? Raw)
{
    public static EventView Of(AlertEvent e) =>
        new(e.Identity.ToString("x32", System.Globalization.CultureInfo.InvariantCulture), AlertRow.Time(e.TimeMicros), e.Source, e.File, e.Line, e.Summary, e.Raw);
}

/// <summary>Some alerts.</summary>
/// <param name="Alerts">In the order asked for.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; absent: this is the last.</param>
/// <param name="Total">All that match.</param>
public sealed record AlertList(IReadOnlyList<AlertRow> Alerts, string? Next, long Total);
