namespace Det0131.Datasets.Readers.Osquery;

/// <summary>osquery's calendarTime, the form of asctime(3): <c>Mon Dec 15 15:24:32 2025 UTC</c>.</summary>
internal static class CalendarTimes
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>False for any other form and any zone but UTC.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length != 28 || !text.EndsWith(" UTC"u8) || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[19] != ' ')
        {
            return false;
        }

        Span<char> name = stackalloc char[3];
        System.Text.Ascii.ToUtf16(text[4..7], name, out _);
        var month = ((ReadOnlySpan<char>)Months).IndexOf(name, StringComparison.Ordinal);
        if (month < 0 || month % 3 != 0)
        {
            return false;
        }

        // 2025-12-15 15:24:32; a day below ten has a blank before it.
        Span<byte> iso = stackalloc byte[19];
        text[20..24].CopyTo(iso);
        iso[4] = iso[7] = (byte)'-';
        var number = (month / 3) + 1;
        iso[5] = (byte)('0' + (number / 10));
        iso[6] = (byte)('0' + (number % 10));
        iso[8] = text[8] == ' ' ? (byte)'0' : text[8];
        iso[9] = text[9];
        text[10..19].CopyTo(iso[10..]);
        return LogTime.TryIso8601(iso, out micros);
    }
}
