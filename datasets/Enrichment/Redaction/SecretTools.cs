using System.Collections.Frozen;

namespace Det0131.Datasets.Enrichment.Redaction;

/// <summary>How a tool takes a secret by a single-letter flag.</summary>
internal enum ToolSecret : byte
{
    None,

    /// <summary><c>-pSECRET</c>; alone it asks.</summary>
    Attached,

    /// <summary><c>-p SECRET</c>.</summary>
    Detached,

    /// <summary>Either.</summary>
    Both,

    /// <summary><c>-u user:SECRET</c>, attached or not.</summary>
    AfterColon,

    /// <summary><c>-U user%SECRET</c>.</summary>
    AfterPercent,

    /// <summary><c>-u user,SECRET</c>.</summary>
    AfterComma,
}

/// <summary>Tools that take secrets by single-letter flags, after their manuals. The same letter means a port or a path to others.</summary>
internal static class SecretTools
{
    private static readonly (string Names, string Flags)[] Tools =
    [
        ("sshpass", "p+"),
        ("mysql mysqldump mysqladmin mysqlimport mysqlsh mariadb mariadb-dump", "p."),
        ("login", "p+"), // docker login, podman login, az login, oc login
        ("7z 7za 7zr 7zz rar unrar winrar", "p. h."), // h: -hpSECRET
        ("zip unzip", "P+"),
        ("sqlcmd bcp osql isql", "P+"),
        ("psexec psexec64 paexec smbmap crackmapexec nxc netexec evil-winrm ncftpput ncftpget mongodump mongorestore mongosh mongo", "p+"),
        ("ldapsearch ldapmodify ldapadd ldapdelete", "w+"),
        ("redis-cli", "a_"),
        ("openssl", "k_ K_"),
        ("curl", "u: U:"),
        ("http https httpie", "a:"),
        ("smbclient rpcclient", "U%"),
        ("lftp", "u,"),
        ("schtasks psservice", "p_"),
        ("rclone", ""), // pass VALUE, without any dash
    ];

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> FlagsByName = Tools
        .SelectMany(tool => tool.Names.Split(' ').Select(name => (name, tool.Flags)))
        .ToFrozenDictionary(tool => tool.name, tool => tool.Flags, StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Every name, for the quick test whether a text needs to be scanned.</summary>
    private static readonly int LongestName = Tools.SelectMany(tool => tool.Names.Split(' ')).Max(name => name.Length);

    // Nearly every word of a log is no tool: most are told by their length and first letter.
    private static readonly uint[] LengthsByFirstLetter = Lengths();

    public static IEnumerable<string> Names => Tools.SelectMany(tool => tool.Names.Split(' ')).Where(name => name is not ("http" or "https"));

    /// <summary>The tool's secret flags (letters, each followed by how it takes the secret), or null when the word is none of the tools.</summary>
    public static string? FlagsOf(ReadOnlySpan<char> word)
    {
        if (word.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
        {
            word = word[..^4];
        }

        return MayBeTool(word) && FlagsByName.TryGetValue(word, out var flags) ? flags : null;
    }

    private static bool MayBeTool(ReadOnlySpan<char> word) =>
        word.Length > 0 && word.Length <= LongestName && word[0] < 128 && (LengthsByFirstLetter[word[0] | 0x20] >> word.Length & 1) != 0;

    private static uint[] Lengths()
    {
        var lengths = new uint[128];
        foreach (var name in Tools.SelectMany(tool => tool.Names.Split(' ')))
        {
            lengths[name[0] | 0x20] |= 1u << name.Length;
        }

        return lengths;
    }

    /// <summary>How a tool with these flags takes a secret by this letter.</summary>
    public static ToolSecret Takes(string flags, char letter)
    {
        for (int i = 0; i + 1 < flags.Length; i += 3)
        {
            if (flags[i] == letter)
            {
                return flags[i + 1] switch
                {
                    '.' => ToolSecret.Attached,
                    '_' => ToolSecret.Detached,
                    '+' => ToolSecret.Both,
                    ':' => ToolSecret.AfterColon,
                    '%' => ToolSecret.AfterPercent,
                    _ => ToolSecret.AfterComma,
                };
            }
        }

        return ToolSecret.None;
    }
}
