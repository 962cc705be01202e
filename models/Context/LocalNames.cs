namespace Det0131.Models.Context;

/// <summary>Answers whether a host name belongs to the site, and remembers what it answered. Not thread-safe.</summary>
/// <param name="siteDomains">Domain suffixes of the site's own hosts.</param>
internal sealed class LocalNames(IEnumerable<string> siteDomains)
{
    private const int MaximumRemembered = 1 << 20;

    // RFC 6761, RFC 6762, RFC 8375 and the suffixes that sites use for themselves.
    private static readonly string[] Reserved = ["local", "localhost", "localdomain", "lan", "internal", "home.arpa", "intranet", "corp", "home"];

    private readonly string[] _suffixes = [.. Reserved.Concat(siteDomains).Distinct(StringComparer.Ordinal)];
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public bool IsLocal(string name)
    {
        if (!_known.TryGetValue(name, out var local))
        {
            local = EndsInASuffix(name);
            if (_known.Count >= MaximumRemembered)
            {
                _known.Clear();
            }

            _known[name] = local;
        }

        return local;
    }

    // Apart from the look-up above, which would otherwise make a closure at every call.
    private bool EndsInASuffix(string name) =>
        Array.Exists(_suffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal)
            && (name.Length == suffix.Length || name[^(suffix.Length + 1)] == '.'));
}
