using System.Buffers;

namespace Det0131.Datasets.Enrichment.Redaction;

/// <summary>
/// Takes secrets out of command lines, raw records and URIs before they are stored. Thread-safe. Time is linear in the length of the text.
/// </summary>
/// <remarks>
/// Redacted are: values of password, token, secret and key flags, variables, JSON members and query parameters; passwords given to known tools by
/// short flags (<c>sshpass -p</c>, <c>mysql -p</c>, <c>curl -u user:</c>); authorization, cookie and API-key headers; bearer and JSON web tokens,
/// tokens with a well-known prefix, private keys; and user-info in URLs. Kept are names: users, hosts, paths, and AWS access key identifiers, which
/// AWS itself logs and which analysts search for; the secret keys and session tokens beside them are redacted.
/// JSON stays JSON: a value ends where its string ends, escapes are never split, a number becomes 0. Doing it twice changes nothing.
/// </remarks>
public static class SecretRedactor
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mark = "[redacted]";

    private static readonly string[] Signs =
    [
        "pass", "pwd", "pw", "token", "secret", "key", "auth", "sig=", "signature=", "bearer", "cookie", "://", ":\\/\\/", "eyJ", "private", "/p:", "/p ", "/rp",
        "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "aiza", "sk_live_", "proctitle", "cmd=",
        .. SecretTools.Names,
    ];

    // Apart by length: the search looks at as many letters at once as the shortest has, and two letters are nearly everywhere.
    private static readonly SearchValues<string> LongSigns = Needed(sign => sign.Length > 2);
    private static readonly SearchValues<string> ShortSigns = Needed(sign => sign.Length <= 2);

    /// <summary>The text without secrets; the same instance when there are none.</summary>
    /// <param name="text">A command line, a raw record or a URI.</param>
    public static string Redact(string text) => Redact(text, null);

    /// <inheritdoc cref="Redact(string)"/>
    /// <param name="text">A command line, a raw record or a URI.</param>
    /// <param name="tool">Name of the tool whose line it is, when another than the line tells (a renamed <c>curl</c>).</param>
    public static string Redact(string text, string? tool)
    {
        ArgumentNullException.ThrowIfNull(text);
        var flags = tool is null ? null : SecretTools.FlagsOf(tool);
        if (flags is null && !MayHoldSecret(text))
        {
            return text;
        }

        var scanner = new SecretScanner(text, flags);
        scanner.Run();
        return scanner.Result ?? text;
    }

    /// <summary>Text that holds none of the signs cannot hold a secret that the scanner would find. Most lines end here.</summary>
    private static bool MayHoldSecret(ReadOnlySpan<char> text) => text.ContainsAny(LongSigns) || text.ContainsAny(ShortSigns);

    // What holds another sign is found by that.
    private static SearchValues<string> Needed(Predicate<string> which) => SearchValues.Create(
        [.. Signs.Where(sign => which(sign) && !Signs.Any(other => other != sign && sign.Contains(other, StringComparison.OrdinalIgnoreCase)))],
        StringComparison.OrdinalIgnoreCase);
}
