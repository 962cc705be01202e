using System.Globalization;

namespace Det0131.Scoring.Streaming;

/// <summary>A micro-batch as the journal remembers it: scored again, the journal must be cut at the same places, with the same models.</summary>
/// <param name="Until">Position up to which the batch goes.</param>
/// <param name="ModelVersion">The version that scored it.</param>
internal readonly record struct CutNote(long Until, string ModelVersion)
{
    private const string Prefix = "cut ";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Until} {ModelVersion}");

    public static bool TryParse(string? note, out CutNote cut)
    {
        cut = default;
        if (note?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return false;
        }

        var parts = note[Prefix.Length..].Split(' ');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until))
        {
            return false;
        }

        cut = new CutNote(until, parts[1]);
        return true;
    }
}
