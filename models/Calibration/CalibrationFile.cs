using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Calibration;

/// <summary>All that turns scores into rates and decisions, as saved in a model version.</summary>
/// <param name="Analytics">Return periods of each analytic, by name.</param>
/// <param name="Threshold">Where alerts open.</param>
public sealed record SavedCalibration(ReturnPeriods[] Analytics, Threshold Threshold);

/// <summary>Reads and writes a <see cref="SavedCalibration"/> as JSON: properties in a fixed order, numbers that read back to the bit, same content same bytes.</summary>
public static class CalibrationFile
{
    /// <summary>Largest file that is read. 5 analytics of 60 strata take 3 MB.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    /// <summary>The file's bytes (UTF-8, one line). Analytics are ordered by name.</summary>
    public static byte[] ToBytes(SavedCalibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var ordered = calibration with { Analytics = [.. calibration.Analytics.OrderBy(a => a.Analytic, StringComparer.Ordinal)] };
        return JsonSerializer.SerializeToUtf8Bytes(ordered, CalibrationJson.Default.SavedCalibration);
    }

    /// <summary>Reads the file's bytes.</summary>
    /// <exception cref="InvalidDataException">The content is too long, no such JSON, or its numbers cannot have come from a fit.</exception>
    public static SavedCalibration FromBytes(ReadOnlySpan<byte> content)
    {
        if (content.Length > MaximumBytes)
        {
            throw new InvalidDataException($"A calibration of {content.Length} bytes; expected at most {MaximumBytes}.");
        }

        try
        {
            var calibration = JsonSerializer.Deserialize(content, CalibrationJson.Default.SavedCalibration);
            return calibration is not null && calibration.Analytics.All(analytic => analytic is not null)
                ? calibration
                : throw new InvalidDataException("A calibration, or an analytic in it, is null; expected an object.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"A calibration that cannot be read: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = false)]
[JsonSerializable(typeof(SavedCalibration))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
