using System.Collections.Frozen;

namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>By which words and flags a tool sends data (<c>upload-verbs.csv</c>). Immutable, thread-safe; look-ups allocate nothing.</summary>
public sealed class UploadVerbs
{
    private static readonly Lazy<UploadVerbs> ShippedVerbs = new(() => new(DataTable.FromResource(typeof(UploadVerbs).Assembly, ".upload-verbs.csv")));

    private readonly FrozenDictionary<string, Rule[]> rulesByTool;
    private readonly FrozenDictionary<string, string> clusterByTool;

    /// <summary>Makes the rules from a table in the form of <c>upload-verbs.csv</c>.</summary>
    /// <exception cref="InvalidDataException">A field cannot be used.</exception>
    public UploadVerbs(DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var rules = table.Rows.Select(row => (Tool: row["tool"], Rule: new Rule(row.Choice<Match>("kind"), row["text"], row["argument"], row["verb"]))).ToArray();
        rulesByTool = rules.Where(rule => rule.Rule.Kind != Match.Cluster)
            .GroupBy(rule => rule.Tool, rule => rule.Rule).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        clusterByTool = rules.Where(rule => rule.Rule.Kind == Match.Cluster)
            .ToFrozenDictionary(rule => rule.Tool, rule => rule.Rule.Text, StringComparer.Ordinal);
    }

    private enum Match : byte
    {
        Flag,
        AnyCaseFlag,
        Word,
        Contains,
        ToRemote,
        Cluster,
    }

    /// <summary>The rules that come with the program.</summary>
    public static UploadVerbs Shipped => ShippedVerbs.Value;

    /// <summary>Every flag and word of the rules, for vocabularies.</summary>
    public IEnumerable<string> Words => rulesByTool.Values.SelectMany(rules => rules).Where(rule => rule.Kind is not Match.Contains).SelectMany(rule => rule.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct();

    /// <summary>The verb of the first rule that matches the part of a command line that belongs to the tool, or null.</summary>
    /// <param name="tool">The tool whose line it is.</param>
    /// <param name="arguments">The line from after the tool's own word on.</param>
    /// <param name="line">The whole line: code that names the tool's functions may stand before its word.</param>
    public string? Find(TransferTool tool, ReadOnlySpan<char> arguments, ReadOnlySpan<char> line)
    {
        ArgumentNullException.ThrowIfNull(tool);
        if (!rulesByTool.TryGetValue(tool.Name, out var rules))
        {
            return null;
        }

        var cluster = clusterByTool.GetValueOrDefault(tool.Name, "");
        foreach (var rule in rules)
        {
            bool matches = rule.Kind switch
            {
                Match.Flag or Match.AnyCaseFlag => HasFlag(arguments, rule, cluster),
                Match.Word => HasWords(arguments, rule.Text, out _),
                Match.Contains => line.Contains(rule.Text, StringComparison.OrdinalIgnoreCase) && line.Contains(rule.Argument, StringComparison.OrdinalIgnoreCase),
                Match.ToRemote => HasWords(arguments, rule.Text, out int after) && EndsRemote(tool, arguments[after..]),
                _ => false,
            };
            if (matches)
            {
                return rule.Verb;
            }
        }

        return null;
    }

    private static bool HasFlag(ReadOnlySpan<char> arguments, Rule rule, string cluster)
    {
        var comparison = rule.Kind == Match.AnyCaseFlag ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        bool valueFollows = false;
        var words = new CommandWords(arguments);
        while (words.MoveNext())
        {
            var word = words.Current;
            if (valueFollows && word.Contains(rule.Argument, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            valueFollows = false;
            int end = FlagEnd(word, rule.Text, comparison, cluster);
            if (end < 0)
            {
                continue;
            }

            if (rule.Argument.Length == 0 || word[end..].Contains(rule.Argument, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            valueFollows = end == word.Length;
        }

        return false;
    }

    /// <summary>Where the flag ends in the word, or -1 when the word is not this flag.</summary>
    private static int FlagEnd(ReadOnlySpan<char> word, string flag, StringComparison comparison, string cluster)
    {
        if (word.StartsWith(flag, comparison))
        {
            bool single = flag.Length == 2 && flag[0] == '-' && flag[1] != '-';
            return word.Length == flag.Length || word[flag.Length] is '=' or ':' || (single && comparison == StringComparison.Ordinal) ? flag.Length : -1;
        }

        if (cluster.Length == 0 || flag.Length != 2 || word.Length < 3 || word[0] != '-')
        {
            return -1;
        }

        int i = 1;
        while (i < word.Length && cluster.Contains(word[i]))
        {
            i++;
        }

        return i < word.Length && word[i] == flag[1] ? i + 1 : -1;
    }

    private static bool HasWords(ReadOnlySpan<char> arguments, string text, out int after)
    {
        after = 0;
        if (text.Length == 0)
        {
            return true;
        }

        int space = text.IndexOf(' ', StringComparison.Ordinal);
        var first = space < 0 ? text.AsSpan() : text.AsSpan(0, space);
        var second = space < 0 ? default : text.AsSpan(space + 1);
        bool firstSeen = false;
        var words = new CommandWords(arguments);
        while (words.MoveNext())
        {
            after = words.Start + words.Current.Length;
            if (firstSeen && words.Current.Equals(second, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            firstSeen = words.Current.Equals(first, StringComparison.OrdinalIgnoreCase);
            if (firstSeen && second.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsRemote(TransferTool tool, ReadOnlySpan<char> arguments)
    {
        bool remote = false;
        bool isValue = false;
        var words = new CommandWords(arguments);
        while (words.MoveNext())
        {
            var word = words.Current;
            if (word[0] == '-')
            {
                isValue = tool.TakesValue(word);
                continue;
            }

            if (!isValue)
            {
                remote = RemoteTarget.LooksRemote(word);
            }

            isValue = false;
        }

        return remote;
    }

    private readonly record struct Rule(Match Kind, string Text, string Argument, string Verb);
}
