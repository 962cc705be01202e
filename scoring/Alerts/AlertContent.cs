using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts;

/// <summary>An alert as bytes: equal alerts give equal bytes, and reading gives back what was written. Thread-safe.</summary>
internal static class AlertContent
{
    // Figures that follow from others (score, severity, confidence) are read-only and so are not stored.
    private static readonly JsonSerializerOptions Form = new()
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new ReturnPeriodForm() },
    };

    public static byte[] ToBytes(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(alert, Form);

    /// <exception cref="JsonException">The bytes are no alert.</exception>
    public static Alert FromBytes(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize<Alert>(content, Form) ?? throw new JsonException("Found null; expected an alert.");

    private sealed class ReturnPeriodForm : JsonConverter<ReturnPeriod>
    {
        public override ReturnPeriod Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = JsonSerializer.Deserialize<double[]>(ref reader, options);
            return parts switch
            {
                [0, _] => ReturnPeriod.Uncalibrated,
                [1, var days] => ReturnPeriod.Measured(days),
                [2, var days] => ReturnPeriod.RarerThan(days),
                _ => throw new JsonException("Expected a return period: its kind, 0 to 2, and its days."),
            };
        }

        public override void Write(Utf8JsonWriter writer, ReturnPeriod value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue((int)value.Kind);
            writer.WriteNumberValue(value.Days);
            writer.WriteEndArray();
        }
    }
}
