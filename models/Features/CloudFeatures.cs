using Det0131.Models.Events;

namespace Det0131.Models.Features;

/// <summary>What cloud roles and principals do. A refused call teaches nothing about what is usual.</summary>
internal static class CloudFeatures
{
    public static readonly Feature[] All =
    [
        new("cloud.action_role", FeatureFamily.Cloud, FeatureKind.Rarity, "API action of this role",
            (s, t, sink) => { if (IsCall(s)) { sink.Value(s.RoleEntity, "", s.Event.CloudAction); } }),

        new("cloud.role_principal", FeatureFamily.Cloud, FeatureKind.Rarity, "role assumed by this principal",
            (s, t, sink) => { if (IsCall(s)) { sink.ValueOrNothing(s.UserEntity, "", s.Event.CloudRole); } }),

        new("cloud.resource_role", FeatureFamily.Cloud, FeatureKind.Rarity, "resource that this role touches",
            (s, t, sink) => { if (IsCall(s)) { sink.Value(s.RoleEntity, "", s.Event.CloudResource); } }),

        new("cloud.user_agent", FeatureFamily.Cloud, FeatureKind.Rarity, "client program of this principal",
            (s, t, sink) => { if (IsCall(s)) { sink.Value(s.UserEntity, "", s.Event.UserAgent); } }),

        new("cloud.cross_account", FeatureFamily.Cloud, FeatureKind.Rarity, "foreign account named by this action",
            (s, t, sink) => { if (IsCall(s) && s.Event.CloudAction is { } action) { sink.ValueOrNothing(s.UserEntity, action, s.Event.ForeignAccount); } }),
    ];

    private static bool IsCall(Context.Situation s) => s.Event is { Kind: EventKind.CloudApiCall, Outcome: not Outcome.Failure };
}

/// <summary>What the hypervisor's own processes and accounts do.</summary>
internal static class HypervisorFeatures
{
    public static readonly Feature[] All =
    [
        new("hypervisor.destination", FeatureFamily.Destination, FeatureKind.Rarity, "destination and protocol of this hypervisor process",
            (s, t, sink) =>
            {
                if (s is { Platform: Platform.ESXi, IsScored: true, Destination: { } destination }
                    && s.Event is { Kind: EventKind.NetworkFlow or EventKind.FileAccess or EventKind.HttpRequest, Process: { } process })
                {
                    sink.Value(s.HostEntity, process, t.Pair(t.Services.Of(s) ?? "-", destination));
                }
            }),

        new("hypervisor.command", FeatureFamily.Command, FeatureKind.Rarity, "command of this hypervisor account",
            (s, t, sink) =>
            {
                if (s.Platform == Platform.ESXi && s.Event is { Kind: EventKind.ProcessStart, Process: { } process })
                {
                    sink.Value(s.UserEntity ?? s.HostEntity, "", process);
                }
            }),
    ];
}
