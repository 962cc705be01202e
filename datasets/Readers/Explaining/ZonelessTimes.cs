using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Det0131.Datasets.Readers;

/// <summary>What readers make of times that tell no zone: zoneless-times.json. Thread-safe.</summary>
internal static partial class ZonelessTimes
{
    private const int LookedAt = 4096;

    /// <summary>By format; a format that is not there has times that are numbers or tell their zone.</summary>
    public static IReadOnlyDictionary<string, ZonelessTime> All { get; } = Read();

    /// <summary>What the format's reader assumes; null: nothing has to be assumed of these records.</summary>
    public static string? AssumedFor(string format, ReadOnlySpan<byte> head)
    {
        if (!All.TryGetValue(format, out var told))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(TextExcerpt.Cut(head, LookedAt));
        return told.Unless is { } mark && text.Contains(mark, StringComparison.Ordinal) ? null : Zoneless().IsMatch(text) ? told.Assumed : null;
    }

    /// <summary>A date and time, or syslog's month, day and time, behind which no zone stands. A time that the looked-at text cuts off tells nothing.</summary>
    [GeneratedRegex("""(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d|time="?\d\d:\d\d:\d\d|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d|\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d)(?>(?:\.\d{1,9}|,\d{3}(?!\d))?)(?!\d|\s?(?:[Zz]|UTC|GMT)\b|\s?[+-]\d\d(?::?\d\d)?\b)(?=[\s\S])""", RegexOptions.CultureInvariant)]
    private static partial Regex Zoneless();

    private static Dictionary<string, ZonelessTime> Read()
    {
        using var stream = typeof(ZonelessTimes).Assembly.GetManifestResourceStream("Det0131.Datasets.Readers.Explaining.Data.zoneless-times.json")
            ?? throw new InvalidOperationException("The assembly does not hold zoneless-times.json.");
        return JsonSerializer.Deserialize(stream, ZonelessTimesJson.Default.ListZonelessTime)!.ToDictionary(time => time.Format, StringComparer.Ordinal);
    }
}

/// <param name="Format">Name of the format.</param>
/// <param name="Assumed">What its zoneless times are taken as.</param>
/// <param name="Unless">Text that shows that the records tell their zone elsewhere.</param>
internal sealed record ZonelessTime(string Format, string Assumed, string? Unless);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<ZonelessTime>))]
internal sealed partial class ZonelessTimesJson : JsonSerializerContext;
