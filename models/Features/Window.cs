using Det0131.Models.State;

namespace Det0131.Models.Features;

/// <summary>The running sum of one aligned window of one entity's series. Not thread-safe.</summary>
internal sealed class Window
{
    /// <summary>Beyond this many distinct items the shape of every sum has been passed; the sum then stands still instead of the set growing.</summary>
    public const int MaximumItems = 8192;

    private HashSet<ulong>? _items;

    public required string Entity { get; init; }

    public required string Scope { get; init; }

    public required int Number { get; init; }

    public double Sum { get; private set; }

    /// <summary>Where it is counted; null: nowhere.</summary>
    public HeldShare? Share { get; set; }

    /// <summary>What it counts for: itself and its items.</summary>
    public int Weight => 1 + (_items?.Count ?? 0);

    public void Add(double amount) => Sum += amount;

    /// <summary>Whether this item would add something.</summary>
    public bool IsNew(ulong item) => _items is null || (_items.Count < MaximumItems && !_items.Contains(item));

    public void AddDistinct(ulong item, double amount)
    {
        (_items ??= []).Add(item);
        Sum += amount;
    }

    /// <summary>FNV-1a, 64 bit: the same on every machine and run. A collision drops one name of a window.</summary>
    public static ulong Hash(ReadOnlySpan<char> text)
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

    public void Save(StateWriter state)
    {
        state.Text(Entity);
        state.Text(Scope);
        state.Raw.Write(Number);
        state.Raw.Write(Sum);
        state.Raw.Write(_items?.Count ?? 0);
        foreach (var item in _items ?? [])
        {
            state.Raw.Write(item);
        }
    }

    public static Window Restore(StateReader state)
    {
        var window = new Window { Entity = state.TextThatIs("entity of a window"), Scope = state.TextThatIs("scope of a window"), Number = state.Raw.ReadInt32(), Sum = state.Raw.ReadDouble() };
        var items = state.Count("items of a window", MaximumItems);
        for (var i = 0; i < items; i++)
        {
            (window._items ??= []).Add(state.Raw.ReadUInt64());
        }

        return window;
    }
}

/// <summary>A run of events without a pause longer than the limit. Not thread-safe.</summary>
internal sealed class Conversation
{
    public required string Entity { get; init; }

    public long StartMicros { get; set; }

    public long LastMicros { get; set; }

    /// <summary>Where it is counted; null: nowhere.</summary>
    public HeldShare? Share { get; set; }

    public double Seconds => (LastMicros - StartMicros) / 1e6;

    public void Save(StateWriter state)
    {
        state.Text(Entity);
        state.Raw.Write(StartMicros);
        state.Raw.Write(LastMicros);
    }

    public static Conversation Restore(StateReader state) =>
        new() { Entity = state.TextThatIs("entity of a conversation"), StartMicros = state.Time(), LastMicros = state.Time() };
}
