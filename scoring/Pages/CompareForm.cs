using System.Security.Claims;
using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Versions;

namespace Det0131.Scoring.Pages;

/// <summary>Which versions can be compared, and which pair is proposed. Immutable.</summary>
/// <param name="Versions">Ids of the versions that can be read, newest first.</param>
/// <param name="Before">Chosen as the earlier one.</param>
/// <param name="After">Chosen as the later one.</param>
/// <param name="HasLake">Whether there is a lake to score.</param>
/// <param name="WithLake">Whether that is chosen.</param>
/// <param name="MayStart">Whether who is signed in may begin a comparison.</param>
/// <param name="Kept">Comparisons to look at.</param>
/// <param name="Running">The one that is under way; null: none.</param>
public sealed record CompareForm(
    IReadOnlyList<string> Versions, string? Before, string? After, bool HasLake, bool WithLake, bool MayStart, IReadOnlyList<ComparisonState> Kept, ComparisonState? Running)
{
    public static CompareForm Empty { get; } = new([], null, null, false, false, false, [], null);

    /// <summary>Proposes what is promoted as the earlier one and the newest other as the later one, unless a pair is given.</summary>
    public static CompareForm Of(ModelStore store, VersionDifferences differences, ClaimsPrincipal user, string? before = null, string? after = null, bool? withLake = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(differences);
        List<string> ids = [.. store.List().Reverse().Where(v => v.Problem is null).Select(v => v.Id.ToString())];
        var first = ids.Contains(before ?? "") ? before : Promoted(store) is { } promoted && ids.Contains(promoted) ? promoted : ids.LastOrDefault();
        var second = ids.Contains(after ?? "") ? after : ids.Find(id => id != first);
        return new CompareForm(ids, first, second, differences.HasLake, withLake ?? differences.HasLake, user.May(Policies.Models), differences.Kept, differences.Running);
    }

    /// <summary>Whether a version is among those that can be compared.</summary>
    public bool Has(string? version) => version is not null && Versions.Contains(version);

    /// <summary>The address of a comparison.</summary>
    public static string Link(ComparedVersions versions) => $"/models/difference?before={versions.Before}&after={versions.After}&lake={(versions.WithLake ? "true" : "false")}";

    private static string? Promoted(ModelStore store)
    {
        try
        {
            return store.Current()?.ToString();
        }
        catch (ModelStoreException)
        {
            // The models page says what is wrong with it.
            return null;
        }
    }
}
