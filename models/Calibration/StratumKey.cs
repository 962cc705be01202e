using System.Numerics;
using System.Text.Json.Serialization;
using Det0131.Models.Events;

namespace Det0131.Models.Calibration;

/// <summary>How many events a group has.</summary>
public enum SizeClass : byte
{
    /// <summary>1 event.</summary>
    One = 0,

    /// <summary>2 to 15 events.</summary>
    Few = 1,

    /// <summary>16 events and more.</summary>
    Many = 2,
}

/// <summary>What decides which groups a group is compared with: the kinds of its events, and its size class.</summary>
/// <param name="Kinds">Set of event kinds: bit k is set when an event of the <see cref="EventKind"/> numbered k is in the group.</param>
/// <param name="Size">The group's size class.</param>
public readonly record struct StratumKey(byte Kinds, SizeClass Size) : IComparable<StratumKey>
{
    /// <summary>Number of different keys.</summary>
    public const int Count = 3 * 256;

    /// <summary>A number of its own for each key, 0 to <see cref="Count"/> - 1, in the order of the keys.</summary>
    [JsonIgnore]
    public int Ordinal => (Kinds * 3) + (int)Size;

    /// <summary>The key with this <see cref="Ordinal"/>.</summary>
    public static StratumKey FromOrdinal(int ordinal) => new(checked((byte)(ordinal / 3)), (SizeClass)(ordinal % 3));

    /// <summary>The bit that stands for a kind of event; the set of a group is the OR of its events' bits.</summary>
    public static byte BitOf(EventKind kind) => checked((byte)(1 << (int)kind));

    /// <summary>The key of a group.</summary>
    /// <param name="kinds">The set of kinds, made of <see cref="BitOf"/>.</param>
    /// <param name="events">Number of events in the group, 1 or more.</param>
    public static StratumKey Of(byte kinds, long events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        return new StratumKey(kinds, events == 1 ? SizeClass.One : events < 16 ? SizeClass.Few : SizeClass.Many);
    }

    /// <inheritdoc/>
    public int CompareTo(StratumKey other) => Ordinal.CompareTo(other.Ordinal);

    /// <summary>For people, for example <c>NetworkFlow+DnsQuery, 2-15 events</c>.</summary>
    public override string ToString()
    {
        var names = new List<string>();
        for (int left = Kinds; left != 0; left &= left - 1)
        {
            names.Add(((EventKind)BitOperations.TrailingZeroCount(left)).ToString());
        }

        var size = Size switch { SizeClass.One => "1 event", SizeClass.Few => "2-15 events", _ => "16 and more events" };
        return string.Join('+', names) + ", " + size;
    }
}
