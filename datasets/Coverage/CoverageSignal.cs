using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Coverage;

/// <summary>Something that one event can show, as a condition over the columns of <see cref="CoverageSql.Placed"/>. Immutable.</summary>
/// <param name="Name">How the tables of needs and blind spots call it.</param>
/// <param name="Sql">The condition; NULL counts as no.</param>
public sealed record CoverageSignal(string Name, string Sql)
{
    /// <summary>From this many programs that look names up without ever connecting on, a host's connections are taken to be filtered.</summary>
    public const int FewPrograms = 3;

    private static readonly string Start = $"kind = {EventSchema.LiteralOf(EventKind.ProcessStart)} AND process IS NOT NULL";
    private static readonly string Call = $"kind = {EventSchema.LiteralOf(EventKind.CloudApiCall)} AND outcome IS DISTINCT FROM 'failure'";
    private static readonly string Flow = $"kind = {EventSchema.LiteralOf(EventKind.NetworkFlow)}";
    private static readonly string Query = $"kind = {EventSchema.LiteralOf(EventKind.DnsQuery)} AND NOT answering AND dns_name IS NOT NULL";

    /// <summary>Anything that uses the network in a way that is scored.</summary>
    internal const string Exchange = "exchanges AND (kind <> 'file_access' OR application IS NOT NULL)";

    private const string File = "extension IS NOT NULL AND NOT is_query";

    /// <summary>All that is counted, in the order of the counts.</summary>
    public static IReadOnlyList<CoverageSignal> All { get; } =
    [
        new("host_log", "host IS NOT NULL AND (process IS NOT NULL OR platform IS NOT NULL)"),
        new("start", Start),
        new("parent", $"{Start} AND parent IS NOT NULL"),
        new("command", $"{Start} AND has_command"),
        new("exchange", Exchange),
        new("process_exchange", $"{Exchange} AND process IS NOT NULL"),
        new("application", $"{Flow} AND application IS NOT NULL AND port IS NOT NULL"),
        new("bytes", "exchanges AND bytes_out IS NOT NULL"),
        new("both_bytes", "exchanges AND bytes_out IS NOT NULL AND bytes_in IS NOT NULL"),
        new("far", $"{Exchange} AND far IS NOT NULL"),
        new("far_name", $"({Exchange} OR kind = {EventSchema.LiteralOf(EventKind.ProcessStart)}) AND NOT answering AND has_domain"),
        new("query", Query),
        new("query_name", $"{Query} AND NOT starts_with(dns_name, '#')"),
        new("query_type", $"{Query} AND dns_type IS NOT NULL"),
        new("dns_flow", $"{Flow} AND application = 'dns' AND bytes_out > 0 AND bytes_in > 0"),
        new("request", $"kind = {EventSchema.LiteralOf(EventKind.HttpRequest)} AND exchanges AND NOT answering AND method IS NOT NULL"),
        new("tls", $"{Flow} AND exchanges AND application = 'ssl'"),
        new("file", File),
        new("file_bytes", $"{File} AND coalesce(bytes_out, file_size) IS NOT NULL"),
        new("act", $"({Start}) OR ({Exchange}) OR ({Query}) OR ({Call}) OR (kind = {EventSchema.LiteralOf(EventKind.FileAccess)} AND process IS NOT NULL)"),
        new("call", Call),
        new("call_resource", $"{Call} AND has_resource"),
        new("call_agent", $"{Call} AND has_agent"),
        new("caller", $"{Call} AND source IS NOT NULL"),
        new("call_bytes", $"{Call} AND bytes_out IS NOT NULL"),
        new(FewProgramsName, "false"),
    ];

    /// <summary>Not counted event by event: set on hosts of which most programs that look names up never connect.</summary>
    internal const string FewProgramsName = "few_programs";

    /// <summary>Position in <see cref="All"/>.</summary>
    /// <exception cref="InvalidDataException">No signal has this name.</exception>
    public static int IndexOf(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
            {
                return i;
            }
        }

        throw new InvalidDataException($"Found the signal '{name}'; expected one of {string.Join(", ", All.Select(s => s.Name))}.");
    }
}
