using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Det0131.Datasets.Tests.Readers.Mutation;

/// <summary>One record with one thing wrong: each of its fields missing, doubled, moved, of another type or out of range.</summary>
internal static class RecordChanges
{
    private const string HalfPair = "half a surrogate pair";

    private static readonly string[] WrongTokens = ["", "-", "-1", "99999999999999999999", "x", "NaN", "1e308", "\0", "\"", "''", "%", "(", new string('9', 400), "2026-13-45T99:99:99Z"];

    private static readonly Func<JsonNode?>[] WrongValues =
    [
        () => null, () => JsonValue.Create(-1), () => JsonValue.Create(0.5), () => JsonValue.Create(1e308), () => JsonNode.Parse("99999999999999999999"),
        () => JsonValue.Create(true), () => JsonValue.Create(""), () => JsonValue.Create("x"), () => JsonValue.Create("2026-13-45T99:99:99Z"),
        () => JsonValue.Create(new string('é', 5000)), () => JsonValue.Create("{\"a\":[1,"), () => JsonValue.Create("[{\"a\":[1,"), () => JsonValue.Create("::::"), () => JsonValue.Create("////"),
        () => JsonValue.Create(HalfPair), () => new JsonArray(), () => new JsonObject(), () => new JsonArray(1, "x", null, new JsonObject()), () => Nested(40),
    ];

    /// <summary>Of a JSON record; null when it is none.</summary>
    public static IEnumerable<byte[]>? OfJson(byte[] record)
    {
        try
        {
            return JsonNode.Parse(record) is JsonObject root ? Changes(root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Of a line: its words by blanks, tabs and commas, and what stands behind equal signs.</summary>
    public static IEnumerable<byte[]> OfLine(byte[] record)
    {
        var line = Encoding.UTF8.GetString(record);
        var words = Words(line);
        for (var at = 0; at < words.Count; at++)
        {
            var (start, end) = words[at];
            yield return Bytes(line[..start] + line[end..]);
            yield return Bytes(line[..end] + ' ' + line[start..end] + line[end..]);
            if (at + 1 < words.Count)
            {
                var (nextStart, nextEnd) = words[at + 1];
                yield return Bytes(line[..start] + line[nextStart..nextEnd] + line[end..nextStart] + line[start..end] + line[nextEnd..]);
            }

            foreach (var wrong in WrongTokens)
            {
                yield return Bytes(line[..start] + wrong + line[end..]);
            }
        }
    }

    private static List<(int Start, int End)> Words(string line)
    {
        var words = new List<(int, int)>();
        var start = 0;
        for (var at = 0; at <= line.Length; at++)
        {
            if (at == line.Length || line[at] is ' ' or '\t' or ',' or '=' or '|' or ':' or '[' or ']')
            {
                if (at > start)
                {
                    words.Add((start, at));
                }

                start = at + 1;
            }
        }

        return words;
    }

    private static IEnumerable<byte[]> Changes(JsonObject root)
    {
        yield return Text(new JsonObject(root.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))));
        var whole = root.ToJsonString();
        foreach (var member in root)
        {
            foreach (var second in new[] { "null", "0", "\"x\"", "{}", "[]", member.Value?.ToJsonString() ?? "null" })
            {
                yield return Bytes($"{whole[..^1]},{JsonSerializer.Serialize(member.Key)}:{second}}}");
            }
        }

        var places = Count(root);
        for (var place = 0; place < places; place++)
        {
            yield return Changed(root, place, (parent, key) => Remove(parent, key));
            foreach (var wrong in WrongValues)
            {
                yield return Changed(root, place, (parent, key) => Set(parent, key, wrong()));
            }
        }
    }

    private static int Count(JsonNode? node) => Children(node).Sum(child => 1 + Count(child.Value));

    private static IEnumerable<(object Key, JsonNode? Value)> Children(JsonNode? node) => node switch
    {
        JsonObject map => map.Select(member => ((object)member.Key, member.Value)),
        JsonArray list => list.Select((item, index) => ((object)index, item)),
        _ => [],
    };

    private static byte[] Changed(JsonObject root, int place, Action<JsonNode, object> change)
    {
        var copy = (JsonObject)root.DeepClone();
        Visit(copy, ref place, change);
        return Text(copy);
    }

    private static bool Visit(JsonNode node, ref int place, Action<JsonNode, object> change)
    {
        foreach (var (key, value) in Children(node).ToList())
        {
            if (place-- == 0)
            {
                change(node, key);
                return true;
            }

            if (value is not null && Visit(value, ref place, change))
            {
                return true;
            }
        }

        return false;
    }

    private static void Remove(JsonNode parent, object key)
    {
        if (parent is JsonObject map)
        {
            map.Remove((string)key);
        }
        else
        {
            ((JsonArray)parent).RemoveAt((int)key);
        }
    }

    private static void Set(JsonNode parent, object key, JsonNode? value)
    {
        if (parent is JsonObject map)
        {
            map[(string)key] = value;
        }
        else
        {
            ((JsonArray)parent)[(int)key] = value;
        }
    }

    private static JsonNode Nested(int depth)
    {
        JsonNode node = new JsonArray();
        for (; depth > 0; depth--)
        {
            node = depth % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        }

        return node;
    }

    private static byte[] Text(JsonObject root) => Bytes(root.ToJsonString().Replace(HalfPair, "\\ud800", StringComparison.Ordinal));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
