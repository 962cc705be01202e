using System.Numerics;
using System.Text.Json;

namespace Det0131.Models.Knowledge;

/// <summary>The indicators of <c>indicators.json</c>, in order. Immutable, thread-safe; reading points allocates nothing.</summary>
public sealed class IndicatorList
{
    /// <summary>What one point is worth, in bits (the scoring experiments).</summary>
    public const double BitsPerPoint = 3;

    /// <summary>Points that count at most, however many indicators hold.</summary>
    public const int MostPoints = 3;

    private const int MostIndicators = 64;

    private static readonly Lazy<IndicatorList> ShippedList = new(() =>
    {
        using var stream = DataTable.OpenResource(typeof(IndicatorList).Assembly, ".indicators.json");
        return Read(stream, "indicators.json");
    });

    private IndicatorList(int version, IReadOnlyList<Indicator> all) => (Version, All) = (version, all);

    /// <summary>The list that comes with the program.</summary>
    public static IndicatorList Shipped => ShippedList.Value;

    /// <summary>The list's own version, for manifests.</summary>
    public int Version { get; }

    /// <summary>The indicators in the order of their bits.</summary>
    public IReadOnlyList<Indicator> All { get; }

    /// <summary>Reads a list in the form of <c>indicators.json</c>.</summary>
    /// <exception cref="InvalidDataException">The list cannot be used; says which entry and what was expected.</exception>
    public static IndicatorList Read(Stream stream, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            var entries = document.RootElement.GetProperty("indicators").EnumerateArray().Select((entry, i) => ReadEntry(entry, i, name)).ToArray();
            if (entries.Length > MostIndicators || entries.Select(entry => entry.Id).Distinct().Count() != entries.Length)
            {
                throw new InvalidDataException($"{name}: found {entries.Length} indicators, expected at most {MostIndicators}, each id once.");
            }

            return new IndicatorList(document.RootElement.GetProperty("version").GetInt32(), entries);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{name}: {error.Message}", error);
        }
    }

    /// <summary>The points of a set of indicators in one analytic: their sum, at most <see cref="MostPoints"/>.</summary>
    public int Points(ulong indicators, string analytic) => PointsWhere(indicators, analytic, null);

    /// <summary>The points of a set of indicators in one element of an analytic, at most <see cref="MostPoints"/>.</summary>
    public int Points(ulong indicators, string analytic, string element) => PointsWhere(indicators, analytic, element);

    private static Indicator ReadEntry(JsonElement entry, int index, string name)
    {
        var id = entry.GetProperty("id").GetString()!;
        if (!Enum.TryParse<IndicatorCondition>(entry.GetProperty("condition").GetString(), out var condition))
        {
            throw new InvalidDataException($"{name}, {id}: found condition \"{entry.GetProperty("condition").GetString()}\", expected one of {string.Join(", ", Enum.GetNames<IndicatorCondition>())}.");
        }

        int points = entry.GetProperty("points").GetInt32();
        var elements = entry.GetProperty("elements").EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!);
        if (points is < 1 or > MostPoints || elements.Count == 0)
        {
            throw new InvalidDataException($"{name}, {id}: found {points} points and {elements.Count} elements, expected 1 to {MostPoints} points and at least one element.");
        }

        return new Indicator(index, id, condition, Strings(entry, "values"), Strings(entry, "processes"), points, elements, entry.GetProperty("text").GetString()!, entry.GetProperty("source").GetString()!);
    }

    private static string[] Strings(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var array) ? [.. array.EnumerateArray().Select(item => item.GetString()!)] : [];

    private int PointsWhere(ulong indicators, string analytic, string? element)
    {
        int points = 0;
        while (indicators != 0)
        {
            int bit = BitOperations.TrailingZeroCount(indicators);
            indicators &= indicators - 1;
            if (bit < All.Count && All[bit].ElementByAnalytic.TryGetValue(analytic, out var own) && (element is null || own == element))
            {
                points += All[bit].Points;
            }
        }

        return Math.Min(points, MostPoints);
    }
}
