using System.Collections.Immutable;
using Det0131.Models.Events;
using Det0131.Models.Features;

namespace Det0131.Models.Analytics;

/// <summary>A mutable element: what MITRE leaves for each site to tune, or a shared one that its text asks for without naming it. Immutable.</summary>
/// <param name="Name">MITRE's name (<c>TimeWindow</c>), or a shared one's (<c>Destination</c>).</param>
/// <param name="Description">MITRE's description, or ours.</param>
/// <param name="IsMitre">One of the 13 of DET0131.</param>
/// <param name="Features">The features that learn it.</param>
public sealed record Element(string Name, string Description, bool IsMitre, ImmutableArray<Feature> Features);

/// <summary>One analytic of DET0131: a declaration that reads like the MITRE page. Immutable.</summary>
public sealed record Analytic
{
    public required string Id { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>MITRE's description, ATT&amp;CK v18.1.</summary>
    public required string Description { get; init; }

    /// <summary>MITRE's log sources, ATT&amp;CK v18.1.</summary>
    public required ImmutableArray<string> LogSources { get; init; }

    public required ImmutableArray<Element> Elements { get; init; }

    /// <summary>Short name for people: <c>AN0367 Windows</c>.</summary>
    public string Name => $"{Id} {Platform}";

    /// <summary>The declared features in order of declaration: the columns of the analytic's model.</summary>
    public ImmutableArray<Feature> Features => field.IsDefault ? field = [.. Elements.SelectMany(e => e.Features)] : field;

    /// <summary>Position of a feature among <see cref="Features"/>, or -1; indexed by <see cref="Feature.Index"/>.</summary>
    public ImmutableArray<int> SlotByFeature => field.IsDefault ? field = Slots() : field;

    /// <summary>The element that a feature belongs to here.</summary>
    public Element ElementOf(Feature feature) => Elements.First(e => e.Features.Contains(feature));

    private ImmutableArray<int> Slots()
    {
        var slots = new int[FeatureCatalogue.All.Count];
        Array.Fill(slots, -1);
        for (var i = 0; i < Features.Length; i++)
        {
            slots[Features[i].Index] = i;
        }

        return [.. slots];
    }

    internal static Element Mitre(string name, string description, params string[] features) =>
        new(name, description, true, [.. features.SelectMany(Match)]);

    internal static Element Shared(string name, string description, params string[] features) =>
        new(name, description, false, [.. features.SelectMany(Match)]);

    /// <summary>A feature by id, or a whole group: <c>volume.*</c>.</summary>
    private static IEnumerable<Feature> Match(string pattern)
    {
        if (!pattern.EndsWith(".*", StringComparison.Ordinal))
        {
            return [FeatureCatalogue.Get(pattern)];
        }

        var matched = FeatureCatalogue.All.Where(f => f.Id.StartsWith(pattern[..^1], StringComparison.Ordinal)).ToList();
        return matched.Count > 0 ? matched : throw new KeyNotFoundException($"No feature matches '{pattern}'.");
    }
}

/// <summary>The five analytics of DET0131. Thread-safe.</summary>
public static class AnalyticCatalogue
{
    public const string Strategy = "DET0131";
    public const string StrategyName = "Behavioral Detection Strategy for Exfiltration Over Alternative Protocol";

    public static ImmutableArray<Analytic> All { get; } =
        [AN0367.Declaration, AN0368.Declaration, AN0369.Declaration, AN0370.Declaration, AN0371.Declaration];

    /// <summary>Position in <see cref="All"/> of the analytic for a platform; Linux where none is known (AN0368 names network flow as its source).</summary>
    public static int IndexOf(Platform platform) => platform switch
    {
        Platform.Windows => 0,
        Platform.MacOS => 2,
        Platform.IaaS => 3,
        Platform.ESXi => 4,
        _ => 1,
    };

    /// <exception cref="ArgumentException">No analytic has this id; the message lists those that exist.</exception>
    public static Analytic Get(string id) =>
        All.FirstOrDefault(a => string.Equals(a.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"Found analytic '{id}'; expected one of {string.Join(", ", All.Select(a => a.Id))}.", nameof(id));
}
