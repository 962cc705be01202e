using System.Collections.Frozen;

namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>Words of command lines that may be stored although only one entity uses them: they tell nothing about the site. Immutable, thread-safe.</summary>
public static class CommandVocabulary
{
    private static readonly Lazy<FrozenSet<string>> ShippedWords = new(Read);

    /// <summary>Lower-case words: <c>command-words.txt</c>, and the names, verbs and flags of transfer tools.</summary>
    public static FrozenSet<string> Shipped => ShippedWords.Value;

    private static FrozenSet<string> Read()
    {
        using var reader = new StreamReader(DataTable.OpenResource(typeof(CommandVocabulary).Assembly, ".command-words.txt"));
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                words.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        foreach (var name in TransferTools.Shipped.All.SelectMany(tool => tool.Names))
        {
            words.Add(name);
            words.Add(name + ".exe");
        }

        words.UnionWith(UploadVerbs.Shipped.Words.Select(word => word.ToLowerInvariant()));
        return words.ToFrozenSet(StringComparer.Ordinal);
    }
}
