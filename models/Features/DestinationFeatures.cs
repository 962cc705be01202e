using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Features;

/// <summary>Where data goes: country, network (ASN) and registered domain, of the host and of the user.</summary>
internal static class DestinationFeatures
{
    public static readonly Feature[] All =
    [
        new("destination.country", FeatureFamily.Destination, FeatureKind.Rarity, "country of the far end",
            (s, t, sink) => Both(s, sink, Scope(s, t), s.RemoteCountry)),

        new("destination.network", FeatureFamily.Destination, FeatureKind.Rarity, "network of the far end",
            (s, t, sink) => Both(s, sink, Scope(s, t), s.RemoteNetwork)),

        new("destination.domain", FeatureFamily.Destination, FeatureKind.Rarity, "registered domain of the far end",
            (s, t, sink) =>
            {
                // Every machine asks for new names every day; the domain counts when something is sent there.
                if (s.Direction == Direction.Outbound && s.Event.Kind != EventKind.DnsQuery)
                {
                    Both(s, sink, "", s.Event.RegisteredDomain);
                }
            }),
    ];

    /// <summary>
    /// Whoever likes comes to a service that a host offers; where the host itself goes is its own choice. A service exposed to the
    /// internet sees every country within days, and would make every country usual.
    /// </summary>
    private static string Scope(Situation s, ObservationTools t) => s.Direction == Direction.Response && s.Event.Kind != EventKind.CloudApiCall ? t.Services.Of(s) ?? "" : "";

    private static void Both(Situation s, FeatureSink sink, string scope, string? value)
    {
        if (s.IsScored && !s.IsLocal && value is not null)
        {
            sink.Value(s.HostEntity ?? s.RoleEntity, scope, value);
            sink.Value(s.UserEntity, scope, value);
        }
    }
}
