using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Features;

/// <summary>Which application protocols and ports a host or user speaks.</summary>
internal static class ProtocolFeatures
{
    public static readonly Feature[] All =
    [
        new("protocol.host", FeatureFamily.Protocol, FeatureKind.Rarity, "protocol and port of this host",
            (s, t, sink) => { if (IsExchange(s)) { sink.Value(s.HostEntity, "", t.Services.Of(s)); } }),

        new("protocol.user", FeatureFamily.Protocol, FeatureKind.Rarity, "protocol and port of this user",
            (s, t, sink) => { if (IsExchange(s)) { sink.Value(s.UserEntity, "", t.Services.Of(s)); } }),

        new("protocol.port_mismatch", FeatureFamily.Protocol, FeatureKind.Rarity, "protocol on this port",
            (s, t, sink) =>
            {
                // What the sensor recognised on the port, not what a command line calls it.
                if (s.Event.Kind == EventKind.NetworkFlow && s.Event.Application is { } application
                    && s.ServicePort is { } port and < ServiceName.FirstEphemeralPort)
                {
                    Span<char> scope = stackalloc char[8];
                    port.TryFormat(scope, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
                    sink.Value(s.HostEntity, scope[..length], ServiceName.Canonical(application));
                }
            }),
    ];

    /// <summary>Events that show a protocol in use: flows, requests, and command lines that name one.</summary>
    internal static bool IsExchange(Situation s) => s.Event.Kind switch
    {
        EventKind.NetworkFlow or EventKind.HttpRequest => s.IsScored,
        EventKind.ProcessStart => s.IsScored && s.Direction == Direction.Outbound && s.Event.Application is not null,
        EventKind.FileAccess => s.IsScored && s.Event.Application is not null,
        _ => false,
    };
}
