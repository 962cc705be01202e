using System.Text;
using System.Text.Json;

namespace Det0131.Datasets.Readers.Mapping;

/// <summary>A value of a mapping file and its place; what is not as expected is told with both.</summary>
internal readonly struct MappingNode(JsonElement element, string place)
{
    private const int LongestShown = 60;

    public string Place => place;

    public bool IsText => element.ValueKind == JsonValueKind.String;

    public bool IsNull => element.ValueKind == JsonValueKind.Null;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>The members of an object, each once.</summary>
    /// <param name="expected">What was expected here, for the message.</param>
    public IReadOnlyList<(string Name, MappingNode Value)> Members(string expected)
    {
        if (!IsObject)
        {
            throw Wrong(expected);
        }

        var members = new List<(string, MappingNode)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var below = new MappingNode(member.Value, $"{place}.{Shown(member.Name)}");
            members.Add(names.Add(member.Name) ? (member.Name, below) : throw new InvalidDataException($"{below.Place}: found it twice; expected it once."));
        }

        return members;
    }

    /// <summary>The members of an object that may have these names only.</summary>
    public Dictionary<string, MappingNode> Known(params ReadOnlySpan<string> names)
    {
        var known = new Dictionary<string, MappingNode>(StringComparer.Ordinal);
        foreach (var (name, value) in Members($"an object with {string.Join(", ", names!)}"))
        {
            if (!names.Contains(name))
            {
                throw new InvalidDataException($"{value.Place}: found an unknown name; expected one of {string.Join(", ", names!)}.");
            }

            known[name] = value;
        }

        return known;
    }

    public IReadOnlyList<MappingNode> Items(string expected)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() == 0)
        {
            throw Wrong(expected);
        }

        var at = place;
        return [.. element.EnumerateArray().Select((item, index) => new MappingNode(item, $"{at}[{index}]"))];
    }

    public string Text(string expected) => IsText && element.GetString() is { Length: > 0 } text ? text : throw Wrong(expected);

    public bool Truth() => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Wrong("true or false");

    /// <summary>One of some words.</summary>
    public int Word(string[] words)
    {
        var text = IsText ? element.GetString() : null;
        return Array.IndexOf(words, text) is >= 0 and var which ? which : throw Wrong($"one of {string.Join(", ", words)}");
    }

    public InvalidDataException Wrong(string expected) =>
        new($"{place}: found {(element.ValueKind == JsonValueKind.Undefined ? "nothing" : Shown(element.GetRawText()))}; expected {expected}.");

    private static string Shown(string text) => TextExcerpt.Of(Encoding.UTF8.GetBytes(text), LongestShown);
}
