namespace Det0131.Models.Features;

/// <summary>The running sum of one aligned window of one entity's series.</summary>
internal sealed class Window
{
    // Beyond this many distinct items the shape of every sum has been passed; the sum then stands still instead of the set growing.
    private const int MaximumItems = 8192;

    private HashSet<ulong>? _items;

    public required string Entity { get; init; }

    public required string Scope { get; init; }

    public required int Number { get; init; }

    public double Sum { get; private set; }

    public void Add(double amount) => Sum += amount;

    /// <returns>The amount added: 0 for an item seen before.</returns>
    public double AddDistinct(ReadOnlySpan<char> item, double amount)
    {
        _items ??= [];
        if (_items.Count >= MaximumItems || !_items.Add(Hash(item)))
        {
            return 0;
        }

        Sum += amount;
        return amount;
    }

    /// <summary>FNV-1a, 64 bit: the same on every machine and run. A collision drops one name of a window.</summary>
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var c in text)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            return hash;
        }
    }
}

/// <summary>A run of events without a pause longer than the limit.</summary>
internal sealed class Conversation
{
    public required string Entity { get; init; }

    public long StartMicros { get; set; }

    public long LastMicros { get; set; }

    public double Seconds => (LastMicros - StartMicros) / 1e6;
}

/// <summary>
/// A sink that keeps the windows and conversations: what training and scoring share. Events come nearly in time order; those later
/// than <see cref="LatenessMicros"/> after their window's end are counted and left out. Not thread-safe.
/// </summary>
public abstract class WindowedSink : FeatureSink
{
    /// <summary>A window takes events until this long after its end.</summary>
    public const long LatenessMicros = 2 * FeatureCatalogue.Hour;

    // Tunnels idle at one query in 1 to 30 seconds; people come back to a site after minutes.
    private const long LongestPauseMicros = 5 * FeatureCatalogue.Minute;

    private readonly Dictionary<(string Entity, string Series, int Number), Window>?[] _windows = new Dictionary<(string, string, int), Window>?[FeatureCatalogue.All.Count];
    private readonly Dictionary<(string Entity, string Series), Conversation>?[] _conversations = new Dictionary<(string, string), Conversation>?[FeatureCatalogue.All.Count];
    private readonly List<(string Entity, string Series, int Number)> _closing = [];
    private readonly List<(string Entity, string Series)> _ending = [];
    private long _latest = long.MinValue;
    private long _sweptHour = long.MinValue;

    /// <summary>The feature that is being observed.</summary>
    protected Feature Feature { get; private set; } = FeatureCatalogue.All[0];

    /// <summary>Time of the event that is being observed, UTC microseconds.</summary>
    protected long NowMicros { get; private set; }

    /// <summary>Observations that came after their window was closed.</summary>
    public long LateObservations { get; private set; }

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
            var added = window.AddDistinct(item, amount);
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
            open[(entity, conversation)] = state = new Conversation { Entity = entity, StartMicros = NowMicros, LastMicros = NowMicros };
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
            open[(entity, series, number)] = window = new Window { Entity = entity, Scope = scope, Number = number };
        }

        return window;
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
                    OnClosed(feature, window!.Entity, window.Scope, window.Number, window.Sum);
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
                    OnConversationEnded(feature, talk!.Entity, talk.LastMicros, talk.Seconds);
                }
            }
        }
    }
}
