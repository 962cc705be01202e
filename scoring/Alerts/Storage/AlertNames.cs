using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>What a name is to an alert.</summary>
internal enum AlertNameKind : byte
{
    /// <summary>The entity's host, user or both.</summary>
    Entity = 0,

    Destination = 1,

    /// <summary>Host or user of one of a campaign's members: it finds the alert, no allow-list entry matches it.</summary>
    Member = 2,
}

/// <summary>The names by which an alert is looked up.</summary>
internal static class AlertNames
{
    // A campaign of a whole site has thousands of members; beyond these it is found by its text alone.
    private const int MostMembers = 1000;

    /// <summary>Every name once for each kind, as keys.</summary>
    public static IEnumerable<(AlertNameKind Kind, string Name)> Of(Alert alert)
    {
        var entity = Keys(AlertNameKind.Entity, alert.Entity.Host, alert.Entity.User, alert.Entity.ToString());
        var destination = Keys(AlertNameKind.Destination, alert.Destination.Key, alert.Destination.Domain, alert.Destination.Address, alert.Destination.Resource);
        var members = alert.CampaignMembers.Take(MostMembers).SelectMany(m => Keys(AlertNameKind.Member, m.Host, m.User));
        return entity.Concat(destination).Concat(members).Distinct();
    }

    private static IEnumerable<(AlertNameKind Kind, string Name)> Keys(AlertNameKind kind, params string?[] names) =>
        names.OfType<string>().Select(name => (kind, Statement.Key(name)));
}
