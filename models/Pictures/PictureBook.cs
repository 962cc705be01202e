using Det0131.Models.Alerts;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Pictures;

/// <summary>
/// Draws from a model what an analyst needs to see around an alert or an entity. Pure questions over the baselines; sizes are bounded.
/// Immutable, thread-safe, and costly to make (it lists all entities): one per model.
/// </summary>
/// <remarks>
/// An alert may be older than the model: what the model does not know is said in <see cref="BaselinePicture.Note"/>, never thrown.
/// </remarks>
public sealed class PictureBook
{
    /// <summary>Most entities of a search.</summary>
    public const int MostEntities = 200;

    private readonly TableView _table;
    private readonly ValuesQuery _values;
    private readonly VolumeQuery _volume;
    private readonly HoursQuery _hours;
    private readonly LineageQuery _lineage;
    private readonly PeersQuery _peers;
    private readonly EntityQuery _entities;

    public PictureBook(ScoringModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _table = new TableView(model);
        var peers = new PeerDirectory(_table);
        _values = new ValuesQuery(_table, peers);
        _volume = new VolumeQuery(_table);
        _hours = new HoursQuery(_table, peers);
        _lineage = new LineageQuery(_table);
        _peers = new PeersQuery(_table, peers);
        _entities = new EntityQuery(_table, peers, _values, _hours);
    }

    /// <summary>The model that the pictures are of.</summary>
    public ScoringModel Model { get; }

    /// <summary>The pictures that fit a contribution, with the observation marked.</summary>
    public ContributionPictures ForContribution(AlertContribution contribution)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        if (!FeatureCatalogue.TryGet(contribution.FeatureId, out var feature) || feature is null)
        {
            return new() { FeatureId = contribution.FeatureId, Note = "no history is involved" };
        }

        if (contribution.Place is not { } place)
        {
            return new() { FeatureId = feature.Id, Note = "the alert does not say where it was looked up" };
        }

        var target = new PictureTarget(_table, feature, place.Entity, place.Scope, contribution);
        var isRarity = feature.Kind == FeatureKind.Rarity;
        var isCircular = feature.Kind == FeatureKind.Circular;
        return new()
        {
            FeatureId = feature.Id,
            Note = target.Note,
            Hours = isCircular ? _hours.Hours(target) : null,
            Volume = isCircular || isRarity ? null : _volume.Volume(target),
            Values = isRarity ? _values.Values(target) : null,
            Countries = feature.Id == "destination.country" ? _values.Countries(target) : null,
            Lineage = isRarity ? _lineage.Lineage(target) : null,
            Peers = _peers.Peers(target),
        };
    }

    /// <summary>What is learned of an entity; one that the model does not know gives a picture that says so.</summary>
    /// <param name="entity">Baseline entity: <c>host:web1</c>, <c>user:alice</c>, <c>role:backup</c>.</param>
    public EntityPicture ForEntity(string entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return _entities.Entity(entity);
    }

    /// <summary>Entities whose name, or account name within its domain, begins with a text, any case.</summary>
    /// <param name="prefix">Empty: all.</param>
    /// <param name="kind"><c>host</c>, <c>user</c> or <c>role</c>; null: any.</param>
    /// <param name="limit">1 to <see cref="MostEntities"/>.</param>
    public KnownEntities Search(string prefix, string? kind = null, int limit = 50)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostEntities);
        return _entities.Search(prefix, kind, limit);
    }

    /// <summary>The baseline entities that an alert's entity may mean and that this model knows: host, user, role.</summary>
    public IReadOnlyList<string> EntitiesOf(AlertEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        List<string> names = [];
        if (entity.Host is { } host)
        {
            names.AddRange(["host:" + host, "role:" + host]);
        }

        if (entity.User is { } user)
        {
            names.AddRange(["user:" + user, "role:" + user]);
        }

        return [.. names.Where(_entities.IsKnown)];
    }
}
