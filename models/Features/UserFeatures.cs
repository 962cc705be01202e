using Det0131.Models.Events;

namespace Det0131.Models.Features;

/// <summary>What accounts do, with whose rights.</summary>
internal static class UserFeatures
{
    public static readonly Feature[] All =
    [
        new("user.tool", FeatureFamily.User, FeatureKind.Rarity, "transfer tool of this user",
            (s, t, sink) => { if (s.Event is { Kind: EventKind.ProcessStart or EventKind.NetworkFlow, Tool: { } tool }) { sink.Value(s.UserEntity, "", tool); } }),

        new("user.privilege", FeatureFamily.User, FeatureKind.Rarity, "change of privilege of this user",
            (s, t, sink) => { if (s.Event.Kind == EventKind.ProcessStart) { sink.ValueOrNothing(s.UserEntity, "", s.Event.PrivilegeChange); } }),

        new("user.service_account", FeatureFamily.User, FeatureKind.Rarity, "interactive tool of this service account",
            (s, t, sink) =>
            {
                if (s.Event is { Kind: EventKind.ProcessStart, UserClass: UserClass.Service or UserClass.System, Tool: { } tool })
                {
                    sink.Value(s.UserEntity, "", t.Pair(ObservationTools.Caller(s) ?? "-", tool));
                }
            }),
    ];
}

/// <summary>When users act and hosts send.</summary>
internal static class TimeFeatures
{
    public static readonly Feature[] All =
    [
        new("time.user", FeatureFamily.Time, FeatureKind.Circular, "hour of the week of this user",
            (s, t, sink) =>
            {
                if (s.Event.UserClass is UserClass.Person or UserClass.Unknown or UserClass.CloudRole
                    && (s.IsScored || s.Event.Kind == EventKind.ProcessStart))
                {
                    sink.Hour(s.UserEntity, s.LocalHour, s.LocalDate);
                }
            }),

        new("time.host", FeatureFamily.Time, FeatureKind.Circular, "hour of the week of this host's outward traffic",
            (s, t, sink) =>
            {
                // Name look-ups and clock synchronisation run round the clock and would make every hour normal.
                if (s.IsScored && !s.IsLocal && s.Event.Kind is not EventKind.DnsQuery && s.ServicePort is not (53 or 123 or 5353))
                {
                    sink.Hour(s.HostEntity ?? s.RoleEntity, s.LocalHour, s.LocalDate);
                }
            }),
    ];
}
