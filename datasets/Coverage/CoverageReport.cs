using System.Collections.Immutable;
using Det0131.Datasets.Lake;
using Det0131.Models.Analytics;

namespace Det0131.Datasets.Coverage;

/// <summary>How much of an element can be learned and scored for an entity.</summary>
public enum CoverageState : byte
{
    None,

    /// <summary>Some of its features.</summary>
    Part,
    Full,
}

/// <summary>How many entities of one kind have how much of an element.</summary>
public sealed record KindShare(EntityKind Kind, int Full, int Part, int None)
{
    public int Total => Full + Part + None;
}

/// <summary>A blind spot as it was met: how many entities it concerns.</summary>
public sealed record MetSpot(BlindSpot Spot, string Analytic, int Entities, ImmutableArray<string> Elements, ImmutableArray<string> Examples);

/// <summary>One element of one analytic over all entities of the platform.</summary>
/// <param name="Analytic">The analytic.</param>
/// <param name="Element">The element.</param>
/// <param name="Kinds">Shares by kind of entity, hosts first; kinds that the site does not have are left out.</param>
/// <param name="Spots">Its blind spots with the entities that each concerns, most first.</param>
public sealed record ElementCoverage(Analytic Analytic, Element Element, ImmutableArray<KindShare> Kinds, ImmutableArray<(BlindSpot Spot, int Entities)> Spots)
{
    /// <summary>From 0, nothing of it for anybody, to 1; half an entity for one that has a part.</summary>
    public double Share => Kinds.Sum(k => k.Total) is var all and > 0 ? Kinds.Sum(k => k.Full + (k.Part / 2.0)) / all : 0;
}

/// <summary>An element of one entity.</summary>
public sealed record EntityElement(Element Element, CoverageState State, ImmutableArray<BlindSpot> Spots);

/// <summary>Which element of which analytic can be computed for whom from the logs at hand. Immutable once made, thread-safe.</summary>
public sealed class CoverageReport
{
    private const int Examples = 5;

    public CoverageReport(LakeStatistics statistics, IReadOnlyList<CoverageEntity> entities, long ofNobody, long leftOut)
    {
        ArgumentNullException.ThrowIfNull(entities);
        Statistics = statistics ?? throw new ArgumentNullException(nameof(statistics));
        Entities = entities;
        OfNobody = ofNobody;
        LeftOut = leftOut;
        (Elements, Spots) = Assess();
    }

    /// <summary>What the whole lake holds, by source.</summary>
    public LakeStatistics Statistics { get; }

    /// <summary>By kind, then name.</summary>
    public IReadOnlyList<CoverageEntity> Entities { get; }

    /// <inheritdoc cref="CoverageCounter.OfNobody"/>
    public long OfNobody { get; }

    /// <inheritdoc cref="CoverageCounter.LeftOut"/>
    public long LeftOut { get; }

    /// <summary>Elements of analytics that have entities, least covered first; MITRE's before shared ones that are covered as much.</summary>
    public ImmutableArray<ElementCoverage> Elements { get; }

    /// <summary>What is blind, for most entities first.</summary>
    public ImmutableArray<MetSpot> Spots { get; }

    /// <summary>Analytics for which there is nobody: no log of that platform.</summary>
    public IEnumerable<Analytic> Silent => AnalyticCatalogue.All.Where(analytic => Elements.All(e => e.Analytic != analytic));

    /// <summary>The analytic that an entity is scored by.</summary>
    public static Analytic AnalyticOf(CoverageEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return AnalyticCatalogue.All[AnalyticCatalogue.IndexOf(entity.Platform)];
    }

    /// <summary>The elements that one entity has a part in, in the order of the analytic.</summary>
    public static IEnumerable<EntityElement> Of(CoverageEntity entity)
    {
        var analytic = AnalyticOf(entity);
        foreach (var needs in ElementNeeds.All.Where(needs => needs.Analytic == analytic.Id))
        {
            var (seen, all) = (0, 0);
            var spots = new List<BlindSpot>();
            foreach (var part in needs.Parts.Where(part => entity.Is(part.Of)))
            {
                all++;
                var isSeen = entity.CountOf(part.SignalIndex) > 0;
                seen += isSeen ? 1 : 0;
                if (BlindSpot.All.FirstOrDefault(spot => spot.Weak == isSeen && spot.Fits(entity, part.Of, part.Signal)) is { } spot && !spots.Contains(spot))
                {
                    spots.Add(spot);
                }
            }

            if (all > 0)
            {
                var state = seen == 0 ? CoverageState.None : seen < all ? CoverageState.Part : CoverageState.Full;
                yield return new EntityElement(analytic.Elements.First(e => e.Name == needs.Element), state, [.. spots]);
            }
        }
    }

    private (ImmutableArray<ElementCoverage> Elements, ImmutableArray<MetSpot> Spots) Assess()
    {
        // By reference: records hash all their texts, and there may be a million entities.
        var elements = new Dictionary<Element, ElementTally>(ReferenceEqualityComparer.Instance);
        var spots = AnalyticCatalogue.All.Select(_ => new Dictionary<BlindSpot, SpotTally>(ReferenceEqualityComparer.Instance)).ToList();
        foreach (var entity in Entities)
        {
            var ofAnalytic = spots[AnalyticCatalogue.IndexOf(entity.Platform)];
            foreach (var (element, state, own) in Of(entity))
            {
                var tally = elements.TryGetValue(element, out var found) ? found : elements[element] = new ElementTally(AnalyticOf(entity));
                tally.Add(entity.Kind, state, own);
                foreach (var spot in own)
                {
                    (ofAnalytic.TryGetValue(spot, out var met) ? met : ofAnalytic[spot] = new SpotTally()).Add(entity, element);
                }
            }
        }

        return (
            [.. elements.Select(e => e.Value.Result(e.Key))
                .OrderBy(e => e.Share).ThenByDescending(e => e.Element.IsMitre).ThenBy(e => e.Analytic.Id, StringComparer.Ordinal).ThenBy(e => e.Element.Name, StringComparer.Ordinal)],
            [.. spots.SelectMany((of, i) => of.Select(m => m.Value.Result(m.Key, AnalyticCatalogue.All[i].Id)))
                .OrderByDescending(m => m.Entities).ThenBy(m => m.Analytic, StringComparer.Ordinal).ThenBy(m => m.Spot.Id, StringComparer.Ordinal)]);
    }

    private sealed class ElementTally(Analytic analytic)
    {
        private readonly SortedDictionary<EntityKind, int[]> _states = [];
        private readonly Dictionary<BlindSpot, int> _spots = new(ReferenceEqualityComparer.Instance);

        public void Add(EntityKind kind, CoverageState state, ImmutableArray<BlindSpot> spots)
        {
            (_states.TryGetValue(kind, out var states) ? states : _states[kind] = new int[3])[(int)state]++;
            foreach (var spot in spots)
            {
                _spots[spot] = _spots.GetValueOrDefault(spot) + 1;
            }
        }

        public ElementCoverage Result(Element element) => new(
            analytic, element,
            [.. _states.Select(k => new KindShare(k.Key, k.Value[(int)CoverageState.Full], k.Value[(int)CoverageState.Part], k.Value[(int)CoverageState.None]))],
            [.. _spots.OrderByDescending(s => s.Value).ThenBy(s => s.Key.Id, StringComparer.Ordinal).Select(s => (s.Key, s.Value))]);
    }

    private sealed class SpotTally
    {
        private readonly SortedSet<string> _elements = new(StringComparer.Ordinal);
        private readonly List<string> _examples = [];
        private CoverageEntity? _latest;
        private int _entities;

        public void Add(CoverageEntity entity, Element element)
        {
            _elements.Add(element.Name);
            if (ReferenceEquals(entity, _latest))
            {
                return;
            }

            (_latest, _entities) = (entity, _entities + 1);
            if (_examples.Count < Examples)
            {
                _examples.Add(entity.Name);
            }
        }

        public MetSpot Result(BlindSpot spot, string analytic) => new(spot, analytic, _entities, [.. _elements], [.. _examples]);
    }
}
