using System.Collections.Frozen;
using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Explanations;

/// <summary>Says what a feature observed, as an analyst would. Log-derived text enters as it is: whoever prints it escapes it. Thread-safe.</summary>
public static class FeaturePhrases
{
    // {0} the value, {1} its scope.
    private static readonly FrozenDictionary<string, string> Templates = new Dictionary<string, string>
    {
        ["protocol.host"] = "{0} spoken",
        ["protocol.user"] = "{0} spoken",
        ["protocol.port_mismatch"] = "{0} on port {1}",
        ["lineage.parent_child"] = "{0} started by {1}",
        ["lineage.transfer_tool"] = "{1} called by {0}",
        ["lineage.process_protocol"] = "{0} spoken by {1}",
        ["command.tool"] = "tool {0} on the command line of {1}",
        ["command.verb"] = "{0} on the command line of {1}",
        ["command.token"] = "word {0} on the command line of {1}",
        ["user.tool"] = "{0} used",
        ["user.privilege"] = "privilege change {0}",
        ["user.service_account"] = "service account ran {0}",
        ["time.user"] = "active {0}",
        ["time.host"] = "active {0}",
        ["destination.country"] = "traffic with {0}",
        ["destination.network"] = "traffic with {0}",
        ["destination.domain"] = "traffic with {0}",
        ["volume.flow"] = "{0} out in one transfer over {1}",
        ["volume.ratio"] = "{0} bytes out per byte in over {1}",
        ["volume.hour"] = "{0} out in the clock hour",
        ["volume.day"] = "{0} out in the day",
        ["volume.destination_week"] = "{0} out to {1} in the week",
        ["volume.series"] = "{0} out in the hour, against the season",
        ["file.extension"] = "{0} file moved",
        ["file.sensitive_volume"] = "{0} of sensitive file kinds moved in the day",
        ["dns.information"] = "{0} in distinct names under {1} in ten minutes",
        ["dns.information_hour"] = "{0} in distinct names under {1} in an hour",
        ["dns.information_day"] = "{0} in distinct names under {1} in a day",
        ["dns.name_bits"] = "{0} in one name under {1}",
        ["dns.type"] = "query type {0}",
        ["dns.rate"] = "{0} queries under {1} in ten minutes",
        ["dns.answer_ratio"] = "{0} query bytes per answer byte",
        ["dns.session_duration"] = "queries under one domain kept going for {0}",
        ["http.post_burst"] = "{0} POST requests to one destination in five minutes",
        ["cloud.action_role"] = "action {0}",
        ["cloud.role_principal"] = "role {0} assumed",
        ["cloud.resource_role"] = "resource {0} touched",
        ["cloud.user_agent"] = "client {0}",
        ["cloud.cross_account"] = "foreign account {0} named by {1}",
        ["hypervisor.destination"] = "{1} talked by {0}",
        ["hypervisor.command"] = "command {0}",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Feature ids that have a phrase; every feature has one (tested).</summary>
    public static IEnumerable<string> Known => Templates.Keys;

    /// <summary>The phrase for a value within its scope.</summary>
    public static string Of(Feature feature, string value, string scope)
    {
        ArgumentNullException.ThrowIfNull(feature);
        var phrase = string.Format(CultureInfo.InvariantCulture, Templates[feature.Id], ReadableValue.Of(feature, value), ReadableValue.Scope(feature, scope));
        return scope.Length > 0 && IsFarEnd(feature) ? $"{phrase} over {ReadableValue.Scope(feature, scope)}" : phrase;
    }

    /// <summary>Where data goes, which has a scope only where a host answers.</summary>
    internal static bool IsFarEnd(Feature feature) => feature.Id is "destination.country" or "destination.network";

    /// <summary>A magnitude as people say it: <c>412 MB</c>, <c>3.1</c>, <c>1,024 bits</c>, <c>2 h 05 min</c>.</summary>
    public static string Quantity(MagnitudeUnit unit, double magnitude) => unit switch
    {
        MagnitudeUnit.Bytes => PlainQuantity.Bytes((long)Math.Min(magnitude, long.MaxValue / 2)),
        MagnitudeUnit.Bits => string.Create(CultureInfo.InvariantCulture, $"{magnitude:#,0} bits"),
        MagnitudeUnit.Seconds => Duration(magnitude),
        MagnitudeUnit.Count => string.Create(CultureInfo.InvariantCulture, $"{magnitude:#,0}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{magnitude:#,0.##}"),
    };

    /// <summary>A magnitude of a feature, with what it is a multiple of: <c>412 MB</c>, <c>3.1 residual scales</c>.</summary>
    public static string Amount(Feature feature, double magnitude)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return Quantity(feature.Unit, magnitude) + (feature.Measure == Measure.SeasonalExcess ? " residual scales" : "");
    }

    /// <summary>What is usual: <c>median 3 kB, 95 % up to 41 kB, largest 2 MB</c>. Needs a period.</summary>
    public static string Spread(Feature feature, TailEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return $"median {Amount(feature, evidence.Median)}, 95 % up to {Amount(feature, evidence.NinetyFivePercent)}, largest {Amount(feature, evidence.Maximum)}";
    }

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Min(seconds, 1e9));
        return time.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s")
            : time.TotalHours < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min");
    }

    /// <summary>The unit's name in machine-readable output.</summary>
    public static string UnitName(MagnitudeUnit unit) => unit switch
    {
        MagnitudeUnit.Bytes => "bytes",
        MagnitudeUnit.Bits => "bits",
        MagnitudeUnit.Seconds => "seconds",
        MagnitudeUnit.Count => "count",
        MagnitudeUnit.Scales => "residual_scales",
        _ => "ratio",
    };
}
