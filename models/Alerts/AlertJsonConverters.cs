using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Alerts;

/// <summary>A record's identity as 32 lower-case hex digits, as alerts print it elsewhere: JSON numbers lose bits in most readers.</summary>
internal sealed class HexUInt128Json : JsonConverter<UInt128>
{
    public override UInt128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: 32 } text
            && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException("Expected 32 hex digits.");

    public override void Write(Utf8JsonWriter writer, UInt128 value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("x32", CultureInfo.InvariantCulture));
}

/// <summary>A return period as its kind and, where there is one, its days.</summary>
internal sealed class ReturnPeriodJson : JsonConverter<ReturnPeriod>
{
    public override ReturnPeriod Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String)
        {
            var days = root.TryGetProperty("days", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : 0;
            switch (kind.GetString())
            {
                case nameof(ReturnPeriodKind.Uncalibrated):
                    return ReturnPeriod.Uncalibrated;
                case nameof(ReturnPeriodKind.Measured):
                    return ReturnPeriod.Measured(days);
                case nameof(ReturnPeriodKind.RarerThan):
                    return ReturnPeriod.RarerThan(days);
            }
        }

        throw new JsonException("Expected a return period: a kind of Uncalibrated, Measured or RarerThan, and days.");
    }

    public override void Write(Utf8JsonWriter writer, ReturnPeriod value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, value.Kind.ToString());
        if (value.Kind != ReturnPeriodKind.Uncalibrated)
        {
            writer.WriteNumber("days"u8, value.Days);
        }

        writer.WriteEndObject();
    }
}

/// <summary>An observed value: a text as a string, a number with its unit as an array of both, neither as an empty array.</summary>
internal sealed class FeatureValueJson : JsonConverter<FeatureValue>
{
    public override FeatureValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return root.ValueKind switch
        {
            JsonValueKind.String => FeatureValue.OfText(root.GetString()!),
            JsonValueKind.Array when root.GetArrayLength() == 0 => default,
            JsonValueKind.Array when root.GetArrayLength() == 2 && root[0].ValueKind == JsonValueKind.Number && root[1].ValueKind == JsonValueKind.String =>
                FeatureValue.OfNumber(root[0].GetDouble(), root[1].GetString()!),
            _ => throw new JsonException("Expected a value: a text, or a number and its unit, or nothing in brackets."),
        };
    }

    public override void Write(Utf8JsonWriter writer, FeatureValue value, JsonSerializerOptions options)
    {
        if (value.Text is { } text)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartArray();
        if (value is { Number: { } number, Unit: { } unit })
        {
            writer.WriteNumberValue(number);
            writer.WriteStringValue(unit);
        }

        writer.WriteEndArray();
    }
}
