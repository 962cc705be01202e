using System.Buffers;
using System.Collections.Frozen;

namespace Det0131.Datasets.Enrichment.Redaction;

/// <summary>In which positions a name makes what follows a secret.</summary>
[Flags]
internal enum SecretForm : byte
{
    None = 0,

    /// <summary><c>name=value</c>.</summary>
    Assigned = 1,

    /// <summary><c>name:value</c>, <c>/name:value</c>.</summary>
    Colon = 2,

    /// <summary><c>--name value</c>, <c>-name value</c>, <c>/name value</c>.</summary>
    Flag = 4,

    /// <summary><c>"name": "value"</c>.</summary>
    Member = 8,

    /// <summary><c>Name: value</c> with white space, to the end of the header.</summary>
    Header = 16,

    /// <summary><c>name value</c> without any mark.</summary>
    Bare = 32,

    /// <summary>Only where a path stands the value is none.</summary>
    MayBePath = 64,

    Any = Assigned | Colon | Flag | Member,
}

/// <summary>Which names announce secrets. Immutable, thread-safe, allocates nothing.</summary>
internal static class SecretNames
{
    private const int LongestName = 64;

    private static readonly string[] Endings =
    [
        "password", "passwd", "passphrase", "passwort", "userpass", "secret", "token", "apikey", "secretkey", "accesskey", "accountkey", "storagekey",
        "sharedkey", "masterkey", "encryptionkey", "authkey", "subscriptionkey",
    ];

    private static readonly SearchValues<char> LastLetters = SearchValues.Create([.. Endings.Select(ending => ending[^1])]);

    private static readonly FrozenDictionary<string, SecretForm>.AlternateLookup<ReadOnlySpan<char>> Exact = new Dictionary<string, SecretForm>
    {
        ["pass"] = SecretForm.Any, ["ftppass"] = SecretForm.Any, ["dbpass"] = SecretForm.Any, ["smtppass"] = SecretForm.Any, ["authpassword"] = SecretForm.Any,
        ["pw"] = SecretForm.Assigned | SecretForm.Colon | SecretForm.Flag, ["psw"] = SecretForm.Any, ["pswd"] = SecretForm.Any, ["ap"] = SecretForm.None,
        ["pwd"] = SecretForm.Any | SecretForm.MayBePath, ["mysqlpwd"] = SecretForm.Any, ["userpwd"] = SecretForm.Any, ["dbpwd"] = SecretForm.Any, ["sapwd"] = SecretForm.Any,
        ["sig"] = SecretForm.Assigned, ["signature"] = SecretForm.Assigned, ["xamzsignature"] = SecretForm.Assigned, ["xgoogsignature"] = SecretForm.Assigned,
        ["sharedaccesssignature"] = SecretForm.Any, ["jwt"] = SecretForm.Any,
        ["authorization"] = SecretForm.Header | SecretForm.Any, ["proxyauthorization"] = SecretForm.Header | SecretForm.Any,
        ["cookie"] = SecretForm.Header, ["setcookie"] = SecretForm.Header,
        ["awssecretaccesskey"] = SecretForm.Any | SecretForm.Bare, ["awssessiontoken"] = SecretForm.Any | SecretForm.Bare, ["secretaccesskey"] = SecretForm.Any | SecretForm.Bare,

        // These end like secrets and are none.
        ["publickeytoken"] = SecretForm.None, ["nexttoken"] = SecretForm.None, ["continuationtoken"] = SecretForm.None, ["nextcontinuationtoken"] = SecretForm.None,
        ["paginationtoken"] = SecretForm.None, ["pagetoken"] = SecretForm.None, ["nextpagetoken"] = SecretForm.None, ["clienttoken"] = SecretForm.None,
        ["clientrequesttoken"] = SecretForm.None, ["synctoken"] = SecretForm.None, ["audittoken"] = SecretForm.None, ["parentaudittoken"] = SecretForm.None,
        ["responsibleaudittoken"] = SecretForm.None, ["oldpwd"] = SecretForm.None, ["elevatedtoken"] = SecretForm.None, ["changepassword"] = SecretForm.None, ["askpassword"] = SecretForm.None,
        ["nopassword"] = SecretForm.None, ["promptpassword"] = SecretForm.None, ["resetpassword"] = SecretForm.None,
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How a name of letters, digits and <c>- _ .</c> in any case announces a secret.</summary>
    public static SecretForm FormOf(ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > LongestName)
        {
            return SecretForm.None;
        }

        Span<char> plain = stackalloc char[LongestName];
        int length = 0;
        foreach (char c in name)
        {
            if (c is not ('-' or '_' or '.'))
            {
                plain[length++] = char.ToLowerInvariant(c);
            }
        }

        plain = plain[..length];
        if (Exact.TryGetValue(plain, out var form))
        {
            return form;
        }

        // The endings end in few letters; most words in others.
        if (plain.IsEmpty || !LastLetters.Contains(plain[^1]))
        {
            return SecretForm.None;
        }

        foreach (var ending in Endings)
        {
            if (plain.EndsWith(ending))
            {
                // X-Api-Key and its like are headers: a hyphen inside is what tells them from prose ("the token: a word").
                return SecretForm.Any | (name.Contains('-') ? SecretForm.Header : SecretForm.None);
            }
        }

        return SecretForm.None;
    }
}
