using System.Collections.Frozen;
using System.Text.Json;

namespace Det0131.Models.Alerts;

/// <summary>What kind of step it is. Listed in the order in which to take them.</summary>
public enum NextCheckKind : byte
{
    /// <summary>Tells true from false within minutes.</summary>
    Verify = 0,

    /// <summary>Stops the loss.</summary>
    Contain = 1,

    /// <summary>Keeps what will be gone tomorrow.</summary>
    Preserve = 2,

    /// <summary>Whom to ask, and what.</summary>
    Ask = 3,
}

/// <summary>One step for the analyst. Immutable.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Text">One imperative sentence.</param>
/// <param name="Source">Where the step comes from.</param>
public sealed record NextCheck(NextCheckKind Kind, string Text, string Source);

/// <summary>
/// The next checks of each analytic, from the data file <c>next-checks.json</c> beside this class. Thread-safe.
/// </summary>
public static class NextChecks
{
    private const string ResourceName = "Det0131.Models.Alerts.next-checks.json";

    private static readonly FrozenDictionary<string, Entry[]> ByAnalytic = Load();

    /// <summary>Analytics that have checks.</summary>
    public static IEnumerable<string> AnalyticIds => ByAnalytic.Keys;

    /// <summary>The checks of an analytic, those that hang on a feature only when one of that name gave bits; empty for an unknown analytic.</summary>
    public static IReadOnlyList<NextCheck> For(string analyticId, IReadOnlyList<AlertContribution> contributions)
    {
        ArgumentNullException.ThrowIfNull(analyticId);
        ArgumentNullException.ThrowIfNull(contributions);
        return ByAnalytic.TryGetValue(analyticId, out Entry[]? entries)
            ? [.. entries.Where(entry => entry.AppliesTo(contributions)).Select(entry => entry.Check).OrderBy(check => check.Kind)]
            : [];
    }

    private static FrozenDictionary<string, Entry[]> Load()
    {
        using Stream stream = typeof(NextChecks).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly holds no resource {ResourceName}.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("analytics").EnumerateObject()
            .ToFrozenDictionary(analytic => analytic.Name, analytic => analytic.Value.EnumerateArray().Select(Read).ToArray());
    }

    private static Entry Read(JsonElement element)
    {
        string kind = element.GetProperty("kind").GetString()!;
        var check = new NextCheck(
            Enum.TryParse(kind, ignoreCase: true, out NextCheckKind parsed)
                ? parsed
                : throw new InvalidOperationException($"{ResourceName}: found kind \"{kind}\", expected verify, contain, preserve or ask."),
            element.GetProperty("text").GetString()!,
            element.GetProperty("source").GetString()!);
        return new Entry(check, element.TryGetProperty("feature", out JsonElement feature) ? feature.GetString() : null);
    }

    // FeaturePrefix: "dns." asks for a contribution of a dns feature; null for always.
    private sealed record Entry(NextCheck Check, string? FeaturePrefix)
    {
        public bool AppliesTo(IReadOnlyList<AlertContribution> contributions) => FeaturePrefix is null
            || contributions.Any(c => c.Bits > 0 && c.FeatureId.StartsWith(FeaturePrefix, StringComparison.Ordinal));
    }
}
