using System.Globalization;

namespace Det0131.Datasets.Enrichment;

/// <summary>
/// Registered domains by the public suffix rules (publicsuffix.org). Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Both sections of the list are used. The private one keeps the tenants of a hoster apart: a bucket in <c>s3.amazonaws.com</c> or a name in
/// <c>duckdns.org</c> is somebody else's than its neighbour, and for data that leaves that is what counts.
/// </remarks>
public sealed class PublicSuffixRules
{
    private const byte Normal = 1;
    private const byte Wildcard = 2;
    private const byte Exception = 4;

    private static readonly Lazy<PublicSuffixRules> BundledRules = new(() => Load(BundledFiles.PathOf(BundledFiles.PublicSuffixRules)));

    private readonly Dictionary<string, byte> rules;
    private readonly Dictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly int mostLabels;

    private PublicSuffixRules(IEnumerable<string> lines)
    {
        rules = new Dictionary<string, byte>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            byte kind = line[0] == '!' ? Exception : line.StartsWith("*.", StringComparison.Ordinal) ? Wildcard : Normal;
            var suffix = ToAscii(kind == Exception ? line[1..] : kind == Wildcard ? line[2..] : line);
            rules[suffix] = (byte)(rules.GetValueOrDefault(suffix) | kind);
            mostLabels = Math.Max(mostLabels, suffix.Count(c => c == '.') + (kind == Wildcard ? 2 : 1));
        }

        lookup = rules.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The rules that the build placed beside the assembly.</summary>
    public static PublicSuffixRules Bundled => BundledRules.Value;

    /// <summary>Number of different suffixes.</summary>
    public int Count => rules.Count;

    /// <summary>Reads the rules as the package <c>psl</c> ships them (one quoted rule a line) or as publicsuffix.org does (one rule a line, <c>//</c> comments).</summary>
    /// <exception cref="InvalidDataException">The file holds no rule.</exception>
    public static PublicSuffixRules Load(string path)
    {
        var lines = File.ReadLines(path)
            .Select(line => line.Trim().Trim(',').Trim('"', '\''))
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !line.ContainsAny([' ', '[', ']', ';']))
            .ToList();
        return lines.Count > 0 ? FromRules(lines) : throw new InvalidDataException($"{path}: found no rule, expected one a line such as \"co.uk\" or *.ck.");
    }

    /// <summary>Takes rules such as <c>co.uk</c>, <c>*.ck</c>, <c>!www.ck</c>.</summary>
    public static PublicSuffixRules FromRules(IEnumerable<string> rules) => new(rules);

    /// <summary>
    /// The registered domain (public suffix and one label), lower case, in punycode; null when the name has none: it is a public suffix
    /// itself, a single label, or no name (an empty label).
    /// </summary>
    public string? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = ToAscii(name);
        Span<int> starts = stackalloc int[mostLabels + 2];
        int labels = 0;
        int end = name.Length;
        while (labels < starts.Length && end >= 0)
        {
            int dot = end == 0 ? -1 : name.LastIndexOf('.', end - 1);
            if (end - dot <= 1)
            {
                return null;
            }

            starts[labels++] = dot + 1;
            end = dot;
        }

        if (name.Length > 0 && name[0] == '.')
        {
            return null;
        }

        int suffix = 1;
        for (int i = 0; i < labels; i++)
        {
            if (!lookup.TryGetValue(name.AsSpan(starts[i]), out byte kind))
            {
                continue;
            }

            if ((kind & Exception) != 0)
            {
                suffix = i;
                break;
            }

            suffix = Math.Max(suffix, (kind & Wildcard) != 0 && i + 1 < labels ? i + 2 : (kind & Normal) != 0 ? i + 1 : suffix);
        }

        return suffix >= labels ? null : starts[suffix] == 0 ? name : name[starts[suffix]..];
    }

    private static string ToAscii(string name)
    {
        if (!System.Text.Ascii.IsValid(name))
        {
            try
            {
                return new IdnMapping { AllowUnassigned = true }.GetAscii(name).ToLowerInvariant();
            }
            catch (ArgumentException)
            {
                // No legal international name (hostile or damaged): taken as it stands.
                return name.ToLowerInvariant();
            }
        }

        return name.AsSpan().ContainsAnyInRange('A', 'Z') ? name.ToLowerInvariant() : name;
    }
}
