using System.Globalization;
using System.Security.Cryptography;

namespace Det0131.Models.Versioning;

/// <summary>
/// Names a model version: the time of its last event, and 6 hexadecimal digits of the SHA-256 of its manifest (which holds
/// the SHA-256 of every file). For example <c>20261121T080000Z-3f2a9c</c>. Sorts by time as text.
/// </summary>
public readonly record struct VersionId : IComparable<VersionId>
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int TimeLength = 16;
    private const int HashLength = 6;

    private readonly string? text;

    private VersionId(string text) => this.text = text;

    /// <summary>The id of a version.</summary>
    /// <param name="lastEvent">Time of the last training event; fractions of a second are cut.</param>
    /// <param name="manifest">The manifest's bytes.</param>
    public static VersionId Of(DateTimeOffset lastEvent, ReadOnlySpan<byte> manifest) =>
        new(lastEvent.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture) + "-"
            + Convert.ToHexStringLower(SHA256.HashData(manifest))[..HashLength]);

    /// <summary>Reads an id. Anything else than a time, a dash and 6 lower-case hexadecimal digits is refused, so an id is always a safe file name.</summary>
    public static bool TryParse(string? text, out VersionId id)
    {
        id = default;
        if (text is not { Length: TimeLength + 1 + HashLength } || text[TimeLength] != '-'
            || text.AsSpan(TimeLength + 1).ContainsAnyExcept("0123456789abcdef")
            || !DateTime.TryParseExact(text.AsSpan(0, TimeLength), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return false;
        }

        id = new VersionId(text);
        return true;
    }

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">It is none; the message shows what one looks like.</exception>
    public static VersionId Parse(string? text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{Shown(text)}' is no model version; expected one like 20261121T080000Z-3f2a9c.");

    /// <inheritdoc/>
    public int CompareTo(VersionId other) => string.CompareOrdinal(text, other.text);

    /// <summary>The id as text; empty for the default value.</summary>
    public override string ToString() => text ?? "";

    private static string Shown(string? text) => new((text ?? "").Take(80).Select(c => char.IsControl(c) ? '?' : c).ToArray());
}
