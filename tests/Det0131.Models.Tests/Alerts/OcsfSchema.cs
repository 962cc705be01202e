using System.Text.Json;

namespace Det0131.Models.Tests.Alerts;

/// <summary>Checks a record against the facts of the OCSF schema in the fixture: required members, constraints, types, enumerations, unknown names.</summary>
internal static class OcsfSchema
{
    private static readonly JsonElement Objects = Load();

    public static List<string> Faults(JsonElement record, string objectName)
    {
        var faults = new List<string>();
        Check(record, objectName, objectName, faults);
        return faults;
    }

    public static List<string> MissingRecommended(JsonElement record, string objectName) =>
        [.. Names(Objects.GetProperty(objectName), "recommended").Where(name => !record.TryGetProperty(name, out _))];

    private static void Check(JsonElement record, string objectName, string path, List<string> faults)
    {
        JsonElement schema = Objects.GetProperty(objectName);
        JsonElement attributes = schema.GetProperty("attributes");
        faults.AddRange(Names(schema, "required").Where(name => !record.TryGetProperty(name, out _)).Select(name => $"{path}.{name} is required"));
        string[] anyOf = Names(schema, "at_least_one");
        if (anyOf.Length > 0 && !anyOf.Any(name => record.TryGetProperty(name, out _)))
        {
            faults.Add($"{path} has none of {string.Join(", ", anyOf)}");
        }

        foreach (JsonProperty member in record.EnumerateObject())
        {
            if (!attributes.TryGetProperty(member.Name, out JsonElement type))
            {
                faults.Add($"{path}.{member.Name} is not an attribute of {objectName}");
                continue;
            }

            CheckValue(member.Value, type.GetString()!, $"{path}.{member.Name}", faults);
            if (schema.TryGetProperty("enums", out JsonElement enums) && enums.TryGetProperty(member.Name, out JsonElement allowed)
                && !allowed.EnumerateArray().Any(value => value.GetInt64() == member.Value.GetInt64()))
            {
                faults.Add($"{path}.{member.Name} = {member.Value} is not in the enumeration");
            }
        }
    }

    private static void CheckValue(JsonElement value, string type, string path, List<string> faults)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                faults.Add($"{path} is not an array");
                return;
            }

            foreach (JsonElement element in value.EnumerateArray())
            {
                CheckValue(element, type[..^2], path, faults);
            }

            return;
        }

        bool isRight = type switch
        {
            "string" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0,
            "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => value.ValueKind == JsonValueKind.Object,
        };
        if (!isRight)
        {
            faults.Add($"{path} is not a {type}");
        }
        else if (Objects.TryGetProperty(type, out _))
        {
            Check(value, type, path, faults);
        }
    }

    private static string[] Names(JsonElement schema, string member) =>
        schema.TryGetProperty(member, out JsonElement names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    private static JsonElement Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Alerts", "ocsf-1.5.0-detection-finding.json");
        return JsonElement.Parse(File.ReadAllBytes(path)).GetProperty("objects");
    }
}
