using System.Globalization;
using System.Text.Json;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>The part of JSON Schema (2020-12) that the backtest's schema uses: type, properties, required, additionalProperties, items, enum, const, minimum, format date, anyOf, $ref within the file.</summary>
internal static class SchemaFaults
{
    private static readonly HashSet<string> Known = new(["$schema", "title", "description", "$defs", "type", "properties", "required", "additionalProperties", "items", "enum", "const", "minimum", "format", "anyOf", "$ref"], StringComparer.Ordinal);

    public static List<string> Of(JsonElement value, JsonElement schema)
    {
        var faults = new List<string>();
        Check(value, schema, schema, "$", faults);
        return faults;
    }

    private static void Check(JsonElement value, JsonElement schema, JsonElement root, string path, List<string> faults)
    {
        faults.AddRange(schema.EnumerateObject().Where(p => !Known.Contains(p.Name)).Select(p => $"{path}: the check does not know {p.Name}"));
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(value, root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), root, path, faults);
        }

        if (schema.TryGetProperty("anyOf", out var options))
        {
            var tried = options.EnumerateArray().Select(option => { var own = new List<string>(); Check(value, option, root, path, own); return own; }).ToList();
            if (tried.All(own => own.Count > 0))
            {
                faults.AddRange(tried.MinBy(own => own.Count)!);
            }
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(t => IsOf(value, t)))
        {
            faults.Add($"{path} is {value.ValueKind}, expected {type}");
            return;
        }

        if ((schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value))) || (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)))
        {
            faults.Add($"{path} is {value}");
        }

        if (schema.TryGetProperty("minimum", out var minimum) && value.ValueKind == JsonValueKind.Number && value.GetDouble() < minimum.GetDouble())
        {
            faults.Add($"{path} is {value}, expected {minimum} or more");
        }

        if (schema.TryGetProperty("format", out var format) && (format.GetString() != "date" || !DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))
        {
            faults.Add($"{path} is {value}, expected a {format}");
        }

        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            faults.AddRange(schema.GetProperty("required").EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{path}.{r} is missing"));
            foreach (var member in value.EnumerateObject())
            {
                if (properties.TryGetProperty(member.Name, out var inner))
                {
                    Check(member.Value, inner, root, $"{path}.{member.Name}", faults);
                }
                else
                {
                    faults.Add($"{path}.{member.Name} is not in the schema");
                }
            }
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            var number = 0;
            foreach (var item in value.EnumerateArray())
            {
                Check(item, items, root, $"{path}[{number++}]", faults);
            }
        }
    }

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        _ => false,
    };
}
