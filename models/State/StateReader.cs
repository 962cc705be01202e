using System.Runtime.InteropServices;

namespace Det0131.Models.State;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Sizes are checked before anything is made of them. Not thread-safe.</summary>
internal sealed class StateReader(BinaryReader reader)
{
    /// <summary>Characters of the longest text. Log lines and command lines are cut at 4 KiB.</summary>
    public const int LongestText = 1 << 20;

    private const long FarthestMicros = 1L << 60;

    private readonly List<string> _texts = [];

    public BinaryReader Raw { get; } = reader;

    /// <exception cref="InvalidDataException">A text is longer than any, or names one that is not there.</exception>
    public string? Text()
    {
        var mark = Raw.Read7BitEncodedInt();
        if (mark == StateWriter.NullMark)
        {
            return null;
        }

        if (mark != StateWriter.NewMark)
        {
            var number = mark - StateWriter.FirstNumber;
            return number >= 0 && number < _texts.Count ? _texts[number] : throw new InvalidDataException($"Found text number {number}; {_texts.Count} were written before it.");
        }

        var length = Raw.Read7BitEncodedInt();
        if (length is < 0 or > LongestText)
        {
            throw new InvalidDataException($"Found a text of {length} characters; expected at most {LongestText}.");
        }

        var text = string.Create(length, Raw, static (span, raw) => raw.BaseStream.ReadExactly(MemoryMarshal.AsBytes(span)));
        _texts.Add(text);
        return text;
    }

    /// <exception cref="InvalidDataException">There is none.</exception>
    public string TextThatIs(string what) => Text() ?? throw new InvalidDataException($"Found no {what}; expected a text.");

    public UInt128 Identity()
    {
        var upper = Raw.ReadUInt64();
        return new UInt128(upper, Raw.ReadUInt64());
    }

    /// <summary>UTC microseconds; <see cref="long.MinValue"/> stands for never. Others are within 36,000 years, so that differences do not overflow.</summary>
    /// <exception cref="InvalidDataException">It is further off.</exception>
    public long Time()
    {
        var micros = Raw.ReadInt64();
        return micros is long.MinValue or > -FarthestMicros and < FarthestMicros ? micros : throw new InvalidDataException($"Found the time {micros}; expected microseconds within {FarthestMicros} of 1970.");
    }

    /// <summary>A number of things that follow.</summary>
    /// <exception cref="InvalidDataException">It is negative or more than there can be.</exception>
    public int Count(string of, int most = int.MaxValue)
    {
        var count = Raw.ReadInt32();
        return count >= 0 && count <= most ? count : throw new InvalidDataException($"Found {count} {of}; expected 0 to {most}.");
    }
}
