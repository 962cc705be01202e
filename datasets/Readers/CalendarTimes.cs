namespace Det0131.Datasets.Readers;

/// <summary>Times in the form of asctime(3): <c>Mon Dec 15 15:24:32 2025</c>. Thread-safe.</summary>
internal static class CalendarTimes
{
    /// <summary>Characters of a time without a zone.</summary>
    public const int Length = 24;

    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>With <c> UTC</c> behind it, as osquery writes it. False for any other form and any other zone.</summary>
    public static bool TryReadUtc(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        return text.Length == Length + 4 && text.EndsWith(" UTC"u8) && TryRead(text[..Length], out micros);
    }

    /// <summary>Without a zone, taken as UTC. False for any other form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length != Length || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[19] != ' ')
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
        text[20..].CopyTo(iso);
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
