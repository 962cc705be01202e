using System.Globalization;
using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>
/// The SQL by which a batch is freed of doubles and its records are joined. Works on the table <c>staged</c>: <c>ordinal</c> (order of
/// appending) and the columns of <see cref="EventSchema"/>. Where several rows could be taken, time and identity decide, so that the
/// result does not depend on threads.
/// </summary>
internal static class ImportSql
{
    private const string Window = "86400000000"; // 24 h in microseconds: process ids are used again.

    private const string DayFormat = "yyyy-MM-dd";

    private static readonly string Time = EventSchema.Time.Quoted;
    private static readonly string Identity = EventSchema.Identity.Quoted;
    private static readonly string Kind = EventSchema.Kind.Quoted;
    private static readonly string Process = EventSchema.Of(nameof(SecurityEvent.Process));
    private static readonly string ProcessPath = EventSchema.Of(nameof(SecurityEvent.ProcessPath));
    private static readonly string Parent = EventSchema.Of(nameof(SecurityEvent.Parent));
    private static readonly string ParentPath = EventSchema.Of(nameof(SecurityEvent.ParentPath));
    private static readonly string ProcessKey = EventSchema.Of(nameof(SecurityEvent.ProcessKey));
    private static readonly string ParentKey = EventSchema.Of(nameof(SecurityEvent.ParentKey));
    private static readonly string User = EventSchema.Of(nameof(SecurityEvent.User));
    private static readonly string CommandLine = EventSchema.Of(nameof(SecurityEvent.CommandLine));
    private static readonly string FlowKey = EventSchema.Of(nameof(SecurityEvent.FlowKey));
    private static readonly string Domain = EventSchema.Of(nameof(SecurityEvent.Domain));
    private static readonly string RegisteredDomain = EventSchema.Of(nameof(SecurityEvent.RegisteredDomain));
    private static readonly string Application = EventSchema.Of(nameof(SecurityEvent.Application));
    private static readonly string HttpMethod = EventSchema.Of(nameof(SecurityEvent.HttpMethod));
    private static readonly string UserAgent = EventSchema.Of(nameof(SecurityEvent.UserAgent));

    private static readonly string[] TakenWhenAbsent =
        [Process, ProcessPath, EventSchema.Of(nameof(SecurityEvent.OriginalName)), Parent, User, CommandLine];

    private static readonly string[] TakenFromStart =
    [
        .. TakenWhenAbsent,
        ParentPath,
        EventSchema.Of(nameof(SecurityEvent.UserClass)),
        EventSchema.Of(nameof(SecurityEvent.PrivilegeChange)),
        EventSchema.Of(nameof(SecurityEvent.Tool)),
        EventSchema.Of(nameof(SecurityEvent.Verb)),
    ];

    // What tells one machine's one kind of log: zeek.conn and zeek.dns are one family.
    private static readonly string Family =
        $"split_part({EventSchema.Of(nameof(SecurityEvent.Source))}, '.', 1) AS family, coalesce({EventSchema.Of(nameof(SecurityEvent.Host))}, '') AS host";

    private static readonly string NetworkKinds =
        $"({EventSchema.LiteralOf(EventKind.NetworkFlow)}, {EventSchema.LiteralOf(EventKind.DnsQuery)}, {EventSchema.LiteralOf(EventKind.HttpRequest)})";

    /// <summary>The staging table.</summary>
    public static string CreateStaged { get; } =
        $"CREATE TABLE staged (ordinal BIGINT, {string.Join(", ", EventSchema.Columns.Select(column => $"{column.Quoted} {column.Type}"))})";

    /// <summary>Rows whose identity an earlier row of the batch has.</summary>
    public static string CreateRepeats { get; } = $"""
        CREATE TABLE repeats AS
        SELECT s.ordinal, s.{Time}::DATE AS day
        FROM staged s JOIN (SELECT {Identity} AS id, min(ordinal) AS kept FROM staged GROUP BY id HAVING count(*) > 1) d ON s.{Identity} = d.id
        WHERE s.ordinal <> d.kept
        """;

    /// <summary>Process starts by what finds them.</summary>
    public static string CreateStarts { get; } = $"""
        CREATE TABLE starts AS
        SELECT family, host, key, t, arg_min(ordinal, id) AS ordinal
        FROM (SELECT {Family}, {ProcessKey} AS key, epoch_us({Time}) AS t, {Identity} AS id, ordinal
              FROM staged
              WHERE {Kind} = {EventSchema.LiteralOf(EventKind.ProcessStart)} AND {ProcessKey} IS NOT NULL AND ordinal NOT IN (SELECT ordinal FROM repeats))
        GROUP BY family, host, key, t
        """;

    /// <summary>Rows without a parent's name, and the start of the process that their parent key names.</summary>
    public static string CreateParents { get; } = $"""
        CREATE TABLE parents AS
        SELECT n.ordinal, n.day, p.{Process} AS name, p.{ProcessPath} AS path
        FROM (SELECT {Family}, {ParentKey} AS key, epoch_us({Time}) AS t, {Time}::DATE AS day, ordinal
              FROM staged WHERE {Parent} IS NULL AND {ParentKey} IS NOT NULL) n
        ASOF JOIN starts s ON n.family = s.family AND n.host = s.host AND n.key = s.key AND n.t >= s.t
        JOIN staged p ON p.ordinal = s.ordinal
        WHERE n.t - s.t <= {Window} AND n.ordinal <> s.ordinal AND p.{Process} IS NOT NULL
        """;

    /// <summary>
    /// Network rows that lack something their process's start has. Not taken where both name a process and the names differ: then the
    /// process id was used again by a start that the log does not show.
    /// </summary>
    public static string CreateProcesses { get; } = $"""
        CREATE TABLE processes AS
        SELECT n.ordinal, n.day, {string.Join(", ", TakenFromStart.Select(column => $"p.{column}"))}, pp.name AS found_parent, pp.path AS found_parent_path
        FROM (SELECT {Family}, {ProcessKey} AS key, epoch_us({Time}) AS t, {Time}::DATE AS day, ordinal, {string.Join(", ", TakenWhenAbsent)}
              FROM staged
              WHERE {Kind} IN {NetworkKinds} AND {ProcessKey} IS NOT NULL
                AND ({string.Join(" OR ", TakenWhenAbsent.Select(column => $"{column} IS NULL"))})) n
        ASOF JOIN starts s ON n.family = s.family AND n.host = s.host AND n.key = s.key AND n.t >= s.t
        JOIN staged p ON p.ordinal = s.ordinal
        LEFT JOIN parents pp ON pp.ordinal = s.ordinal
        WHERE n.t - s.t <= {Window} AND (n.{Process} IS NULL OR p.{Process} IS NULL OR n.{Process} = p.{Process})
          AND ({string.Join(" OR ", TakenWhenAbsent.Select(column => $"(n.{column} IS NULL AND p.{column} IS NOT NULL)"))}
               OR (n.{Parent} IS NULL AND pp.name IS NOT NULL))
        """;

    /// <summary>What the records of a flow say, first record first, for flows that lack some of it.</summary>
    public static string CreateFlows { get; } = $$"""
        CREATE TABLE flows AS
        SELECT n.ordinal, n.day, d.*
        FROM (SELECT {{Family}}, {{FlowKey}} AS key, ordinal, {{Time}}::DATE AS day, {{Domain}} AS domain, {{Application}} AS application, {{HttpMethod}} AS method, {{UserAgent}} AS agent
              FROM staged
              WHERE {{Kind}} = {{EventSchema.LiteralOf(EventKind.NetworkFlow)}} AND {{FlowKey}} IS NOT NULL
                AND ({{Domain}} IS NULL OR {{Application}} IS NULL OR {{HttpMethod}} IS NULL OR {{UserAgent}} IS NULL)) n
        JOIN (SELECT family, key,
                     first({'name': domain, 'registered': registered} ORDER BY t, id) FILTER (domain IS NOT NULL) AS flow_domain,
                     first(application ORDER BY t, id) FILTER (application IS NOT NULL) AS flow_application,
                     first(method ORDER BY t, id) FILTER (method IS NOT NULL) AS flow_method,
                     first(agent ORDER BY t, id) FILTER (agent IS NOT NULL) AS flow_agent
              FROM (SELECT {{Family}}, {{FlowKey}} AS key, {{Time}} AS t, {{Identity}} AS id, {{Domain}} AS domain, {{RegisteredDomain}} AS registered,
                           {{Application}} AS application, {{HttpMethod}} AS method, {{UserAgent}} AS agent
                    FROM staged WHERE {{FlowKey}} IS NOT NULL)
              GROUP BY family, key HAVING count(*) > 1) d ON n.family = d.family AND n.key = d.key
        WHERE (n.domain IS NULL AND d.flow_domain IS NOT NULL) OR (n.application IS NULL AND d.flow_application IS NOT NULL)
           OR (n.method IS NULL AND d.flow_method IS NOT NULL) OR (n.agent IS NULL AND d.flow_agent IS NOT NULL)
        """;

    /// <summary>The batch's days.</summary>
    public static string SelectDays { get; } = $"SELECT DISTINCT {Time}::DATE AS day FROM staged ORDER BY day";

    /// <summary>What becomes one file each, with its least identity.</summary>
    public static string SelectParts { get; } = $"""
        SELECT {Time}::DATE AS day, {EventSchema.Platform.Quoted} AS platform, min({Identity}) AS least
        FROM staged WHERE ordinal NOT IN (SELECT ordinal FROM dropped) GROUP BY day, platform ORDER BY day, platform
        """;

    /// <summary>Rows that are left out: repeated, or in the lake already, given the files of the batch's days.</summary>
    public static string CreateDropped(IReadOnlyCollection<string> files) => files.Count == 0
        ? "CREATE TABLE dropped AS FROM repeats"
        : $"""
          CREATE TABLE dropped AS
          FROM repeats UNION SELECT ordinal, {Time}::DATE AS day FROM staged WHERE {Identity} IN (SELECT {Identity} FROM {ReadParquet(files)})
          """;

    /// <summary>How many rows that are not left out a join found something for.</summary>
    public static string CountJoined(string table) => $"SELECT count(*) FROM {table} WHERE ordinal NOT IN (SELECT ordinal FROM dropped)";

    /// <summary>One day's rows with what the joins found. The parts of a day are cut from it: each would otherwise scan all that is staged.</summary>
    public static string CreateDay(DateOnly day)
    {
        string OfDay(string table) => $"(FROM {table} WHERE day = DATE '{day.ToString(DayFormat, CultureInfo.InvariantCulture)}')";

        return $"""
            CREATE OR REPLACE TABLE day AS
            SELECT {string.Join(",\n", EventSchema.Columns.Select(column => $"{Completed(column)} AS {column.Quoted}"))}
            FROM staged e
            LEFT JOIN {OfDay("processes")} p ON p.ordinal = e.ordinal
            LEFT JOIN {OfDay("parents")} pa ON pa.ordinal = e.ordinal
            LEFT JOIN {OfDay("flows")} f ON f.ordinal = e.ordinal
            WHERE e.{Time} >= TIMESTAMP '{day.ToString(DayFormat, CultureInfo.InvariantCulture)}'
              AND e.{Time} < TIMESTAMP '{day.AddDays(1).ToString(DayFormat, CultureInfo.InvariantCulture)}'
              AND e.ordinal NOT IN (SELECT ordinal FROM {OfDay("dropped")})
            """;
    }

    /// <summary>Writes one part of the day, in the order of reading.</summary>
    public static string CopyPart(string? platform, string path) => $"""
        COPY (FROM day WHERE {EventSchema.Platform.Quoted} {(platform is null ? "IS NULL" : $"= {SqlText.Literal(platform)}")} ORDER BY {Time}, {Identity})
        TO {SqlText.Literal(path)} (FORMAT parquet, COMPRESSION zstd)
        """;

    /// <summary>The lake's files as a table. Directory names are not read as columns: the files hold everything.</summary>
    public static string ReadParquet(IEnumerable<string> files) => $"read_parquet({SqlText.List(files)}, hive_partitioning = false)";

    private static string Completed(EventColumn column)
    {
        var own = $"e.{column.Quoted}";
        return column.Field switch
        {
            nameof(SecurityEvent.Process) or nameof(SecurityEvent.ProcessPath) or nameof(SecurityEvent.OriginalName)
                or nameof(SecurityEvent.User) or nameof(SecurityEvent.CommandLine) => $"coalesce({own}, p.{column.Quoted})",
            nameof(SecurityEvent.UserClass) or nameof(SecurityEvent.PrivilegeChange) => OnlyIf($"e.{User} IS NULL OR e.{User} = p.{User}"),
            nameof(SecurityEvent.Tool) or nameof(SecurityEvent.Verb) => OnlyIf($"e.{CommandLine} IS NULL OR e.{CommandLine} = p.{CommandLine}"),
            nameof(SecurityEvent.Parent) => $"coalesce({own}, p.{Parent}, p.found_parent, pa.name)",
            // A path belongs to its name: never the path of another parent than the one named.
            nameof(SecurityEvent.ParentPath) =>
                $"""
                coalesce({own}, CASE WHEN e.{Parent} IS NOT NULL THEN NULL WHEN p.{Parent} IS NOT NULL THEN p.{ParentPath}
                                     WHEN p.found_parent IS NOT NULL THEN p.found_parent_path ELSE pa.path END)
                """,
            nameof(SecurityEvent.Domain) => $"coalesce({own}, f.flow_domain.name)",
            nameof(SecurityEvent.RegisteredDomain) => $"coalesce({own}, CASE WHEN e.{Domain} IS NULL THEN f.flow_domain.registered END)",
            nameof(SecurityEvent.Application) => $"coalesce({own}, f.flow_application)",
            nameof(SecurityEvent.HttpMethod) => $"coalesce({own}, f.flow_method)",
            nameof(SecurityEvent.UserAgent) => $"coalesce({own}, f.flow_agent)",
            _ => own,
        };

        string OnlyIf(string condition) => $"coalesce({own}, CASE WHEN {condition} THEN p.{column.Quoted} END)";
    }
}
