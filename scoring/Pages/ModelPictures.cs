using Det0131.Models.Alerts;
using Det0131.Models.Pictures;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Pages;

/// <summary>Pictures of the model that scores now; changes with it. Thread-safe.</summary>
internal sealed class ModelPictures(IModelHost host) : IPictureSource
{
    private Edition? _edition;

    public ContributionPictures? Of(AlertContribution contribution) => Book()?.ForContribution(contribution);

    public EntityPicture? Of(string entity) => Book()?.ForEntity(entity);

    public KnownEntities Find(string beginning) => Book()?.Search(beginning, limit: PictureBook.MostEntities) ?? new KnownEntities([], 0);

    // Two requests at a change may each make a book: it costs little, and either is right.
    private PictureBook? Book()
    {
        var current = host.Current;
        if (current is null)
        {
            return null;
        }

        var edition = Volatile.Read(ref _edition);
        if (edition is null || !ReferenceEquals(edition.Hosted, current))
        {
            edition = new Edition(current, new PictureBook(current.Model));
            Volatile.Write(ref _edition, edition);
        }

        return edition.Book;
    }

    private sealed record Edition(HostedModel Hosted, PictureBook Book);
}
