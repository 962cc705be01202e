using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Det0131.Scoring.Access;

/// <summary>
/// The secret that a person or program holds: <c>det0131_&lt;id&gt;_&lt;43 characters&gt;</c>. The prefix lets scanners find one that leaked,
/// the id finds the stored key, the last part is 256 random bits in base64url. Immutable.
/// </summary>
public sealed class KeySecret
{
    private const string Prefix = "det0131_";
    private const int IdLength = 12;
    private const int RandomBytes = 32;
    private const int RandomLength = 43;
    private const int Length = 8 + IdLength + 1 + RandomLength;
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly string _text;

    private KeySecret(string text) => _text = text;

    /// <summary>Public part: 12 lower-case letters and digits.</summary>
    public string Id => _text.Substring(Prefix.Length, IdLength);

    /// <summary>Draws a new one from the system's random source.</summary>
    public static KeySecret Make()
    {
        var random = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return new KeySecret(Prefix + RandomNumberGenerator.GetString(IdCharacters, IdLength) + "_" + random);
    }

    /// <summary>Reads one; anything of another shape is refused.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KeySecret? secret)
    {
        secret = null;
        if (text is not { Length: Length } || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_'
            || text.AsSpan(Prefix.Length, IdLength).ContainsAnyExcept(IdCharacters) || text.AsSpan(Length - RandomLength).ContainsAnyExcept(Base64UrlCharacters))
        {
            return false;
        }

        secret = new KeySecret(text);
        return true;
    }

    /// <summary>SHA-256 of the whole text: what is stored.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(_text));

    /// <summary>Whether this is the secret of a stored key; takes the same time wherever they differ.</summary>
    public bool Opens(AccessKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return CryptographicOperations.FixedTimeEquals(Hash(), key.SecretHash);
    }

    /// <summary>The secret itself, for the one time that it is shown.</summary>
    public string Reveal() => _text;

    /// <summary>Only the public part, so that a secret does not reach a log by accident.</summary>
    public override string ToString() => Prefix + Id + "_...";

    private static readonly System.Buffers.SearchValues<char> Base64UrlCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
