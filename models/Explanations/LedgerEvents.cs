using System.Runtime.InteropServices;
using Det0131.Models.Alerts;
using Det0131.Models.Context;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>The events that alerts list, each fetched once and kept while an alert lists it. Not thread-safe.</summary>
internal sealed class LedgerEvents
{
    private readonly Dictionary<UInt128, AlertEvent> _known = [];
    private readonly HashSet<UInt128> _gone = [];
    private readonly Dictionary<UInt128, int> _listings = [];
    private readonly HashSet<UInt128> _unlisted = [];

    /// <summary>What is known, by identity.</summary>
    public IReadOnlyDictionary<UInt128, AlertEvent> Known => _known;

    /// <summary>Takes an event that was known before a restart; it is kept when an alert lists it before <see cref="Forget"/>.</summary>
    /// <exception cref="ArgumentException">It is there already.</exception>
    public void Restore(AlertEvent known)
    {
        _known.Add(known.Identity, known);
        _unlisted.Add(known.Identity);
    }

    /// <summary>Fetches what is not known. What is not found is not asked for again.</summary>
    public void Fetch(IEnumerable<GroupEvent> listed, ScoringModel model, ReferenceFinder find)
    {
        var missing = listed.Where(r => !_known.ContainsKey(r.Identity) && !_gone.Contains(r.Identity)).DistinctBy(r => r.Identity).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var wanted = new ListedRecords(missing, model);
        find(missing, e => _known[e.Identity] = wanted.Read(e));
        _gone.UnionWith(missing.Select(r => r.Identity).Where(i => !_known.ContainsKey(i)));
        // Until an alert really lists them.
        _unlisted.UnionWith(missing.Select(r => r.Identity));
    }

    /// <summary>An alert lists these.</summary>
    public void List(IReadOnlyList<GroupEvent> events)
    {
        foreach (var e in events)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_listings, e.Identity, out _)++;
        }
    }

    /// <summary>An alert lists these no more.</summary>
    public void Unlist(IReadOnlyList<GroupEvent> events)
    {
        foreach (var e in events)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_listings, e.Identity) == 0)
            {
                _listings.Remove(e.Identity);
                _unlisted.Add(e.Identity);
            }
        }
    }

    /// <summary>Lets go of what no alert lists.</summary>
    public void Forget()
    {
        foreach (var identity in _unlisted.Where(i => !_listings.ContainsKey(i)))
        {
            _known.Remove(identity);
            _gone.Remove(identity);
        }

        _unlisted.Clear();
    }
}
