using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Versioning;

/// <summary>Reads and writes manifests: UTF-8 JSON, fixed order, <c>\n</c> line ends, same content same bytes.</summary>
internal static class ManifestCodec
{
    public const int MaximumBytes = 16 * 1024 * 1024;
    private const int HashLength = 64;

    public static byte[] ToBytes(ManifestInfo info, SortedDictionary<string, ManifestFile> files)
    {
        var canonical = info with
        {
            TrainingStart = info.TrainingStart.ToUniversalTime(),
            TrainingEnd = info.TrainingEnd.ToUniversalTime(),
            RowsBySource = new(info.RowsBySource, StringComparer.Ordinal),
            FeatureSchema = new(info.FeatureSchema, StringComparer.Ordinal),
            ThresholdBits = new(info.ThresholdBits, StringComparer.Ordinal),
        };
        var manifest = new Manifest(Manifest.CurrentFormat, canonical, new(files, StringComparer.Ordinal));
        return [.. JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest), (byte)'\n'];
    }

    /// <summary>Reads a manifest, or says in a problem that begins with its name why not.</summary>
    public static (Manifest? Manifest, string? Problem) Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // The format first: a newer manifest may differ in everything else.
            using (var document = JsonDocument.Parse(bytes))
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object
                    || !document.RootElement.TryGetProperty("formatVersion", out var format) || !format.TryGetInt32(out var version) || version < 1)
                {
                    return (null, $"{Manifest.FileName}: no format version, expected a number from 1 to {Manifest.CurrentFormat}");
                }

                if (version > Manifest.CurrentFormat)
                {
                    return (null, $"{Manifest.FileName}: format version {version}, this program reads up to {Manifest.CurrentFormat}: a newer program made it");
                }
            }

            var manifest = JsonSerializer.Deserialize(bytes.Span, ManifestJson.Default.Manifest)!;
            return FirstFault(manifest) is { } fault ? (null, $"{Manifest.FileName}: {fault}") : (manifest, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            return (null, $"{Manifest.FileName}: not readable ({StorePath.Shown(e.Message)})");
        }
    }

    private static string? FirstFault(Manifest manifest)
    {
        if (manifest.Files.Count is 0 or > Manifest.MaximumFiles)
        {
            return $"{manifest.Files.Count} files, expected 1 to {Manifest.MaximumFiles}";
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Manifest.FileName };
        foreach (var (path, file) in manifest.Files)
        {
            if (!StorePath.IsValid(path))
            {
                return $"the path '{StorePath.Shown(path)}', expected a plain relative path";
            }

            if (!seen.Add(path))
            {
                return $"the path '{path}' twice (upper and lower case count as equal)";
            }

            if (file is null || file.Bytes < 0 || file.Sha256.Length != HashLength || file.Sha256.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            {
                return $"no proper length and SHA-256 of '{path}'";
            }
        }

        return null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
