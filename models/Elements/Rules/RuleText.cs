using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Det0131.Models.Elements.Rules;

/// <summary>Log-derived text inside other languages. Whatever is not plainly visible becomes an escape: a direction mark could make a rule read as another. Thread-safe.</summary>
internal static class RuleText
{
    // Namespace of this program's rules: any fixed UUID does (RFC 9562, 5.5).
    private static readonly byte[] Namespace = Convert.FromHexString("6f2b1c5e8a374d0f9b1e0131d3a7c048");

    /// <summary>A double-quoted YAML scalar.</summary>
    public static string Yaml(string text) => Quoted(text, static rune => rune.IsBmp
        ? $"\\u{rune.Value.ToString("x4", CultureInfo.InvariantCulture)}" : $"\\U{rune.Value.ToString("x8", CultureInfo.InvariantCulture)}");

    /// <summary>A Sigma value in YAML: what Sigma takes for wildcards is meant as it is.</summary>
    public static string Sigma(string text) => Yaml(SigmaPlain(text));

    /// <summary>A Sigma value whose wildcards are escaped, not yet in YAML.</summary>
    public static string SigmaPlain(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);

    /// <summary>A KQL string literal.</summary>
    public static string Kql(string text) => Quoted(text, static rune =>
    {
        // KQL knows \u with four digits only: pairs for the rest.
        Span<char> units = stackalloc char[2];
        var count = rune.EncodeToUtf16(units);
        return string.Concat(units[..count].ToArray().Select(u => $"\\u{((int)u).ToString("x4", CultureInfo.InvariantCulture)}"));
    });

    /// <summary>Text for a comment: one visible line.</summary>
    public static string Comment(string text) => Yaml(text)[1..^1];

    /// <summary>UUID version 5 of a name (RFC 9562).</summary>
    public static Guid Uuid(string name)
    {
        // The standard prescribes SHA-1; nothing is kept safe by it.
#pragma warning disable CA5350
        var hash = SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name)]).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static string Quoted(string text, Func<Rune, string> hidden)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                _ when IsPlain(rune) => quoted.Append(rune.ToString()),
                _ => quoted.Append(hidden(rune)),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && (rune.Value == ' ' || Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator);
}
