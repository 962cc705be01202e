using Det0131.Models.State;

namespace Det0131.Models.Features;

/// <content>What outlives the process, or the model: windows, conversations, the time reached, counts.</content>
public abstract partial class WindowedSink
{
    private const long FarthestMicros = 1L << 60;

    internal void Save(StateWriter state)
    {
        state.Raw.Write(_latest);
        state.Raw.Write(_sweptHour);
        state.Raw.Write(LateObservations);
        state.Raw.Write(ObservationsBounded);
        foreach (var feature in FeatureCatalogue.All)
        {
            var windows = _windows[feature.Index];
            state.Raw.Write(windows?.Count ?? 0);
            foreach (var (key, window) in windows ?? [])
            {
                state.Text(key.Series);
                window.Save(state);
            }

            var talks = _conversations[feature.Index];
            state.Raw.Write(talks?.Count ?? 0);
            foreach (var (key, talk) in talks ?? [])
            {
                state.Text(key.Series);
                talk.Save(state);
            }
        }
    }

    internal void Restore(StateReader state)
    {
        _latest = state.Time();
        _sweptHour = state.Raw.ReadInt64();
        LateObservations = state.Raw.ReadInt64();
        ObservationsBounded = state.Raw.ReadInt64();
        foreach (var feature in FeatureCatalogue.All)
        {
            _windows[feature.Index] = null;
            for (var left = state.Count("windows"); left > 0; left--)
            {
                var series = state.TextThatIs("series of a window");
                var window = Window.Restore(state);
                if (Math.Abs((long)window.Number) > FarthestMicros / feature.WindowMicros)
                {
                    throw new InvalidDataException($"Found window number {window.Number} of {feature.Id}, which is thousands of years off.");
                }

                (_windows[feature.Index] ??= []).Add((window.Entity, series, window.Number), window);
            }

            _conversations[feature.Index] = null;
            for (var left = state.Count("conversations"); left > 0; left--)
            {
                var series = state.TextThatIs("series of a conversation");
                var talk = Conversation.Restore(state);
                (_conversations[feature.Index] ??= []).Add((talk.Entity, series), talk);
            }
        }

        Recount();
    }

    /// <summary>Goes on with what another sink has, which is empty afterwards.</summary>
    internal void TakeWindowsFrom(WindowedSink other)
    {
        (_latest, _sweptHour) = (other._latest, other._sweptHour);
        (LateObservations, ObservationsBounded) = (other.LateObservations, other.ObservationsBounded);
        for (var i = 0; i < _windows.Length; i++)
        {
            (_windows[i], other._windows[i]) = (other._windows[i], null);
            (_conversations[i], other._conversations[i]) = (other._conversations[i], null);
        }

        Recount();
        other.Recount();
    }

    private void Recount()
    {
        _load = _bounds is null ? null : new WindowLoad(_bounds);
        for (var feature = 0; feature < _windows.Length; feature++)
        {
            foreach (var window in _windows[feature]?.Values ?? Enumerable.Empty<Window>())
            {
                window.Share = _load?.Hold(feature, window.Entity, window.Weight);
            }

            foreach (var talk in _conversations[feature]?.Values ?? Enumerable.Empty<Conversation>())
            {
                talk.Share = _load?.Hold(feature, talk.Entity, 1);
            }
        }
    }
}
