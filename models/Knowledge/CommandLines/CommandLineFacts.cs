namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>What one command line says about a transfer. Spans are valid as long as the line.</summary>
public readonly ref struct CommandLineFacts
{
    /// <summary>The transfer tool that ran or that the line names; null when there is none.</summary>
    public TransferTool? Tool { get; init; }

    /// <summary>True when the original file name says which tool it is and the process has another name.</summary>
    public bool IsRenamed { get; init; }

    /// <summary>Upload verb of <c>upload-verbs.csv</c>, or null.</summary>
    public string? Verb { get; init; }

    /// <summary>Whether a URL stands on the line that data may go to (not a proxy, referrer or header).</summary>
    public bool HasUrl { get; init; }

    /// <summary>The far end; see <see cref="RemoteTarget.IsPresent"/>.</summary>
    public RemoteTarget Target { get; init; }

    /// <summary>Name asked for by a resolver's client, as written; else empty.</summary>
    public ReadOnlySpan<char> DnsName { get; init; }

    /// <summary>Query type named on a resolver client's line, as written; else empty.</summary>
    public ReadOnlySpan<char> DnsType { get; init; }

    /// <summary>Whether the line names a URL or another far end.</summary>
    public bool HasUrlOrAddress => HasUrl || Target.IsPresent;
}
