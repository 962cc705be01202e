namespace Det0131.Models.Sensors;

/// <summary>
/// The latest entries, found by either of two keys' hashes: a ring of numbered slots, and per bucket the number of its latest entry, from which each names
/// the one before. What is forgotten needs no removal: a chain ends where it reaches a number that is no longer held. Not thread-safe.
/// </summary>
/// <typeparam name="T">What is remembered.</typeparam>
/// <param name="most">Entries held at most, 1 or more.</param>
internal sealed class RecentRing<T>(int most)
    where T : struct
{
    /// <summary>No entry, and no key.</summary>
    public const long None = -1;

    private const int FewestSlots = 64;

    private Slot[] _slots = new Slot[FewestSlots];
    private long[] _exact = Empty(FewestSlots);
    private long[] _loose = Empty(FewestSlots);

    /// <summary>Number of the oldest entry held.</summary>
    public long Oldest { get; private set; }

    /// <summary>Number that the next entry gets.</summary>
    public long Next { get; private set; }

    public int Count => (int)(Next - Oldest);

    public bool IsFull => Count >= most;

    public ref T this[long number] => ref _slots[number & (_slots.Length - 1)].Value;

    /// <summary>Remembers an entry; whoever adds to a full ring has forgotten the oldest before.</summary>
    /// <param name="value">The entry.</param>
    /// <param name="exact">Hash of its exact key, 0 to 2^32 - 1, or <see cref="None"/>.</param>
    /// <param name="loose">Hash of its loose key, the same.</param>
    /// <returns>Its number.</returns>
    public long Add(in T value, long exact, long loose)
    {
        if (Count == _slots.Length)
        {
            Grow();
        }

        var number = Next++;
        ref var slot = ref _slots[number & (_slots.Length - 1)];
        (slot.Value, slot.Exact, slot.Loose) = (value, exact, loose);
        Link(number, ref slot);
        return number;
    }

    /// <summary>Forgets the oldest entry.</summary>
    public void Forget()
    {
        _slots[Oldest & (_slots.Length - 1)].Value = default;
        Oldest++;
    }

    /// <summary>The latest entry whose exact key may be this one; <see cref="None"/>: there is none.</summary>
    public long LatestExact(long hash) => hash == None ? None : Held(_exact[hash & (_exact.Length - 1)]);

    /// <summary>The same for the loose key.</summary>
    public long LatestLoose(long hash) => hash == None ? None : Held(_loose[hash & (_loose.Length - 1)]);

    /// <summary>The entry before one in its chain.</summary>
    public long BeforeExact(long number) => Held(_slots[number & (_slots.Length - 1)].BeforeExact);

    /// <inheritdoc cref="BeforeExact"/>
    public long BeforeLoose(long number) => Held(_slots[number & (_slots.Length - 1)].BeforeLoose);

    private static long[] Empty(int length)
    {
        var buckets = new long[length];
        Array.Fill(buckets, None);
        return buckets;
    }

    private long Held(long number) => number >= Oldest ? number : None;

    private void Link(long number, ref Slot slot)
    {
        slot.BeforeExact = slot.BeforeLoose = None;
        if (slot.Exact != None)
        {
            ref var latest = ref _exact[slot.Exact & (_exact.Length - 1)];
            (slot.BeforeExact, latest) = (latest, number);
        }

        if (slot.Loose != None)
        {
            ref var latest = ref _loose[slot.Loose & (_loose.Length - 1)];
            (slot.BeforeLoose, latest) = (latest, number);
        }
    }

    private void Grow()
    {
        var (slots, length) = (_slots, _slots.Length * 2);
        (_slots, _exact, _loose) = (new Slot[length], Empty(length), Empty(length));
        for (var number = Oldest; number < Next; number++)
        {
            ref var slot = ref _slots[number & (length - 1)];
            slot = slots[number & (slots.Length - 1)];
            Link(number, ref slot);
        }
    }

    private struct Slot
    {
        public T Value;
        public long Exact;
        public long Loose;
        public long BeforeExact;
        public long BeforeLoose;
    }
}
