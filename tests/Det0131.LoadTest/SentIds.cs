using System.Collections;

namespace Det0131.LoadTest;

/// <summary>Which records were sent, by number and kind: a bit each. Not thread-safe; whoever adds locks it.</summary>
internal sealed class SentIds
{
    private const int Kinds = 4;

    private BitArray _bits = new(1 << 20);

    /// <summary>Records.</summary>
    public long Count { get; private set; }

    /// <summary>Notes a record; false when it was there.</summary>
    public bool Add(long number, RecordKind kind)
    {
        var bit = checked((int)((number * Kinds) + (int)kind));
        if (bit >= _bits.Length)
        {
            _bits.Length = Math.Max(bit + 1, checked(_bits.Length * 2));
        }

        if (_bits[bit])
        {
            return false;
        }

        _bits[bit] = true;
        Count++;
        return true;
    }

    /// <summary>How many of these are not in the others.</summary>
    public long CountMissingIn(SentIds others)
    {
        var mine = new BitArray(_bits);
        var theirs = new BitArray(others._bits) { Length = mine.Length };
        mine.And(theirs.Not());
        var missing = 0L;
        for (var i = 0; i < mine.Length; i++)
        {
            missing += mine[i] ? 1 : 0;
        }

        return missing;
    }
}
