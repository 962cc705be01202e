namespace Det0131.Models.Context;

/// <summary>Which cloud API actions can move data out of the account. The list is data: <c>cloud-egress-actions.txt</c>, with sources. Thread-safe.</summary>
public static class CloudEgress
{
    private static readonly Lazy<(HashSet<string> Exact, string[] Prefixes)> Actions = new(Load);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <param name="action"><c>service:Action</c>; null gives false.</param>
    public static bool CanMoveData(string? action)
    {
        if (action is null)
        {
            return false;
        }

        if (Known.TryGetValue(action, out var answer))
        {
            return answer;
        }

        var (exact, prefixes) = Actions.Value;
        answer = exact.Contains(action) || Array.Exists(prefixes, p => action.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        // The set of action names is the provider's; hostile names beyond that are answered without being remembered.
        if (Known.Count < 100_000)
        {
            Known[action] = answer;
        }

        return answer;
    }

    private static (HashSet<string>, string[]) Load()
    {
        using var stream = typeof(CloudEgress).Assembly.GetManifestResourceStream("Det0131.Models.Context.cloud-egress-actions.txt")
            ?? throw new InvalidOperationException("The list of cloud egress actions is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var exact = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var prefixes = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            var text = line.AsSpan();
            var hash = text.IndexOf('#');
            text = (hash < 0 ? text : text[..hash]).Trim();
            if (text.Length == 0)
            {
                continue;
            }

            if (text[^1] == '*')
            {
                prefixes.Add(text[..^1].ToString());
            }
            else
            {
                exact.Add(text.ToString());
            }
        }

        return (exact, [.. prefixes]);
    }
}
