using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Features;

/// <summary>What DNS names carry, and web requests by which data is pushed.</summary>
internal static class NameFeatures
{
    // A name that the log hides behind a 32-bit hash still tells that it is new. Names in tunnels carry hundreds of bits, common
    // ones 20 to 40; a hidden one is counted as an ordinary one.
    private const double HiddenNameBits = 24;

    public static readonly Feature[] All =
    [
        Information("dns.information", 10 * FeatureCatalogue.Minute, "information of the distinct names under this domain in ten minutes"),
        Information("dns.information_hour", FeatureCatalogue.Hour, "information of the distinct names under this domain in an hour"),
        Information("dns.information_day", FeatureCatalogue.Day, "information of the distinct names under this domain in a day"),

        new("dns.name_bits", FeatureFamily.Name, FeatureKind.UpperTail, "information of one name under this domain",
            (s, t, sink) => { if (IsQuery(s) && !IsHidden(s)) { sink.Magnitude(s.HostEntity, s.Destination, Bits(s, t)); } })
        { Unit = MagnitudeUnit.Bits },

        new("dns.type", FeatureFamily.Name, FeatureKind.Rarity, "query type of this client",
            (s, t, sink) => { if (IsQuery(s)) { sink.Value(s.HostEntity, "", s.Event.DnsType); } }),

        new("dns.rate", FeatureFamily.Name, FeatureKind.UpperTail, "queries under this domain in ten minutes",
            (s, t, sink) => { if (IsQuery(s)) { sink.Add(s.HostEntity, s.Destination!, s.Destination!, 1); } })
        { Measure = Measure.WindowSum, WindowMicros = 10 * FeatureCatalogue.Minute, Unit = MagnitudeUnit.Count },

        new("dns.answer_ratio", FeatureFamily.Name, FeatureKind.BothTails, "query bytes per answer byte",
            (s, t, sink) =>
            {
                if (s.Event is { Kind: EventKind.NetworkFlow, Application: "dns" } && s is { BytesOut: { } sent and > 0, BytesIn: { } received and > 0 })
                {
                    sink.Magnitude(s.HostEntity, "", (double)sent / received);
                }
            })
        { Unit = MagnitudeUnit.Ratio },

        new("dns.session_duration", FeatureFamily.Name, FeatureKind.UpperTail, "seconds that queries under one domain keep going",
            (s, t, sink) => { if (IsQuery(s)) { sink.Touch(s.HostEntity, s.Destination!); } })
        { Measure = Measure.Span, WindowMicros = FeatureCatalogue.Day, Unit = MagnitudeUnit.Seconds },

        new("http.post_burst", FeatureFamily.Volume, FeatureKind.UpperTail, "POST requests to one destination in five minutes",
            (s, t, sink) =>
            {
                if (s is { IsScored: true, Direction: Direction.Outbound } && s.Event is { Kind: EventKind.HttpRequest, HttpMethod: "POST" or "PUT" })
                {
                    sink.Add(s.HostEntity, s.Destination!, "", 1);
                }
            })
        { Measure = Measure.WindowSum, WindowMicros = 5 * FeatureCatalogue.Minute, Unit = MagnitudeUnit.Count },
    ];

    private static Feature Information(string id, long window, string meaning) =>
        new(id, FeatureFamily.Name, FeatureKind.UpperTail, meaning,
            (s, t, sink) => { if (IsQuery(s)) { sink.AddDistinct(s.HostEntity, s.Destination!, s.Destination!, s.Event.DnsName, Bits(s, t)); } })
        { Measure = Measure.DistinctSum, WindowMicros = window, Unit = MagnitudeUnit.Bits };

    private static bool IsQuery(Situation s) => s is { IsScored: true, Destination: not null } && s.Event is { Kind: EventKind.DnsQuery, DnsName: not null };

    private static bool IsHidden(Situation s) => s.Event.DnsName!.StartsWith('#');

    private static double Bits(Situation s, ObservationTools t) =>
        IsHidden(s) ? HiddenNameBits : t.NameInformationBits(s.Event.DnsName!, s.Event.RegisteredDomain);
}
