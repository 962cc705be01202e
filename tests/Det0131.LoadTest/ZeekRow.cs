using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Det0131.LoadTest;

/// <summary>A line of a Zeek table, by the names and types of its header. Immutable.</summary>
internal sealed class ZeekRow(string[] names, string[] types, string[] values)
{
    private const string Unset = "-";
    private const string Empty = "(empty)";

    /// <summary>A value as it stands there.</summary>
    public string this[string name] => values[Array.IndexOf(names, name)];

    public static IEnumerable<ZeekRow> Read(string file)
    {
        string[] names = [], types = [];
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith("#fields\t", StringComparison.Ordinal))
            {
                names = line.Split('\t')[1..];
            }
            else if (line.StartsWith("#types\t", StringComparison.Ordinal))
            {
                types = line.Split('\t')[1..];
            }
            else if (!line.StartsWith('#'))
            {
                yield return new ZeekRow(names, types, line.Split('\t'));
            }
        }
    }

    /// <summary>Seconds as microseconds; null when there are none.</summary>
    public long? Micros(string name) => this[name] is Unset ? null : (long)(decimal.Parse(this[name], CultureInfo.InvariantCulture) * 1_000_000);

    public long? Whole(string name) => this[name] is Unset ? null : long.Parse(this[name], CultureInfo.InvariantCulture);

    /// <summary>The members of a JSON object, as Zeek's own JSON writer gives them, each after a comma; without those named.</summary>
    public string Json(params string[] without)
    {
        var json = new StringBuilder();
        for (var i = 0; i < names.Length; i++)
        {
            if (values[i] != Unset && !without.Contains(names[i]))
            {
                json.Append(CultureInfo.InvariantCulture, $",{JsonSerializer.Serialize(names[i])}:{Value(types[i], values[i])}");
            }
        }

        return json.ToString();
    }

    private static string Value(string type, string value)
    {
        if (type.IndexOf('[', StringComparison.Ordinal) is > 0 and var bracket)
        {
            var items = value == Empty ? [] : value.Split(',');
            return "[" + string.Join(',', items.Select(item => Value(type[(bracket + 1)..^1], item))) + "]";
        }

        return type switch
        {
            "time" or "interval" or "count" or "port" or "int" or "double" => value,
            "bool" => value == "T" ? "true" : "false",
            _ => JsonSerializer.Serialize(value),
        };
    }
}
