using Det0131.Models.Alerts;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>Says of a group who, where to, and by which technique.</summary>
public static class Describe
{
    public static AlertEntity Entity(EventGroup group, SiteContext context)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(context);
        // A principal that assumed no role acts for itself: it is the user and nobody's host.
        var name = group.Host ?? (group.Role == group.User ? null : group.Role);
        return new AlertEntity(name, group.User == name ? null : group.User)
        {
            Platform = Analytics.AnalyticCatalogue.All[group.Analytic].Platform,
            Criticality = (AssetCriticality)Math.Clamp(group.Criticality, 1, 4),
            PeerGroup = context.Assets.FirstOrDefault(a => a.Name == (name ?? group.User))?.PeerGroup,
        };
    }

    public static AlertDestination Destination(EventGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var facts = group.Facts;
        var cloud = (group.KindMask & (1 << (int)EventKind.CloudApiCall)) != 0;
        return new AlertDestination(group.Destination)
        {
            Domain = facts.Domain ?? (facts.DnsName is { } name && !name.StartsWith('#') ? group.Destination : null),
            Address = facts.RemoteAddress,
            Port = facts.RemotePort,
            Application = Application(facts),
            IsClient = facts.Service?.StartsWith(ServiceNames.ResponsePrefix, StringComparison.Ordinal) ?? false,
            Country = facts.Country,
            Network = facts.Network,
            Resource = cloud ? group.Destination : null,
            Tool = group.Destination == facts.Tool ? facts.Tool : null,
            IsLocal = group.IsLocal,
        };
    }

    public static Alerts.ReturnPeriod Period(Calibration.ReturnPeriod? period) => period switch
    {
        null or { IsCalibrated: false } => Alerts.ReturnPeriod.Uncalibrated,
        { IsBeyondLimit: true } p => Alerts.ReturnPeriod.RarerThan(p.LimitDays),
        { } p => Alerts.ReturnPeriod.Measured(p.Days),
    };

    /// <summary>The sub-technique that the protocol tells; the technique where it does not.</summary>
    public static string Technique(EventGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if ((group.KindMask & (1 << (int)EventKind.CloudApiCall)) != 0 && group.Facts.CloudAction is { } action && !action.Contains(":Get", StringComparison.Ordinal))
        {
            return "T1537";
        }

        return Application(group.Facts) switch
        {
            "ftp" or "http" or "dns" or "smtp" or "smb" or "tftp" or "icmp" or "telnet" => "T1048.003",
            "ssl" or "ssh" => "T1048.002",
            _ => "T1048",
        };
    }

    /// <summary>A name is looked up before almost every transfer: only a group that is nothing but look-ups, or that talks to port 53, is DNS.</summary>
    private static string? Application(GroupFacts facts) =>
        Application(facts.Service) ?? (facts.DnsName is not null && (facts.Service is null || facts.Service.EndsWith("/53", StringComparison.Ordinal)) ? "dns" : null);

    /// <summary>The application of a service's name (<c>ssl</c> of <c>in:ssl/443</c>); null when only the port is known.</summary>
    private static string? Application(string? service)
    {
        if (service is null)
        {
            return null;
        }

        var start = service.StartsWith(ServiceNames.ResponsePrefix, StringComparison.Ordinal) ? ServiceNames.ResponsePrefix.Length : 0;
        var end = service.IndexOf('/', StringComparison.Ordinal);
        var name = service[start..(end < 0 ? service.Length : end)];
        return name == "-" ? null : name;
    }
}
