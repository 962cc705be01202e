using System.Globalization;
using System.Runtime.InteropServices;
using Det0131.Datasets.Simulation;

namespace Det0131.Training.Backtesting;

/// <summary>
/// Which acts a record belongs to: the one place that knows how an acts file names records. <c>event:</c> and 32 hex digits (the event's identity),
/// <c>zeek:uid</c>, <c>windows:host/channel/number</c>, <c>auditd:node/serial</c>, <c>cloudtrail:eventID</c>, else <c>file:path:line</c>. Thread-safe.
/// </summary>
internal sealed class ActLabels
{
    private static readonly int[] None = [];

    private readonly string _directory;
    private readonly Dictionary<UInt128, int[]> _byIdentity = [];
    private readonly Dictionary<(string Kind, string? Host, string Id), int[]> _byRecord = [];
    private readonly Dictionary<(string File, long Line), int[]> _byLine = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _relative = new(StringComparer.Ordinal);

    /// <param name="acts">What was staged.</param>
    /// <param name="directory">Directory that the acts' file names are relative to.</param>
    /// <exception cref="FormatException">A record's id has a form that nobody knows.</exception>
    public ActLabels(IReadOnlyList<StagedAct> acts, string directory)
    {
        Acts = acts;
        _directory = directory;
        for (var act = 0; act < acts.Count; act++)
        {
            foreach (var id in acts[act].RecordIds)
            {
                Add(id, act);
            }
        }
    }

    public IReadOnlyList<StagedAct> Acts { get; }

    /// <summary>Positions in <see cref="Acts"/> of the acts that a record belongs to.</summary>
    /// <param name="identity">Of the event.</param>
    /// <param name="source">The reader's name of its format.</param>
    /// <param name="host">The host that the record is about.</param>
    /// <param name="recordId">The log's own id.</param>
    /// <param name="file">Where it was read from.</param>
    /// <param name="line">Its line there.</param>
    public ReadOnlySpan<int> Of(UInt128 identity, string source, string? host, string? recordId, string? file, long line)
    {
        if (_byIdentity.Count > 0 && _byIdentity.TryGetValue(identity, out var owners))
        {
            return owners;
        }

        if (_byRecord.Count > 0 && recordId is not null && KindOf(source) is { } kind
            && _byRecord.TryGetValue((kind, kind is "windows" or "auditd" ? host ?? "" : null, recordId), out owners))
        {
            return owners;
        }

        return _byLine.Count > 0 && file is not null && _byLine.TryGetValue((Relative(file), line), out owners) ? owners : None;
    }

    private static string? KindOf(string source) =>
        source.StartsWith("zeek.", StringComparison.Ordinal) ? "zeek"
        : source.StartsWith("aws.", StringComparison.Ordinal) ? "cloudtrail"
        : source.StartsWith("azure.", StringComparison.Ordinal) ? "azure"
        : source.StartsWith("gcp.", StringComparison.Ordinal) ? "gcp"
        : source.StartsWith("windows.", StringComparison.Ordinal) ? "windows"
        : source.StartsWith("linux.", StringComparison.Ordinal) ? "auditd"
        : null;

    // A log has one file for many records.
    private string Relative(string file) => _relative.GetOrAdd(file, static (path, root) => Path.GetRelativePath(root, path).Replace('\\', '/'), _directory);

    private void Add(string id, int act)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? ("", id) : (id[..colon], id[(colon + 1)..]);
        switch (kind)
        {
            case "event" when UInt128.TryParse(rest, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var identity) && rest.Length == 32:
                Append(ref CollectionsMarshal.GetValueRefOrAddDefault(_byIdentity, identity, out _), act);
                break;
            case "zeek" or "cloudtrail" or "azure" or "gcp":
                Append(ref CollectionsMarshal.GetValueRefOrAddDefault(_byRecord, (kind, null, rest), out _), act);
                break;
            case "windows" or "auditd" when rest.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0:
                Append(ref CollectionsMarshal.GetValueRefOrAddDefault(_byRecord, (kind, rest[..slash], rest[(slash + 1)..]), out _), act);
                break;
            case "file" when rest.LastIndexOf(':') is var last and > 0 && long.TryParse(rest.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line):
                Append(ref CollectionsMarshal.GetValueRefOrAddDefault(_byLine, (rest[..last], line), out _), act);
                break;
            default:
                throw new FormatException($"Act {Acts[act].Name} names the record '{id}'; expected event:32 hex digits, zeek:uid, windows:host/channel/number, auditd:node/serial, cloudtrail:id, azure:id, gcp:id or file:path:line.");
        }
    }

    private static void Append(ref int[]? owners, int act)
    {
        if (owners is null || owners[^1] != act)
        {
            owners = [.. owners ?? [], act];
        }
    }
}
