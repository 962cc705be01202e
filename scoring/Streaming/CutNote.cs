using System.Globalization;

namespace Det0131.Scoring.Streaming;

/// <summary>A micro-batch as the journal remembers it: scored again, the journal must be cut at the same places, with the same models.</summary>
/// <param name="Until">Position up to which the batch goes.</param>
/// <param name="ModelVersion">The version that scored it.</param>
/// <param name="IsIdle">No event came for a while: the batch is empty, and nothing waits for another sensor's record any longer.</param>
/// <param name="ClockMicros">The clock's time then, UTC microseconds from 0; null where <paramref name="IsIdle"/> is false, and in notes of earlier programs.</param>
internal readonly record struct CutNote(long Until, string ModelVersion, bool IsIdle = false, long? ClockMicros = null)
{
    private const string Prefix = "cut ";
    private const string Idle = "idle";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Until} {ModelVersion}{(IsIdle ? " " + Idle : "")}{(ClockMicros is null ? "" : " ")}{ClockMicros}");

    public static bool TryParse(string? note, out CutNote cut)
    {
        cut = default;
        if (note?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return false;
        }

        var parts = note[Prefix.Length..].Split(' ');
        var isIdle = parts.Length is 3 or 4 && parts[2] == Idle;
        var clock = 0L;
        if ((parts.Length != 2 && !isIdle) || !TryParse(parts[0], out var until) || (parts.Length == 4 && !TryParse(parts[3], out clock)))
        {
            return false;
        }

        cut = new CutNote(until, parts[1], isIdle, parts.Length == 4 ? clock : null);
        return true;

        static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
