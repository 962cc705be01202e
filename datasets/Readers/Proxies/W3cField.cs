using System.Collections.Frozen;

namespace Det0131.Datasets.Readers.Proxies;

/// <summary>The columns that are read of W3C extended logs; the number is the slot.</summary>
internal enum W3cField
{
    Date,
    Time,
    Taken,
    Client,
    User,
    Server,
    ServerPort,
    Computer,
    Method,
    Stem,
    Path,
    Uri,
    Scheme,
    Host,
    UriPort,
    UserAgent,
    Status,
    Sent,
    Received,
    RemoteAddress,
    RemoteHost,
    RemotePort,
    Action,
    Hierarchy,
    Supplier,
    FilterResult,
}

internal static class W3cFields
{
    /// <summary>
    /// After W3C's working draft of the extended log file format, Microsoft's list of IIS fields and Broadcom's of ProxySG. cs-bytes is what the client sent,
    /// sc-bytes what it received.
    /// </summary>
    private static readonly FrozenDictionary<string, W3cField>.AlternateLookup<ReadOnlySpan<char>> ByName = new Dictionary<string, W3cField>(StringComparer.OrdinalIgnoreCase)
    {
        ["date"] = W3cField.Date,
        ["time"] = W3cField.Time,
        ["time-taken"] = W3cField.Taken,
        ["c-ip"] = W3cField.Client,
        ["cs-username"] = W3cField.User,
        ["s-ip"] = W3cField.Server,
        ["s-port"] = W3cField.ServerPort,
        ["s-computername"] = W3cField.Computer,
        ["cs-method"] = W3cField.Method,
        ["cs-uri-stem"] = W3cField.Stem,
        ["cs-uri-path"] = W3cField.Path,
        ["cs-uri"] = W3cField.Uri,
        ["cs-uri-scheme"] = W3cField.Scheme,
        ["cs-host"] = W3cField.Host,
        ["cs(Host)"] = W3cField.Host,
        ["cs-uri-port"] = W3cField.UriPort,
        ["cs(User-Agent)"] = W3cField.UserAgent,
        ["sc-status"] = W3cField.Status,
        ["cs-bytes"] = W3cField.Sent,
        ["sc-bytes"] = W3cField.Received,
        ["r-ip"] = W3cField.RemoteAddress,
        ["r-host"] = W3cField.RemoteHost,
        ["r-port"] = W3cField.RemotePort,
        ["s-action"] = W3cField.Action,
        ["s-hierarchy"] = W3cField.Hierarchy,
        ["s-supplier-ip"] = W3cField.Supplier,
        ["sc-filter-result"] = W3cField.FilterResult,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public const int Count = (int)W3cField.FilterResult + 1;

    /// <summary>Null for a column that is not read.</summary>
    public static W3cField? Of(ReadOnlySpan<char> name) => ByName.TryGetValue(name, out var field) ? field : null;
}
