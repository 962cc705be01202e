using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Features;

/// <summary>How much leaves: in one transfer, in an hour, in a day, to one destination in a week, and against the season.</summary>
internal static class VolumeFeatures
{
    // Headers and empty replies make the ratio of tiny flows meaningless; 100 bytes on both sides damp it.
    private const double RatioDamping = 100;

    public static readonly Feature[] All =
    [
        new("volume.flow", FeatureFamily.Volume, FeatureKind.UpperTail, "bytes out of one transfer over this protocol",
            (s, t, sink) => { if (HasBytes(s)) { sink.Magnitude(Owner(s), Scope(s, t), s.BytesOut!.Value); } })
        { Unit = MagnitudeUnit.Bytes },

        new("volume.ratio", FeatureFamily.Volume, FeatureKind.UpperTail, "bytes out per byte in over this protocol",
            (s, t, sink) =>
            {
                if (HasBytes(s) && s.BytesIn is { } bytesIn)
                {
                    sink.Magnitude(Owner(s), Scope(s, t), (s.BytesOut!.Value + RatioDamping) / (bytesIn + RatioDamping));
                }
            })
        { Unit = MagnitudeUnit.Ratio },

        Sum("volume.hour", FeatureCatalogue.Hour, "bytes out in the clock hour"),
        Sum("volume.day", FeatureCatalogue.Day, "bytes out in the day (UTC)"),

        new("volume.destination_week", FeatureFamily.Volume, FeatureKind.UpperTail, "bytes out to this destination in the ISO week",
            (s, t, sink) => { if (Adds(s)) { sink.Add(Owner(s), s.Destination!, s.Destination!, s.BytesOut!.Value); } })
        { Measure = Measure.WindowSum, WindowMicros = FeatureCatalogue.Week, Unit = MagnitudeUnit.Bytes },

        new("volume.series", FeatureFamily.Volume, FeatureKind.UpperTail, "bytes out in the hour above the seasonal expectation",
            (s, t, sink) => { if (Adds(s) && !s.IsLocal) { sink.Add(Owner(s), "", "", s.BytesOut!.Value); } })
        { Measure = Measure.SeasonalExcess, WindowMicros = FeatureCatalogue.Hour, Unit = MagnitudeUnit.Scales },
    ];

    private static Feature Sum(string id, long window, string meaning) =>
        new(id, FeatureFamily.Volume, FeatureKind.UpperTail, meaning,
            (s, t, sink) => { if (Adds(s) && !s.IsLocal) { sink.Add(Owner(s), "", "", s.BytesOut!.Value); } })
        { Measure = Measure.WindowSum, WindowMicros = window, Unit = MagnitudeUnit.Bytes };

    private static bool HasBytes(Situation s) => s is { IsScored: true, BytesOut: not null };

    /// <summary>A request or file that belongs to a recorded connection must not add its bytes a second time.</summary>
    private static bool Adds(Situation s) =>
        HasBytes(s) && s.Destination is not null && !s.IsToldByFlow;

    internal static string? Owner(Situation s) => s.HostEntity ?? s.RoleEntity;

    private static string Scope(Situation s, ObservationTools t) =>
        s.Event.Kind == EventKind.CloudApiCall ? s.Event.CloudAction ?? "" : t.Services.WithinReach(s) ?? "";
}

/// <summary>What kinds of file move.</summary>
internal static class FileFeatures
{
    public static readonly Feature[] All =
    [
        new("file.extension", FeatureFamily.User, FeatureKind.Rarity, "file extension moved by this user",
            (s, t, sink) => { if (s.IsScored) { sink.Value(s.UserEntity ?? VolumeFeatures.Owner(s), "", s.Event.FileExtension); } }),

        new("file.sensitive_volume", FeatureFamily.Volume, FeatureKind.UpperTail, "bytes of sensitive file kinds moved in a day",
            (s, t, sink) =>
            {
                if (s.IsScored && s.Event.FileExtension is { } extension && t.IsSensitiveExtension(extension)
                    && (s.BytesOut ?? s.Event.FileBytes) is { } bytes)
                {
                    sink.Add(s.UserEntity ?? VolumeFeatures.Owner(s), "", "", bytes);
                }
            })
        { Measure = Measure.WindowSum, WindowMicros = FeatureCatalogue.Day, Unit = MagnitudeUnit.Bytes },
    ];
}
