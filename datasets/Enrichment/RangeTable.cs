using System.Numerics;
using System.Runtime.CompilerServices;

namespace Det0131.Datasets.Enrichment;

/// <summary>One line of an address range file: an inclusive range and the index of what it means.</summary>
public readonly record struct AddressRange<T>(T First, T Last, int Value)
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>;

/// <summary>
/// Ranges of whole numbers without overlap, found by binary search. Immutable, thread-safe; look-ups allocate nothing.
/// </summary>
/// <remarks>
/// Where ranges of the source overlap (the published country file does, 7,000 times), the one that begins last holds, of those the one that
/// ends first, of those the later one: the narrowest of nested ranges.
/// </remarks>
public sealed class RangeTable<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly T[] firsts;
    private readonly T[] lasts;
    private readonly int[] values;

    private RangeTable(List<T> firsts, List<T> lasts, List<int> values) =>
        (this.firsts, this.lasts, this.values) = ([.. firsts], [.. lasts], [.. values]);

    /// <summary>Ranges kept after cutting overlaps and joining neighbours of one value.</summary>
    public int Count => firsts.Length;

    /// <summary>Makes the table from ranges in any order; each must end at or after its start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static RangeTable<T> Build(List<AddressRange<T>> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        if (!IsSorted(ranges))
        {
            // Stable, so that of equal ranges the later line stays the later one.
            ranges = [.. ranges.OrderBy(range => range.First).ThenByDescending(range => range.Last)];
        }

        var builder = new Flattener(ranges.Count);
        var open = new Stack<AddressRange<T>>();
        foreach (var range in ranges)
        {
            builder.EmitUntil(open, range.First);
            builder.Position = range.First;
            open.Push(range);
        }

        builder.EmitRest(open);
        return new RangeTable<T>(builder.Firsts, builder.Lasts, builder.Values);
    }

    /// <summary>The value of the range that holds the number, or -1.</summary>
    public int Find(T number)
    {
        int low = 0;
        int high = firsts.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (firsts[middle] <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high >= 0 && number <= lasts[high] ? values[high] : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsSorted(List<AddressRange<T>> ranges)
    {
        for (int i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].First < ranges[i - 1].First || (ranges[i].First == ranges[i - 1].First && ranges[i].Last > ranges[i - 1].Last))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sweeps over the ranges in order of their start; the innermost open one owns the numbers up to the next start.</summary>
    private sealed class Flattener(int capacity)
    {
        private bool done;

        public List<T> Firsts { get; } = new(capacity);

        public List<T> Lasts { get; } = new(capacity);

        public List<int> Values { get; } = new(capacity);

        /// <summary>First number that is not decided yet.</summary>
        public T Position { get; set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void EmitUntil(Stack<AddressRange<T>> open, T start)
        {
            while (!done && Position < start && open.TryPeek(out var top))
            {
                if (top.Last < Position)
                {
                    open.Pop();
                    continue;
                }

                Emit(top.Value, T.Min(top.Last, start - T.One));
            }
        }

        public void EmitRest(Stack<AddressRange<T>> open)
        {
            while (!done && open.TryPop(out var top))
            {
                if (top.Last >= Position)
                {
                    Emit(top.Value, top.Last);
                }
            }
        }

        private void Emit(int value, T last)
        {
            int previous = Values.Count - 1;
            if (previous >= 0 && Values[previous] == value && Lasts[previous] + T.One == Position)
            {
                Lasts[previous] = last;
            }
            else
            {
                Firsts.Add(Position);
                Lasts.Add(last);
                Values.Add(value);
            }

            done = last == T.MaxValue;
            Position = done ? last : last + T.One;
        }
    }
}
