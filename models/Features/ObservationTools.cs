using Det0131.Models.Context;

namespace Det0131.Models.Features;

/// <summary>What observers share: caches of composed names and the measures that need a shipped model. Not thread-safe.</summary>
public sealed class ObservationTools
{
    /// <summary>What stands in for a command-line word that is not common enough to be stored.</summary>
    public const string RareWord = "<rare>";

    private readonly Dictionary<(string Left, string Right), string> _pairs = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? _commandWords;

    /// <param name="nameInformationBits">Information of a DNS name's sub-domain labels in bits under the site's character model.</param>
    /// <param name="isSensitiveExtension">Whether a file extension (with its dot) is of a sensitive kind.</param>
    /// <param name="commandWords">Command-line words that may be named; null = all, as while counting.</param>
    public ObservationTools(Func<string, string?, double> nameInformationBits, Func<string, bool> isSensitiveExtension, HashSet<string>? commandWords = null)
    {
        _commandWords = commandWords?.GetAlternateLookup<ReadOnlySpan<char>>();
        NameInformationBits = nameInformationBits ?? throw new ArgumentNullException(nameof(nameInformationBits));
        IsSensitiveExtension = isSensitiveExtension ?? throw new ArgumentNullException(nameof(isSensitiveExtension));
    }

    public Func<string, string?, double> NameInformationBits { get; }

    public Func<string, bool> IsSensitiveExtension { get; }

    public ServiceNames Services { get; } = new();

    /// <summary>The word as baselines count it.</summary>
    public ReadOnlySpan<char> Word(ReadOnlySpan<char> word) => _commandWords is { } known && !known.Contains(word) ? RareWord : word;

    /// <summary><c>left&gt;right</c>, made once per pair.</summary>
    public string Pair(string left, string right)
    {
        if (!_pairs.TryGetValue((left, right), out var pair))
        {
            if (_pairs.Count >= 1 << 20)
            {
                _pairs.Clear();
            }

            _pairs[(left, right)] = pair = $"{left}>{right}";
        }

        return pair;
    }

    /// <summary>The program that a transfer tool was started by, or that names it on its command line.</summary>
    public static string? Caller(Situation s)
    {
        ArgumentNullException.ThrowIfNull(s);
        var e = s.Event;
        if (e.Tool is null)
        {
            return null;
        }

        return IsTool(e.Process, e.Tool) || IsTool(e.OriginalName, e.Tool) ? e.Parent : e.Process;
    }

    private static bool IsTool(string? process, string tool) =>
        process is not null && process.StartsWith(tool, StringComparison.Ordinal);
}
