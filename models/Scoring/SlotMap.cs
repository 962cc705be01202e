using System.Collections;
using System.Numerics;

namespace Det0131.Models.Scoring;

/// <summary>
/// A value for some of an analytic's features, by slot: a group observes seven of thirty, and there are tens of thousands of groups. Slots without one
/// read as the default. Not thread-safe.
/// </summary>
public sealed class SlotMap<T> : IReadOnlyList<T>
    where T : struct
{
    private const int MostSlots = 64;

    private readonly int _usual;
    private ulong _mask;
    private T[] _values = [];

    /// <param name="slots">Number of slots, 0 to 64.</param>
    /// <param name="usual">How many mostly get a value: room for them is made at once.</param>
    public SlotMap(int slots, int usual = 2)
    {
        _usual = usual;
        Count = slots is >= 0 and <= MostSlots ? slots : throw new ArgumentOutOfRangeException(nameof(slots), slots, $"Expected 0 to {MostSlots} slots.");
    }

    /// <summary>Number of slots, those without a value too.</summary>
    public int Count { get; }

    /// <summary>A bit for each slot that has a value.</summary>
    public ulong Mask => _mask;

    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public T this[int index] => (_mask & BitOf(index)) == 0 ? default : _values[PlaceOf(index)];

    public IEnumerator<T> GetEnumerator()
    {
        for (var slot = 0; slot < Count; slot++)
        {
            yield return this[slot];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The slot's value, to be changed in place; it is made where there was none. Good until the next call.</summary>
    public ref T At(int slot)
    {
        var bit = BitOf(slot);
        var place = PlaceOf(slot);
        if ((_mask & bit) == 0)
        {
            var held = BitOperations.PopCount(_mask);
            if (held == _values.Length)
            {
                Array.Resize(ref _values, Math.Min(Count, Math.Max(_usual, held * 2)));
            }

            _values.AsSpan(place, held - place).CopyTo(_values.AsSpan(place + 1));
            _values[place] = default;
            _mask |= bit;
        }

        return ref _values[place];
    }

    private ulong BitOf(int slot) => unchecked((uint)slot) < Count ? 1UL << slot : throw new ArgumentOutOfRangeException(nameof(slot), slot, $"Expected a slot below {Count}.");

    private int PlaceOf(int slot) => BitOperations.PopCount(_mask & ((1UL << slot) - 1));
}
