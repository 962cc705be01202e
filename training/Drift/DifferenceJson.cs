using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Drift;

namespace Det0131.Training.Drift;

/// <summary>A difference for programs: UTF-8, names in camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(VersionDifference))]
internal sealed partial class DifferenceJson : JsonSerializerContext
{
    public static void Write(VersionDifference difference, Stream to)
    {
        JsonSerializer.Serialize(to, difference, Default.VersionDifference);
        to.WriteByte((byte)'\n');
    }
}
