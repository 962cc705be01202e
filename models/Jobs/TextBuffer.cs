namespace Det0131.Models.Jobs;

/// <summary>Texts of a batch, one behind the other in one array. Not thread-safe.</summary>
/// <param name="length">Characters held at most.</param>
internal sealed class TextBuffer(int length)
{
    private readonly char[] _texts = new char[length];

    /// <summary>Where the next text begins.</summary>
    public int Next { get; private set; }

    /// <summary>Whether so many characters more can be kept.</summary>
    public bool HasRoom(long characters) => characters <= _texts.Length - Next;

    /// <summary>Keeps a text that there is room for, at <see cref="Next"/>.</summary>
    public void Keep(ReadOnlySpan<char> text)
    {
        text.CopyTo(_texts.AsSpan(Next));
        Next += text.Length;
    }

    public ReadOnlySpan<char> Text(int start, int count) => _texts.AsSpan(start, count);

    public void Clear() => Next = 0;
}
