using Det0131.Models.Alerts;
using Det0131.Models.Pictures;

namespace Det0131.Scoring.Pages;

/// <summary>Pictures of what the model in use has learned. Thread-safe.</summary>
public interface IPictureSource
{
    /// <summary>What fits a contribution; null while no model is loaded.</summary>
    ContributionPictures? Of(AlertContribution contribution);

    /// <summary>What is learned of a baseline entity (<c>host:web1</c>); null while no model is loaded.</summary>
    EntityPicture? Of(string entity);

    /// <summary>Entities whose name begins with a text, any kind; none while no model is loaded.</summary>
    KnownEntities Find(string beginning);
}
