using System.Collections.Frozen;

namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>The known transfer tools, found by process name, original file name or word of a command line. Immutable, thread-safe; look-ups allocate nothing.</summary>
public sealed class TransferTools
{
    private const int LongestName = 64;

    private static readonly Lazy<TransferTools> ShippedTools = new(() => new(DataTable.FromResource(typeof(TransferTools).Assembly, ".transfer-tools.csv"), null));

    private readonly FrozenDictionary<string, TransferTool> byName;
    private readonly FrozenDictionary<string, TransferTool>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly FrozenDictionary<string, TransferTool> byCanonicalName;

    /// <summary>Makes the list from a table in the form of <c>transfer-tools.csv</c>.</summary>
    /// <param name="table">The shipped table, or one of the site's own.</param>
    /// <param name="before">Tools that the table adds to; the table's names win.</param>
    /// <exception cref="InvalidDataException">A field cannot be used, or the table names one name twice.</exception>
    public TransferTools(DataTable table, TransferTools? before)
    {
        ArgumentNullException.ThrowIfNull(table);
        var own = new Dictionary<string, TransferTool>(StringComparer.Ordinal);
        var canonical = new Dictionary<string, TransferTool>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var tool = new TransferTool(row);
            canonical.TryAdd(tool.Name, tool);
            foreach (var name in tool.Names)
            {
                if (!own.TryAdd(name, tool))
                {
                    throw row.Unexpected("names", $"names that stand once; {name} stands twice");
                }
            }
        }

        foreach (var (name, tool) in before?.byName ?? FrozenDictionary<string, TransferTool>.Empty)
        {
            own.TryAdd(name, tool);
        }

        foreach (var (name, tool) in before?.byCanonicalName ?? FrozenDictionary<string, TransferTool>.Empty)
        {
            canonical.TryAdd(name, tool);
        }

        byCanonicalName = canonical.ToFrozenDictionary(StringComparer.Ordinal);
        byName = own.ToFrozenDictionary(StringComparer.Ordinal);
        lookup = byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The list that comes with the program.</summary>
    public static TransferTools Shipped => ShippedTools.Value;

    /// <summary>Every row once.</summary>
    public IEnumerable<TransferTool> All => byName.Values.Distinct();

    /// <summary>
    /// The tool of a process name, path or word: any case, directory and <c>.exe .com .bat .cmd</c> ignored, and trailing
    /// version digits (<c>python3.11</c>). Null when it is none, or longer than 64 characters.
    /// </summary>
    public TransferTool? Find(ReadOnlySpan<char> nameOrPath)
    {
        var name = nameOrPath[(nameOrPath.LastIndexOfAny('/', '\\') + 1)..];
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }

        Span<char> lower = stackalloc char[LongestName];
        lower = lower[..name.ToLowerInvariant(lower)];
        if (lookup.TryGetValue(lower, out var exact))
        {
            return exact;
        }

        lower = WithoutExtension(lower);
        if (lookup.TryGetValue(lower, out exact))
        {
            return exact;
        }

        var plain = ((ReadOnlySpan<char>)lower).TrimEnd("0123456789.");
        return plain.Length > 0 && plain.Length < lower.Length && lookup.TryGetValue(plain, out exact) ? exact : null;
    }

    /// <summary>The first row of the tool with this canonical name, or null.</summary>
    public TransferTool? FindCanonical(string name) => byCanonicalName.GetValueOrDefault(name);

    private static Span<char> WithoutExtension(Span<char> lower)
    {
        foreach (var extension in (ReadOnlySpan<string>)[".exe", ".com", ".bat", ".cmd"])
        {
            if (lower.EndsWith(extension))
            {
                return lower[..^extension.Length];
            }
        }

        return lower;
    }
}
