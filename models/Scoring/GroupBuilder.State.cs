using Det0131.Models.Analytics;
using Det0131.Models.State;

namespace Det0131.Models.Scoring;

/// <content>What outlives the process: open groups, windows, conversations, the time reached, counts.</content>
public sealed partial class GroupBuilder
{
    private const int StateFormat = 3;

    private static readonly byte[] Magic = "DET0131G"u8.ToArray();

    // Groups hold a number per feature, in catalogue order.
    private static readonly string Schema = string.Join(';', AnalyticCatalogue.All.Select(a => $"{a.Id}:{string.Join(',', a.Features.Select(f => f.Id))}"));

    /// <summary>Writes the state. Touched groups must have been drained: who was told of them is no part of it.</summary>
    /// <exception cref="InvalidOperationException">Touched groups wait.</exception>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (_touched.Count > 0)
        {
            throw new InvalidOperationException($"{_touched.Count} touched groups wait to be scored; expected none when the state is saved.");
        }

        writer.Write(Magic);
        writer.Write(StateFormat);
        var state = new StateWriter(writer);
        state.Text(Schema);
        writer.Write(_latest);
        writer.Write(_sweptHour);
        writer.Write(EventsSeen);
        writer.Write(EventsScored);
        writer.Write(EventsLate);
        writer.Write(GroupsClosedEarly);
        writer.Write(_open.Count);
        foreach (var group in _open.Values)
        {
            group.Save(state);
        }

        _sink.Save(state);
    }

    /// <summary>
    /// Takes the place of the builder that was saved: goes on exactly as that one. The model must be the one that it had: a group keeps its
    /// largest surprisals, and those of two models are not comparable.
    /// </summary>
    /// <exception cref="InvalidDataException">It is no such state, newer, of other features, or damaged; this builder is then of no use.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            {
                throw new InvalidDataException("Found no state of open groups.");
            }

            var format = reader.ReadInt32();
            if (format != StateFormat)
            {
                throw new InvalidDataException($"Found a state of open groups in format {format}; this program reads {StateFormat}.");
            }

            Read(new StateReader(reader));
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"Found a state of open groups that ends early or is damaged: {e.Message}", e);
        }
    }

    /// <summary>
    /// Goes on with the windows, conversations, time and counts of a builder that had another model. Close that one's groups first: what
    /// they reached against the old baselines stays theirs.
    /// </summary>
    /// <exception cref="InvalidOperationException">The other builder has open groups.</exception>
    public void TakeWindowsFrom(GroupBuilder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._open.Count > 0)
        {
            throw new InvalidOperationException($"The other builder has {other._open.Count} open groups; expected none: call {nameof(CloseAll)} first.");
        }

        (_latest, _sweptHour) = (other._latest, other._sweptHour);
        (EventsSeen, EventsScored, EventsLate, GroupsClosedEarly) = (other.EventsSeen, other.EventsScored, other.EventsLate, other.GroupsClosedEarly);
        _sink.TakeWindowsFrom(other._sink);
    }

    private void Read(StateReader state)
    {
        if (state.Text() != Schema)
        {
            throw new InvalidDataException("Found a state of open groups with other features than this program has.");
        }

        _latest = state.Time();
        _sweptHour = state.Raw.ReadInt32();
        EventsSeen = state.Raw.ReadInt64();
        EventsScored = state.Raw.ReadInt64();
        EventsLate = state.Raw.ReadInt64();
        GroupsClosedEarly = state.Raw.ReadInt64();
        _open.Clear();
        for (var left = state.Count("open groups"); left > 0; left--)
        {
            var group = EventGroup.Restore(state, keepsFirst: _bounds is not null);
            _open.Add(KeyOf(group), group);
        }

        _sink.Restore(state);
    }
}
