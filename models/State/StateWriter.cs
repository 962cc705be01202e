using System.Runtime.InteropServices;

namespace Det0131.Models.State;

/// <summary>
/// Writes the state of a stream. A text is written once and named by its number afterwards: windows of one entity share their names, in the
/// file and, read back, in memory. Texts are UTF-16, so that halves of surrogate pairs come back too. Not thread-safe.
/// </summary>
internal sealed class StateWriter(BinaryWriter writer)
{
    /// <summary>Numbers below it are marks: see <see cref="Text"/>.</summary>
    internal const int FirstNumber = 2;

    internal const int NullMark = 0;
    internal const int NewMark = 1;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>For numbers, which are written as they are.</summary>
    public BinaryWriter Raw { get; } = writer;

    /// <param name="text">Null is kept apart from empty. At most <see cref="StateReader.LongestText"/> characters.</param>
    public void Text(string? text)
    {
        if (text is null)
        {
            Raw.Write7BitEncodedInt(NullMark);
            return;
        }

        if (_numbers.TryGetValue(text, out var number))
        {
            Raw.Write7BitEncodedInt(number);
            return;
        }

        _numbers.Add(text, _numbers.Count + FirstNumber);
        Raw.Write7BitEncodedInt(NewMark);
        Raw.Write7BitEncodedInt(text.Length);
        Raw.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    public void Identity(UInt128 identity)
    {
        Raw.Write((ulong)(identity >> 64));
        Raw.Write(unchecked((ulong)identity));
    }
}
