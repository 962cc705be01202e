using System.Runtime.InteropServices;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning;

/// <summary>Numbers the incident keys (entity and destination) of groups, so that millions of groups share their texts. Not thread-safe.</summary>
internal sealed class IncidentKeys
{
    private readonly Dictionary<(string? Owner, string? User), string> _entities = [];
    private readonly Dictionary<(string Entity, string Destination), int> _numbers = [];
    private readonly List<(string Entity, string Destination)> _all = [];

    public (string Entity, string Destination) this[int number] => _all[number];

    public int NumberOf(EventGroup group)
    {
        // A group makes the text of its entity; most have had an equal one before.
        ref var entity = ref CollectionsMarshal.GetValueRefOrAddDefault(_entities, (group.Role ?? group.Host, group.User), out _);
        entity ??= group.Entity;
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, (entity, group.Destination), out var isKnown);
        if (!isKnown)
        {
            number = _all.Count;
            _all.Add((entity, group.Destination));
        }

        return number;
    }
}
