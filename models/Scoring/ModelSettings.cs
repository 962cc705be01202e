using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Events;

namespace Det0131.Models.Scoring;

/// <summary>How a model was trained, as far as scoring needs to know. Immutable.</summary>
public sealed record ModelSettings
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required long PeriodMicros { get; init; }

    public double? HalfLifeDays { get; init; }

    /// <summary>Start of the training span, UTC microseconds, inclusive.</summary>
    public required long FromMicros { get; init; }

    /// <summary>End of the training span, exclusive.</summary>
    public required long UntilMicros { get; init; }

    /// <summary>Platform of hosts that nothing names.</summary>
    public Platform Fallback { get; init; } = Platform.Linux;

    public string ToJson() => JsonSerializer.Serialize(this, ModelSettingsJson.Default.ModelSettings) + "\n";

    /// <exception cref="InvalidDataException">The text is no settings file, or a newer one.</exception>
    public static ModelSettings FromJson(string json)
    {
        try
        {
            var settings = JsonSerializer.Deserialize(json, ModelSettingsJson.Default.ModelSettings);
            return settings is { Format: <= CurrentFormat, PeriodMicros: > 0 }
                ? settings
                : throw new InvalidDataException($"settings.json has format {settings?.Format} and a period of {settings?.PeriodMicros} microseconds; expected a format up to {CurrentFormat} and a period above 0.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"settings.json is not readable: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelSettings))]
internal sealed partial class ModelSettingsJson : JsonSerializerContext;
