using Det0131.Models.Alerts;
using Det0131.Models.Scoring;

namespace Det0131.Scoring.Tests.Streaming;

/// <summary>All of a scored group that must be the same whichever way its events came, numbers to the last bit.</summary>
internal sealed record GroupPrint(
    int Analytic, int Hour, string Entity, string Destination, int Score, string Contributions, int Events, long Bytes, long First, long Last, int Kinds, ulong Indicators, bool Opens)
{
    public static GroupPrint Of(GroupScore scored)
    {
        var group = scored.Group;
        var bits = string.Join(' ', scored.Contributions.Select(c => BitConverter.DoubleToInt64Bits(c).ToString("x", System.Globalization.CultureInfo.InvariantCulture)));
        return new GroupPrint(group.Analytic, group.Hour, group.Entity, group.Destination, BitConverter.SingleToInt32Bits(scored.Score), bits, group.EventCount, group.BytesOut,
            group.FirstMicros, group.LastMicros, group.KindMask, group.Indicators, scored.Opens);
    }

    public static List<GroupPrint> InOrder(IEnumerable<GroupPrint> groups) =>
        [.. groups.OrderBy(g => g.Hour).ThenBy(g => g.Analytic).ThenBy(g => g.Entity, StringComparer.Ordinal).ThenBy(g => g.Destination, StringComparer.Ordinal)
            .ThenBy(g => g.First).ThenBy(g => g.Events).ThenBy(g => g.Score)];
}

/// <summary>
/// All of an alert that must be the same. Identities of events are not: they tell a posted record from one of a file, and they order records of one second.
/// </summary>
internal sealed record AlertPrint(
    string Id, string Analytic, string Entity, string Destination, double Score, long First, long Last, long Events, long? Bytes, AlertFlags Flags, string Members, string Listed, string Contributions)
{
    public static AlertPrint Of(Alert alert) => new(
        alert.Id, alert.AnalyticId, alert.Entity.ToString(), alert.Destination.ToString(), alert.ScoreBits, alert.FirstMicros, alert.LastMicros, alert.EventCount, alert.BytesOut, alert.Flags,
        string.Join(' ', alert.CampaignMembers), string.Join(' ', alert.Events.OrderBy(e => e.TimeMicros).ThenBy(e => e.BytesOut).Select(e => $"{e.TimeMicros}/{e.BytesOut}")),
        string.Join(' ', alert.Contributions.Select(c => $"{c.FeatureId}={c.Bits:R}")));
}
