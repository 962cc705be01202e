using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Coverage;

/// <summary>The statements that count coverage over the view <c>events</c> (<see cref="EventLake.Connect"/>).</summary>
internal static class CoverageSql
{
        /// <summary>Addresses that are not simply remote, by what they are (<c>local</c>, <c>labelled</c>, <c>none</c>); filled by the counter.</summary>
    public const string CreateScopes = "CREATE TEMP TABLE scopes (address VARCHAR, scope VARCHAR)";

    private static readonly string Platform = EventSchema.Platform.Quoted;
    private static readonly string Kind = EventSchema.Kind.Quoted;
    private static readonly string Source = Of(nameof(SecurityEvent.SourceAddress));
    private static readonly string Destination = Of(nameof(SecurityEvent.DestinationAddress));
    private static readonly string SourceBytes = Of(nameof(SecurityEvent.SourceBytes));
    private static readonly string DestinationBytes = Of(nameof(SecurityEvent.DestinationBytes));
    private static readonly string Side = Of(nameof(SecurityEvent.HostSide));
    private static readonly string Host = Of(nameof(SecurityEvent.Host));
    private static readonly string Process = Of(nameof(SecurityEvent.Process));

    /// <summary>Every address with the hosts whose own end it is by their own logs: address, one such host, whether there is another.</summary>
    public static string Addresses { get; } = $"""
        SELECT address, min(owner), count(DISTINCT owner) FROM (
          SELECT {Source} AS address, CASE WHEN {Side} = 'source' THEN {Host} END AS owner FROM events WHERE {Source} IS NOT NULL
          UNION
          SELECT {Destination}, CASE WHEN {Side} = 'destination' THEN {Host} END FROM events WHERE {Destination} IS NOT NULL)
        GROUP BY address
        """;

    /// <summary>Events with both ends placed as scoring places them (<see cref="Det0131.Models.Context.EventSituator"/>), one row each.</summary>
    public static string Placed { get; } = $"""
        SELECT *,
               CASE WHEN answering THEN destination ELSE source END AS end_here,
               CASE WHEN answering THEN destination_scope ELSE source_scope END AS own_scope,
               CASE WHEN answering THEN source ELSE destination END AS far,
               CASE WHEN kind = {Literal(EventKind.CloudApiCall)} OR answering THEN destination_bytes ELSE source_bytes END AS flow_out,
               CASE WHEN kind = {Literal(EventKind.CloudApiCall)} OR answering THEN source_bytes ELSE destination_bytes END AS bytes_in,
               CASE WHEN kind = {Literal(EventKind.FileAccess)} THEN coalesce(flow_out, file_size) ELSE flow_out END AS bytes_out,
               CASE WHEN answering THEN source_scope ELSE destination_scope END AS far_scope,
               kind = {Literal(EventKind.DnsQuery)} AS is_query,
               kind = {Literal(EventKind.CloudApiCall)} AS is_call,
               kind IN ({Literal(EventKind.NetworkFlow)}, {Literal(EventKind.HttpRequest)}, {Literal(EventKind.FileAccess)})
                 AND (far_scope IN ('remote', 'local') OR (coalesce(far_scope, 'none') = 'none' AND has_domain))
                 AND NOT (answering AND kind <> {Literal(EventKind.FileAccess)} AND coalesce(flow_out, 0) = 0) AS exchanges
        FROM (
          SELECT {Platform} AS platform, {Of(nameof(SecurityEvent.Source))} AS dataset, {Kind} AS kind, {Host} AS host,
                 {Of(nameof(SecurityEvent.User))} AS username, {Of(nameof(SecurityEvent.UserClass))} AS user_class,
                 {Of(nameof(SecurityEvent.CloudPrincipal))} AS principal, {Of(nameof(SecurityEvent.CloudRole))} AS cloud_role,
                 {Of(nameof(SecurityEvent.CloudAccount))} AS account, {Of(nameof(SecurityEvent.Outcome))} AS outcome,
                 {Process} AS process, {Of(nameof(SecurityEvent.Parent))} AS parent,
                 {Of(nameof(SecurityEvent.CommandLine))} IS NOT NULL AS has_command,
                 {Of(nameof(SecurityEvent.Application))} AS application, {Of(nameof(SecurityEvent.DestinationPort))} AS port,
                 {Source} AS source, {Destination} AS destination,
                 {SourceBytes} AS source_bytes, {DestinationBytes} AS destination_bytes,
                 {Of(nameof(SecurityEvent.RegisteredDomain))} IS NOT NULL AS has_domain,
                 {Of(nameof(SecurityEvent.DnsName))} AS dns_name, {Of(nameof(SecurityEvent.DnsType))} AS dns_type,
                 {Of(nameof(SecurityEvent.HttpMethod))} AS method, {Of(nameof(SecurityEvent.FileExtension))} AS extension,
                 {Of(nameof(SecurityEvent.FileBytes))} AS file_size,
                 {Of(nameof(SecurityEvent.CloudResource))} IS NOT NULL AS has_resource, {Of(nameof(SecurityEvent.UserAgent))} IS NOT NULL AS has_agent,
                 CASE WHEN {Source} IS NOT NULL THEN coalesce(s.scope, 'remote') END AS source_scope,
                 CASE WHEN {Destination} IS NOT NULL THEN coalesce(d.scope, 'remote') END AS destination_scope,
                 CASE {Side} WHEN 'source' THEN false WHEN 'destination' THEN true
                      ELSE coalesce(s.scope, '') <> 'local' AND coalesce(d.scope, '') = 'local' END AS answering
          FROM events LEFT JOIN scopes s ON s.address = {Source} LEFT JOIN scopes d ON d.address = {Destination})
        """;

    /// <summary>Makes the table <c>counted</c>, one row for each distinct key: the key, the events, then a count for each signal.</summary>
    public static string Count { get; } = $"""
        CREATE TEMP TABLE counted AS
        SELECT platform, dataset, host, CASE WHEN host IS NULL AND own_scope = 'local' THEN end_here END AS own,
               username, user_class, principal, cloud_role, account, is_call, count(*),
               {string.Join(", ", CoverageSignal.All.Select(signal => $"count(*) FILTER (WHERE {signal.Sql})"))}
        FROM ({Placed}) GROUP BY ALL
        """;

    /// <summary>Programs that look names up, by host, and whether each is ever seen connecting.</summary>
    public static string Programs { get; } = $"""
        SELECT host, count(*) FILTER (WHERE asks), count(*) FILTER (WHERE asks AND connects), count(*) FILTER (WHERE connects)
        FROM (SELECT {Host} AS host, {Process} AS process, bool_or({Kind} = {Literal(EventKind.DnsQuery)}) AS asks, bool_or({Kind} = {Literal(EventKind.NetworkFlow)}) AS connects
              FROM events WHERE {Host} IS NOT NULL AND {Process} IS NOT NULL AND {Kind} IN ({Literal(EventKind.DnsQuery)}, {Literal(EventKind.NetworkFlow)})
              GROUP BY ALL)
        GROUP BY host
        """;

    private static string Of(string field) => EventSchema.Of(field);

    private static string Literal(EventKind kind) => EventSchema.LiteralOf(kind);
}
