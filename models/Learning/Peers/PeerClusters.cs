namespace Det0131.Models.Learning.Peers;

/// <summary>
/// Groups vectors by cosine: leaders, then spherical k-means. How many groups there are comes from the data: an entity that is like no group begins one.
/// Each pass costs entities times their habits times the groups that share them, of which there are at most <see cref="MostGroups"/>. Deterministic.
/// </summary>
internal sealed class PeerClusters
{
    public const int MostGroups = 64;
    public const int SmallestGroup = 5;

    /// <summary>An entity that was in a group moves to another only if it is more like that one by this much.</summary>
    public const double MoveGain = 0.1;

    /// <summary>Cosine under which an entity is not like a group and may begin another.</summary>
    public const double Alike = 0.4;

    private const double LeastToStay = 0.15;
    private const int Rounds = 8;
    private const int MostCentreHabits = 256;

    private readonly IReadOnlyList<PeerVector> _vectors;
    private readonly int[] _before;
    private readonly int[] _group;
    private readonly List<Dictionary<int, double>?> _centres;
    private readonly Dictionary<int, List<(int Group, double Weight)>> _postings = [];
    private readonly double[] _cosines = new double[MostGroups];

    /// <param name="vectors">In a fixed order.</param>
    /// <param name="centres">Centres of the last training's groups, at most as many as there may be.</param>
    /// <param name="before">By vector, its group then; -1: none.</param>
    public PeerClusters(IReadOnlyList<PeerVector> vectors, IReadOnlyList<Dictionary<int, double>> centres, int[] before)
    {
        _vectors = vectors;
        _before = before;
        _group = [.. before];
        _centres = [.. centres];
        for (var g = 0; g < _centres.Count; g++)
        {
            Post(g);
        }
    }

    /// <summary>By vector, its group; -1: none.</summary>
    public IReadOnlyList<int> Groups => _group;

    /// <summary>Centres by group; null: the group is gone.</summary>
    public IReadOnlyList<Dictionary<int, double>?> Centres => _centres;

    public void Run()
    {
        Lead();
        for (var round = 0; round < Rounds; round++)
        {
            Centre();
            if (!Assign(LeastToStay))
            {
                break;
            }
        }

        DropSmall();
        Assign(LeastToStay);
        Centre();
    }

    private void Lead()
    {
        for (var i = 0; i < _vectors.Count; i++)
        {
            var (best, cosine) = Nearest(i);
            if (cosine >= Alike || _centres.Count == MostGroups)
            {
                _group[i] = best;
                continue;
            }

            _group[i] = _centres.Count;
            _centres.Add(_vectors[i].Habits.Zip(_vectors[i].Weights).ToDictionary(h => h.First, h => h.Second));
            Post(_group[i]);
        }
    }

    private bool Assign(double least)
    {
        var moved = false;
        for (var i = 0; i < _vectors.Count; i++)
        {
            var (best, cosine) = Nearest(i);
            var group = cosine >= least ? best : -1;
            moved |= group != _group[i];
            _group[i] = group;
        }

        return moved;
    }

    // Its group of the last training is taken to be nearer by the gain that a move needs.
    private (int Group, double Cosine) Nearest(int vector)
    {
        var (habits, weights) = (_vectors[vector].Habits, _vectors[vector].Weights);
        Array.Clear(_cosines);
        for (var h = 0; h < habits.Length; h++)
        {
            if (_postings.TryGetValue(habits[h], out var groups))
            {
                foreach (var (group, weight) in groups)
                {
                    _cosines[group] += weight * weights[h];
                }
            }
        }

        var (best, most) = (-1, 0.0);
        for (var g = 0; g < _centres.Count; g++)
        {
            var cosine = _cosines[g] + (g == _before[vector] && _cosines[g] > 0 ? MoveGain : 0);
            if (cosine > most)
            {
                (best, most) = (g, cosine);
            }
        }

        return (best, most);
    }

    private void Centre()
    {
        var sums = _centres.Select(_ => new Dictionary<int, double>()).ToArray();
        for (var i = 0; i < _vectors.Count; i++)
        {
            if (_group[i] >= 0)
            {
                foreach (var (habit, weight) in _vectors[i].Habits.Zip(_vectors[i].Weights))
                {
                    sums[_group[i]][habit] = sums[_group[i]].GetValueOrDefault(habit) + weight;
                }
            }
        }

        for (var g = 0; g < sums.Length; g++)
        {
            var kept = sums[g].OrderByDescending(h => h.Value).ThenBy(h => h.Key).Take(MostCentreHabits).ToArray();
            var length = Math.Sqrt(kept.Sum(h => h.Value * h.Value));
            _centres[g] = length > 0 ? kept.ToDictionary(h => h.Key, h => h.Value / length) : null;
        }

        PostAll();
    }

    private void DropSmall()
    {
        var sizes = new int[_centres.Count];
        foreach (var group in _group.Where(g => g >= 0))
        {
            sizes[group]++;
        }

        for (var g = 0; g < sizes.Length; g++)
        {
            _centres[g] = sizes[g] >= SmallestGroup ? _centres[g] : null;
        }

        PostAll();
    }

    private void PostAll()
    {
        _postings.Clear();
        for (var g = 0; g < _centres.Count; g++)
        {
            Post(g);
        }
    }

    private void Post(int group)
    {
        foreach (var (habit, weight) in _centres[group] ?? [])
        {
            if (!_postings.TryGetValue(habit, out var groups))
            {
                _postings[habit] = groups = [];
            }

            groups.Add((group, weight));
        }
    }
}
