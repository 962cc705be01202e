namespace Det0131.Models.Features;

/// <summary>
/// A sink that keeps the windows and conversations: what training and scoring share. Events come nearly in time order; those later
/// than <see cref="LatenessMicros"/> after their window's end are counted and left out. Not thread-safe.
/// </summary>
public abstract partial class WindowedSink : FeatureSink
{
    /// <summary>A window takes events until this long after its end.</summary>
    public const long LatenessMicros = 2 * FeatureCatalogue.Hour;

    // Tunnels idle at one query in 1 to 30 seconds; people come back to a site after minutes.
    private const long LongestPauseMicros = 5 * FeatureCatalogue.Minute;

    private readonly Dictionary<(string Entity, string Series, int Number), Window>?[] _windows = new Dictionary<(string, string, int), Window>?[FeatureCatalogue.All.Count];
    private readonly Dictionary<(string Entity, string Series), Conversation>?[] _conversations = new Dictionary<(string, string), Conversation>?[FeatureCatalogue.All.Count];
    private readonly List<(string Entity, string Series, int Number)> _closing = [];
    private readonly List<(string Entity, string Series)> _ending = [];
    private readonly StreamBounds? _bounds;
    private WindowLoad? _load;
    private long _latest = long.MinValue;
    private long _sweptHour = long.MinValue;

    /// <param name="bounds">How much it may hold; null: as much as comes.</param>
    protected WindowedSink(StreamBounds? bounds = null)
    {
        bounds?.Validate();
        _bounds = bounds;
        _load = bounds is null ? null : new WindowLoad(bounds);
    }

    /// <summary>The feature that is being observed.</summary>
    protected Feature Feature { get; private set; } = FeatureCatalogue.All[0];

    /// <summary>Time of the event that is being observed, UTC microseconds.</summary>
    protected long NowMicros { get; private set; }

    /// <summary>Observations that came after their window was closed.</summary>
    public long LateObservations { get; private set; }

    /// <summary>Observations that were not made because a bound was reached.</summary>
    public long ObservationsBounded { get; private set; }

    /// <summary>Windows and conversations held now.</summary>
    public int OpenWindows => _windows.Sum(w => w?.Count ?? 0) + _conversations.Sum(c => c?.Count ?? 0);

    /// <summary>Starts an event: closes what is over by then.</summary>
    public void At(long timeMicros)
    {
        NowMicros = timeMicros;
        if (timeMicros <= _latest)
        {
            return;
        }

        _latest = timeMicros;
        var hour = timeMicros / FeatureCatalogue.Hour;
        if (hour != _sweptHour)
        {
            _sweptHour = hour;
            CloseBefore(timeMicros);
        }
    }

    /// <summary>Selects the feature whose observations follow.</summary>
    public void Select(Feature feature) => Feature = feature;

    /// <summary>Closes everything that is open.</summary>
    public void CloseAll() => CloseBefore(long.MaxValue);

    public sealed override void Add(string? entity, string series, string scope, double amount)
    {
        if (entity is not null && Open(entity, series, scope) is { } window)
        {
            window.Add(amount);
            OnSum(window.Entity, window.Scope, window.Sum, amount);
        }
    }

    public sealed override void AddDistinct(string? entity, string series, string scope, ReadOnlySpan<char> item, double amount)
    {
        if (entity is not null && Open(entity, series, scope) is { } window)
        {
            var added = Distinct(window, Window.Hash(item), amount);
            OnSum(window.Entity, window.Scope, window.Sum, added);
        }
    }

    public sealed override void Touch(string? entity, string conversation)
    {
        if (entity is null)
        {
            return;
        }

        var open = _conversations[Feature.Index] ??= [];
        if (!open.TryGetValue((entity, conversation), out var state))
        {
            if (!TryHold(entity, out var share))
            {
                return;
            }

            open[(entity, conversation)] = state = new Conversation { Entity = entity, StartMicros = NowMicros, LastMicros = NowMicros, Share = share };
        }
        else if (NowMicros - state.LastMicros > LongestPauseMicros
            // A client that never pauses is seen anew every day, so that its habit counts every day.
            || FeatureCalendar.Number(NowMicros, Feature.WindowMicros) != FeatureCalendar.Number(state.StartMicros, Feature.WindowMicros))
        {
            OnConversationEnded(Feature, state.Entity, state.LastMicros, state.Seconds);
            state.StartMicros = state.LastMicros = NowMicros;
        }
        else if (NowMicros > state.LastMicros)
        {
            state.LastMicros = NowMicros;
        }

        OnConversation(entity, state.Seconds);
    }

    /// <summary>A window's sum has grown.</summary>
    /// <param name="entity">Whose window.</param>
    /// <param name="scope">What its sum is compared within.</param>
    /// <param name="sum">The sum so far, this event included.</param>
    /// <param name="amount">What this event added.</param>
    protected abstract void OnSum(string entity, string scope, double sum, double amount);

    /// <summary>A window has closed with this sum.</summary>
    protected abstract void OnClosed(Feature feature, string entity, string scope, int window, double sum);

    /// <summary>A conversation goes on.</summary>
    protected abstract void OnConversation(string entity, double seconds);

    /// <summary>A conversation has ended.</summary>
    protected abstract void OnConversationEnded(Feature feature, string entity, long endMicros, double seconds);

    private Window? Open(string entity, string series, string scope)
    {
        var length = Feature.WindowMicros;
        var number = FeatureCalendar.Number(NowMicros, length);
        if (_latest - FeatureCalendar.Start(number + 1, length) >= LatenessMicros)
        {
            LateObservations++;
            return null;
        }

        var open = _windows[Feature.Index] ??= [];
        if (!open.TryGetValue((entity, series, number), out var window))
        {
            if (!TryHold(entity, out var share))
            {
                return null;
            }

            open[(entity, series, number)] = window = new Window { Entity = entity, Scope = scope, Number = number, Share = share };
        }

        return window;
    }

    /// <returns>What was added: 0 for an item seen before, or beyond what a window or an entity may hold.</returns>
    private double Distinct(Window window, ulong item, double amount)
    {
        if (!window.IsNew(item))
        {
            return 0;
        }

        if (window.Share is { } share && !_load!.TryAdd(share))
        {
            ObservationsBounded++;
            return 0;
        }

        window.AddDistinct(item, amount);
        return amount;
    }

    private bool TryHold(string entity, out HeldShare? share)
    {
        share = _load?.TryOpen(Feature.Index, entity);
        if (_load is null || share is not null)
        {
            return true;
        }

        ObservationsBounded++;
        return false;
    }

    private void Release(HeldShare? share, int weight)
    {
        if (share is not null)
        {
            _load!.Release(share, weight);
        }
    }

    private void CloseBefore(long nowMicros)
    {
        foreach (var feature in FeatureCatalogue.All)
        {
            if (_windows[feature.Index] is { Count: > 0 } open)
            {
                _closing.Clear();
                foreach (var (key, window) in open)
                {
                    if (nowMicros == long.MaxValue || nowMicros - FeatureCalendar.Start(window.Number + 1, feature.WindowMicros) >= LatenessMicros)
                    {
                        _closing.Add(key);
                    }
                }

                foreach (var key in _closing)
                {
                    open.Remove(key, out var window);
                    Release(window!.Share, window.Weight);
                    OnClosed(feature, window.Entity, window.Scope, window.Number, window.Sum);
                }
            }

            if (_conversations[feature.Index] is { Count: > 0 } talks)
            {
                _ending.Clear();
                foreach (var (key, talk) in talks)
                {
                    if (nowMicros == long.MaxValue || nowMicros - talk.LastMicros > LongestPauseMicros)
                    {
                        _ending.Add(key);
                    }
                }

                foreach (var key in _ending)
                {
                    talks.Remove(key, out var talk);
                    Release(talk!.Share, 1);
                    OnConversationEnded(feature, talk.Entity, talk.LastMicros, talk.Seconds);
                }
            }
        }
    }
}
