using System.Globalization;

namespace Det0131.Models.Alerts;

/// <summary>Quantities as people say them. Invariant culture; thread-safe.</summary>
public static class PlainQuantity
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Powers of 1000, three significant figures: <c>412 MB</c>, <c>1.05 GB</c>, <c>0 B</c>. Negative counts keep their sign.</summary>
    public static string Bytes(long count)
    {
        double value = Math.Abs((double)count);
        int unit = 0;

        // 999.5 would print as 1,000 of the smaller unit.
        while (value >= 999.5 && unit < ByteUnits.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        string format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##";
        return (count < 0 ? "-" : "") + value.ToString(format, CultureInfo.InvariantCulture) + " " + ByteUnits[unit];
    }

    /// <summary>Bits with one decimal and a sign for negative ones: <c>12.4</c>.</summary>
    public static string Bits(double bits) => bits.ToString("0.0", CultureInfo.InvariantCulture);
}
