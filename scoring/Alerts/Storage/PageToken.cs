using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>
/// Where the next page begins: the sort values of the last alert of the page before, so that alerts that come meanwhile shift nothing.
/// Written as base64url of <c>order.value...</c>; read strictly, as it comes from outside.
/// </summary>
internal static class PageToken
{
    private const int Longest = 120;

    public static string Write(AlertQuery query, AlertRow last)
    {
        long[] values = query.Order switch
        {
            AlertOrder.Rarest => [BitConverter.DoubleToInt64Bits(last.Rarity), BitConverter.DoubleToInt64Bits(last.Evidence.ScoreBits), last.Seq],
            AlertOrder.Newest => [last.Seq],
            _ => [last.Cursor],
        };
        var text = string.Join('.', values.Prepend((long)query.Order).Select(v => v.ToString(CultureInfo.InvariantCulture)));
        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The order of a query as SQL, and the condition behind its token with its values; no condition where it begins at the start.</summary>
    /// <exception cref="ArgumentException">The token is no token of this order.</exception>
    public static (string Order, string? After, (string Name, object Value)[] Values) Read(AlertQuery query)
    {
        var order = query.Order switch
        {
            AlertOrder.Rarest => "rarity DESC, score DESC, seq",
            AlertOrder.Newest => "seq DESC",
            _ => "cursor",
        };
        if (query.After is null)
        {
            return (order, null, []);
        }

        var values = Parse(query.After);
        return (query.Order, values) switch
        {
            (AlertOrder.Rarest, [(long)AlertOrder.Rarest, var rarity, var score, var seq]) when IsFinite(rarity) && IsFinite(score) => (
                order,
                "(rarity < @rarity OR (rarity = @rarity AND (score < @score OR (score = @score AND seq > @seq))))",
                [("rarity", BitConverter.Int64BitsToDouble(rarity)), ("score", BitConverter.Int64BitsToDouble(score)), ("seq", seq)]),
            (AlertOrder.Newest, [(long)AlertOrder.Newest, var seq]) => (order, "seq < @seq", [("seq", seq)]),
            (AlertOrder.Changed, [(long)AlertOrder.Changed, var cursor]) => (order, "cursor > @cursor", [("cursor", cursor)]),
            _ => throw Wrong(),
        };
    }

    private static bool IsFinite(long bits) => double.IsFinite(BitConverter.Int64BitsToDouble(bits));

    private static long[] Parse(string token)
    {
        if (token.Length > Longest || !Base64Url.IsValid(token))
        {
            throw Wrong();
        }

        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(token)).Split('.');
        var values = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[i]))
            {
                throw Wrong();
            }
        }

        return values;
    }

    private static ArgumentException Wrong() => new("The page token is none that was given for this order; expected what the page before said, or nothing.");
}
