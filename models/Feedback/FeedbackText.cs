using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Feedback;

/// <summary>Feedback as NDJSON, one verdict a line, and back; a JSON array, as the service answers, is read too. Thread-safe.</summary>
public static class FeedbackText
{
    /// <summary>Longest text that is read.</summary>
    public const int MaximumBytes = 256 * 1024 * 1024;

    /// <summary>Most verdicts of one text.</summary>
    public const int MaximumItems = 200_000;

    private const int MaximumName = 4096;

    /// <summary>The same items give the same bytes.</summary>
    public static byte[] ToBytes(IEnumerable<FeedbackItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        using var bytes = new MemoryStream();
        foreach (var item in items)
        {
            bytes.Write(JsonSerializer.SerializeToUtf8Bytes(item, FeedbackJson.Default.FeedbackItem));
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no feedback: the message says which line or element, and why.</exception>
    public static IReadOnlyList<FeedbackItem> Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaximumBytes)
        {
            throw new InvalidDataException($"Found {utf8.Length} bytes of feedback; expected at most {MaximumBytes}.");
        }

        if (utf8.StartsWith(Encoding.UTF8.Preamble))
        {
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        }

        var start = utf8.TrimStart(" \t\r\n"u8);
        return start.Length > 0 && start[0] == (byte)'[' ? ReadArray(start) : ReadLines(utf8);
    }

    private static List<FeedbackItem> ReadArray(ReadOnlySpan<byte> utf8)
    {
        FeedbackItem[]? items;
        try
        {
            items = JsonSerializer.Deserialize(utf8, FeedbackJson.Default.FeedbackItemArray);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"Found a text that is no list of feedback: {e.Message}", e);
        }

        var checkedItems = new List<FeedbackItem>();
        foreach (var item in items ?? [])
        {
            Add(checkedItems, item, $"element {checkedItems.Count}");
        }

        return checkedItems;
    }

    private static List<FeedbackItem> ReadLines(ReadOnlySpan<byte> utf8)
    {
        var items = new List<FeedbackItem>();
        var line = 0;
        while (utf8.Length > 0)
        {
            line++;
            var end = utf8.IndexOf((byte)'\n');
            var text = (end < 0 ? utf8 : utf8[..end]).Trim(" \t\r"u8);
            utf8 = end < 0 ? [] : utf8[(end + 1)..];
            if (text.Length == 0)
            {
                continue;
            }

            FeedbackItem? item;
            try
            {
                item = JsonSerializer.Deserialize(text, FeedbackJson.Default.FeedbackItem);
            }
            catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
            {
                throw new InvalidDataException($"Found a line {line} that is no feedback: {e.Message}", e);
            }

            Add(items, item, $"line {line}");
        }

        return items;
    }

    private static void Add(List<FeedbackItem> items, FeedbackItem? item, string where)
    {
        if (FirstFault(item) is { } fault)
        {
            throw new InvalidDataException($"Feedback, {where}: {fault}");
        }

        if (items.Count == MaximumItems)
        {
            throw new InvalidDataException($"Found more than {MaximumItems} verdicts; expected at most as many.");
        }

        items.Add(item!);
    }

    private static string? FirstFault(FeedbackItem? item) =>
        item is null ? "null, expected a verdict"
        : new[] { item.AlertId, item.Who, item.Analytic, item.Entity, item.Destination }.Any(t => t is not { Length: > 0 and <= MaximumName })
            ? $"a name that is empty or too long, expected 1 to {MaximumName} characters"
        : !Enum.IsDefined(item.Verdict) ? "an unknown verdict, expected true-positive, benign or expected"
        : item.LastEvent < item.FirstEvent ? $"a last event ({item.LastEvent:O}) before the first ({item.FirstEvent:O})"
        : item.Bits.Values.Any(b => !double.IsFinite(b)) ? "bits that are not finite numbers"
        : item.Entities.Any(e => e is null) ? "an entity that is null"
        : item.EventIds.Any(id => !UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            ? "an event identity that is not hexadecimal"
        : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FeedbackItem))]
[JsonSerializable(typeof(FeedbackItem[]))]
internal sealed partial class FeedbackJson : JsonSerializerContext;
