using Det0131.Models.Scoring;

namespace Det0131.Scoring.Hosting;

/// <summary>A model in use.</summary>
/// <param name="Version">Its version id.</param>
/// <param name="Model">The model.</param>
public sealed record HostedModel(string Version, ScoringModel Model);

/// <summary>The promoted model, followed. Thread-safe.</summary>
public interface IModelHost
{
    /// <summary>The model that scores now; null: none could be loaded yet.</summary>
    HostedModel? Current { get; }

    /// <summary>Why the promoted version is not the one that scores; null: it is.</summary>
    string? Problem { get; }

    /// <summary>Looks at the store now instead of at the next turn.</summary>
    void Refresh();
}
