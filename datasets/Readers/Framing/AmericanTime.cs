using System.Globalization;
using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>Times as Azure's portal writes them into CSV: <c>7/8/2019, 4:08:05.123 PM</c>. The zone is the caller's to know. Thread-safe.</summary>
internal static class AmericanTime
{
    private static readonly string[] Forms =
    [
        "M/d/yyyy, h:mm:ss.FFFFFFF tt", "M/d/yyyy, h:mm:ss tt", "M/d/yyyy h:mm:ss.FFFFFFF tt", "M/d/yyyy h:mm:ss tt", "M/d/yyyy h:mm tt", "M/d/yyyy H:mm:ss", "M/d/yyyy H:mm",
    ];

    /// <summary>Microseconds since 1970 of the time read as UTC.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        Span<char> chars = stackalloc char[40];
        if (text.Length is < 8 or > 40 || text.IndexOf((byte)'/') < 0)
        {
            return false;
        }

        // Newer browsers put a narrow no-break space before AM and PM.
        var read = chars[..Encoding.UTF8.GetChars(text, chars)];
        read.Replace('\u202F', ' ');
        if (!DateTime.TryParseExact(read, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) || time.Year < 1970)
        {
            return false;
        }

        micros = (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return true;
    }
}
