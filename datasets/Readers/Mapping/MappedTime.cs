using System.Globalization;
using System.Text;

namespace Det0131.Datasets.Readers.Mapping;

internal enum MappedTimeForm
{
    Iso8601,
    Epoch,
    EpochMillis,
    EpochMicros,
    EpochNanos,
    Pattern,
}

/// <summary>Where a time stands, how it is written and in which zone it is where it does not say. Immutable.</summary>
/// <param name="Slots">Columns, joined by a blank: date and time of day may stand apart.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Pattern">Of <see cref="MappedTimeForm.Pattern"/>, as .NET writes them.</param>
/// <param name="Zone">Of times without one.</param>
internal sealed record MappedTime(int[] Slots, MappedTimeForm Form, string? Pattern, TimeZoneInfo Zone)
{
    private const int LongestText = 100;
    private const long MostMicros = 253_402_300_800 * LogTime.MicrosPerSecond;

    /// <summary>Microseconds since 1970, UTC; null when there is none. False when it is not understood.</summary>
    public bool TryRead(JsonValues values, out long? micros)
    {
        micros = null;
        Span<byte> joined = stackalloc byte[LongestText];
        var length = 0;
        foreach (var slot in Slots)
        {
            var part = Network.NetworkText.Known(values.Bytes(slot)).Trim((byte)' ');
            if (part.IsEmpty)
            {
                continue;
            }

            if (part.Length + length + 1 > LongestText)
            {
                return false;
            }

            if (length > 0)
            {
                joined[length++] = (byte)' ';
            }

            part.CopyTo(joined[length..]);
            length += part.Length;
        }

        if (length == 0)
        {
            return true;
        }

        var isRead = TryRead(joined[..length], out var read);
        micros = isRead ? read : null;
        return isRead;
    }

    private bool TryRead(ReadOnlySpan<byte> text, out long micros)
    {
        if (Form == MappedTimeForm.Iso8601)
        {
            return LogTime.TryIso8601(text, out micros) && (HasZone(text) || TryLocal(micros, out micros));
        }

        if (Form == MappedTimeForm.Pattern)
        {
            return TryPattern(text, out micros);
        }

        micros = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) || number > MostMicros * 1000m)
        {
            return false;
        }

        var scaled = Form switch
        {
            MappedTimeForm.Epoch => number > MostMicros / LogTime.MicrosPerSecond ? MostMicros : number * LogTime.MicrosPerSecond,
            MappedTimeForm.EpochMillis => number > MostMicros / 1000 ? MostMicros : number * 1000,
            MappedTimeForm.EpochMicros => number,
            _ => number / 1000,
        };
        micros = scaled < MostMicros ? (long)decimal.Floor(scaled) : 0;
        return scaled < MostMicros;
    }

    private bool TryPattern(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        Span<char> chars = stackalloc char[LongestText];
        var read = chars[..Encoding.UTF8.GetChars(text, chars)];
        const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
        if (!DateTime.TryParseExact(read, Pattern, CultureInfo.InvariantCulture, Styles, out var time) || time.Year < 1970)
        {
            return false;
        }

        micros = (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return PatternHasZone || TryLocal(micros, out micros);
    }

    private bool PatternHasZone { get; } = Pattern is not null && Pattern.AsSpan().IndexOfAny("zK") >= 0;

    /// <summary>What was read as UTC is the zone's time.</summary>
    private bool TryLocal(long local, out long micros)
    {
        var offset = Zone.GetUtcOffset(DateTime.SpecifyKind(DateTime.UnixEpoch.AddMicroseconds(local), DateTimeKind.Unspecified));
        micros = local - (offset.Ticks / TimeSpan.TicksPerMicrosecond);
        return micros >= 0;
    }

    private static bool HasZone(ReadOnlySpan<byte> iso) => iso.Length > 19 && iso[19..].IndexOfAny("Zz+-"u8) >= 0;
}
