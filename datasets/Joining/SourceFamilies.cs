namespace Det0131.Datasets.Joining;

/// <summary>What tells one machine's one kind of log: <c>zeek.conn</c> and <c>zeek.dns</c> are one family, <c>zeek</c>. Not thread-safe.</summary>
internal sealed class SourceFamilies
{
    // Readers know some dozens.
    private const int MostSources = 1024;

    private readonly Dictionary<string, string> _families = new(StringComparer.Ordinal);
    private string _lastSource = "";
    private string _lastFamily = "";

    /// <summary>The family of a source, the same instance each time while it is remembered.</summary>
    public string Of(string source)
    {
        // Neighbours mostly are of one source.
        if (!ReferenceEquals(source, _lastSource))
        {
            if (!_families.TryGetValue(source, out var family))
            {
                if (_families.Count >= MostSources)
                {
                    _families.Clear();
                }

                var dot = source.IndexOf('.', StringComparison.Ordinal);
                family = dot < 0 ? source : source[..dot];
                _families.Add(source, family);
            }

            (_lastSource, _lastFamily) = (source, family);
        }

        return _lastFamily;
    }
}
