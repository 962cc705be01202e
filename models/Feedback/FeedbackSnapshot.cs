using System.Security.Cryptography;

namespace Det0131.Models.Feedback;

/// <summary>All verdicts at one moment: one for each alert, the latest. Its id is made from its content. Immutable, thread-safe.</summary>
public sealed class FeedbackSnapshot
{
    private const int IdLength = 16;

    private readonly byte[] _bytes;

    private FeedbackSnapshot(FeedbackItem[] items)
    {
        Items = items;
        _bytes = FeedbackText.ToBytes(items);
        Id = Convert.ToHexStringLower(SHA256.HashData(_bytes))[..IdLength];
    }

    /// <summary>16 hexadecimal digits of the SHA-256 of its bytes.</summary>
    public string Id { get; }

    /// <summary>By alert id.</summary>
    public IReadOnlyList<FeedbackItem> Items { get; }

    /// <summary>NDJSON.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Of several verdicts on one alert the latest stays; the order of the items does not matter.</summary>
    public static FeedbackSnapshot Of(IEnumerable<FeedbackItem> items) => new(
    [
        .. items.GroupBy(i => i.AlertId, StringComparer.Ordinal)
            .Select(g => g.OrderBy(i => i.At).ThenBy(i => i.Verdict).ThenBy(i => i.Who, StringComparer.Ordinal).Last())
            .OrderBy(i => i.AlertId, StringComparer.Ordinal),
    ]);

    /// <summary>Whether a text can be the id of a snapshot.</summary>
    public static bool IsId(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == IdLength && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");
    }
}
