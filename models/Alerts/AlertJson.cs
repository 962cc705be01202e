using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Alerts;

/// <summary>
/// An alert as JSON (UTF-8, one line) and back, whole: numbers read back to the bit, absent stays absent. The same alert gives the same bytes, so
/// stored alerts are compared by them. Everything outside ASCII, and what HTML gives a meaning to, is escaped. Half a surrogate pair, which is no
/// text, becomes U+FFFD. What can be calculated (score, severity, confidence) is not written. Thread-safe.
/// </summary>
public static class AlertJson
{
    /// <summary>Largest text that is read: an alert lists a dozen events of some kilobytes and, in a campaign, each of its entities.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    /// <summary>The alert's text.</summary>
    public static byte[] ToBytes(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return JsonSerializer.SerializeToUtf8Bytes(alert, AlertJsonContext.Default.Alert);
    }

    /// <summary>Reads the text. Fields that this program does not know are passed over.</summary>
    /// <exception cref="InvalidDataException">It is no alert: the message says where and why.</exception>
    public static Alert FromBytes(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaximumBytes)
        {
            throw new InvalidDataException($"Found an alert of {utf8.Length} bytes; expected at most {MaximumBytes}.");
        }

        try
        {
            var alert = JsonSerializer.Deserialize(utf8, AlertJsonContext.Default.Alert);
            return alert is null ? throw new InvalidDataException("Found null; expected an alert.") : Checked(alert);
        }
        // The records refuse what cannot be (a contribution that is not finite) by ArgumentException.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            var place = e is JsonException { Path: { } path } && !e.Message.Contains(path, StringComparison.Ordinal) ? $" Path: {path}." : "";
            throw new InvalidDataException($"Found text that is no alert: {e.Message}{place}", e);
        }
    }

    // The serialiser checks neither what is in a list nor that a field is there which has a default.
    private static Alert Checked(Alert alert)
    {
        NoNull(alert.Contributions, nameof(alert.Contributions));
        NoNull(alert.Indicators, nameof(alert.Indicators));
        NoNull(alert.Events, nameof(alert.Events));
        NoNull(alert.CampaignMembers, nameof(alert.CampaignMembers));
        NoNull(alert.NextChecks, nameof(alert.NextChecks));
        NoNull(alert.TechniqueIds, nameof(alert.TechniqueIds));
        if (alert.TimeZoneId is null)
        {
            throw new InvalidDataException($"Found an alert without {nameof(alert.TimeZoneId)}.");
        }

        return alert.LastMicros >= alert.FirstMicros
            ? alert
            : throw new InvalidDataException($"Found an alert whose last event ({alert.LastMicros}) is before its first ({alert.FirstMicros}).");
    }

    private static void NoNull<T>(IReadOnlyList<T>? list, string name)
        where T : class
    {
        if (list is null)
        {
            throw new InvalidDataException($"Found an alert without {name}.");
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is null)
            {
                throw new InvalidDataException($"Found null at {name}[{i}] of an alert; expected a value.");
            }
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(ReturnPeriodJson), typeof(FeatureValueJson), typeof(HexUInt128Json)])]
[JsonSerializable(typeof(Alert))]
internal sealed partial class AlertJsonContext : JsonSerializerContext;
