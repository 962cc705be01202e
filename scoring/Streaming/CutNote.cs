using System.Globalization;

namespace Det0131.Scoring.Streaming;

/// <summary>A micro-batch as the journal remembers it: scored again, the journal must be cut at the same places, with the same models.</summary>
/// <param name="Until">Position up to which the batch goes.</param>
/// <param name="ModelVersion">The version that scored it.</param>
/// <param name="IsIdle">No event came for a while: the batch is empty, and nothing waits for another sensor's record any longer.</param>
internal readonly record struct CutNote(long Until, string ModelVersion, bool IsIdle = false)
{
    private const string Prefix = "cut ";
    private const string Idle = "idle";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Until} {ModelVersion}{(IsIdle ? " " + Idle : "")}");

    public static bool TryParse(string? note, out CutNote cut)
    {
        cut = default;
        if (note?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return false;
        }

        var parts = note[Prefix.Length..].Split(' ');
        var isIdle = parts.Length == 3 && parts[2] == Idle;
        if ((parts.Length != 2 && !isIdle) || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until))
        {
            return false;
        }

        cut = new CutNote(until, parts[1], isIdle);
        return true;
    }
}
