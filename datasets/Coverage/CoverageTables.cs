using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Events;

namespace Det0131.Datasets.Coverage;

/// <summary>Features of an element that need the same of a log. Immutable.</summary>
/// <param name="Of">Whose they are.</param>
/// <param name="Signal">What the log must show of it.</param>
/// <param name="Features">Ids of the features.</param>
public sealed record ElementPart(EntityKind Of, string Signal, ImmutableArray<string> Features)
{
    /// <summary>Position of the signal in <see cref="CoverageSignal.All"/>.</summary>
    [JsonIgnore]
    public int SignalIndex { get; } = CoverageSignal.IndexOf(Signal);
}

/// <summary>What one element of one analytic needs of the logs. Immutable.</summary>
public sealed record ElementNeeds(string Analytic, string Element, ImmutableArray<ElementPart> Parts)
{
    /// <summary>One row for every element of every analytic.</summary>
    public static ImmutableArray<ElementNeeds> All { get; } = CoverageTables.Read("element-needs.json", CoverageTablesJson.Default.ImmutableArrayElementNeeds);
}

/// <summary>Why a signal is missing, in words for a SOC, and what to switch on. The first that fits an entity counts. Immutable.</summary>
/// <param name="Id">Stable id: <c>windows.sysmon-default</c>.</param>
/// <param name="Platforms">Of these platforms.</param>
/// <param name="Signals">When one of these is missing; for a weak one: what it makes less than it seems.</param>
/// <param name="Blind">What is not seen.</param>
/// <param name="SwitchOn">What would show it.</param>
/// <param name="Of">Only of these kinds of entity; none named: of all.</param>
/// <param name="Has">Signals or sources (<c>source:esxi.hostd</c>) that the entity must have.</param>
/// <param name="Lacks">Signals or sources that it must not have.</param>
/// <param name="Weak">Not a missing signal, but one that is there and tells only a part.</param>
public sealed record BlindSpot(
    string Id, ImmutableArray<Platform> Platforms, ImmutableArray<string> Signals, string Blind, string SwitchOn,
    ImmutableArray<EntityKind> Of, ImmutableArray<string> Has, ImmutableArray<string> Lacks, bool Weak)
{
    /// <summary>In the order in which they are tried.</summary>
    public static ImmutableArray<BlindSpot> All { get; } = CoverageTables.Read("blind-spots.json", CoverageTablesJson.Default.ImmutableArrayBlindSpot);

    /// <summary>Whether it explains an entity's missing (or weak) signal.</summary>
    public bool Fits(CoverageEntity entity, EntityKind of, string signal)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Signals.Contains(signal)
            && Platforms.Contains(entity.Platform == Platform.Unknown ? Platform.Linux : entity.Platform)
            && (Of.IsDefaultOrEmpty || Of.Contains(of) || Of.Contains(entity.Kind))
            && (Has.IsDefaultOrEmpty || Has.All(entity.Has))
            && (Lacks.IsDefaultOrEmpty || !Lacks.Any(entity.Has));
    }
}

/// <summary>Reads the embedded tables.</summary>
internal static class CoverageTables
{
    public static T Read<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var stream = typeof(CoverageTables).Assembly.GetManifestResourceStream($"Det0131.Datasets.Coverage.Data.{name}")
            ?? throw new InvalidOperationException($"The assembly does not hold {name}.");
        return JsonSerializer.Deserialize(stream, type)!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImmutableArray<ElementNeeds>))]
[JsonSerializable(typeof(ImmutableArray<BlindSpot>))]
internal sealed partial class CoverageTablesJson : JsonSerializerContext;
