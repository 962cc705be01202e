using System.Globalization;
using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Lake;

namespace Det0131.Datasets.Simulation.Realism;

/// <summary>Measures how a lake's events are distributed, of own hosts only: what strangers send to them is not their behaviour.</summary>
public static class LakeMarginals
{
    /// <summary>Steps between the least and the largest value: what the comparison of two distributions is exact to.</summary>
    public const int Steps = 1000;

    private const int MostValues = 200;

    /// <summary>Private networks, by the beginnings of their addresses.</summary>
    public static IReadOnlyList<string> PrivateNetworks { get; } = ["10.", "192.168.", .. Enumerable.Range(16, 16).Select(n => string.Create(CultureInfo.InvariantCulture, $"172.{n}."))];

    private const int LeastHours = 6;

    // Zeek's ssl rows name a connection that conn counts already.
    private const string IsFlow = "\"det0131.kind\" = 'network_flow' AND \"event.dataset\" <> 'zeek.ssl'";
    private const string IsQuery = "\"det0131.kind\" = 'dns_query'";

    // A network sensor names addresses, a host's own log the host: they are measured apart, or each host would count twice. A host's day counts when it spoke
    // in several hours: real captures begin and end within days, people stay away.
    private static readonly (string Name, string Sql)[] Numbers =
    [
        ("flow bytes out", $"SELECT \"source.bytes\"::DOUBLE AS v FROM sensed WHERE {IsFlow} AND \"source.bytes\" IS NOT NULL"),
        ("flow bytes in", $"SELECT \"destination.bytes\"::DOUBLE AS v FROM sensed WHERE {IsFlow} AND \"destination.bytes\" IS NOT NULL"),
        ("flow seconds", $"SELECT \"det0131.duration_micros\" / 1e6 AS v FROM sensed WHERE {IsFlow} AND \"det0131.duration_micros\" IS NOT NULL"),
        ("flows per host and day", PerDay("sensed", IsFlow, "count(*)")),
        ("sensor events per host and day", PerDay("sensed", "true", "count(*)")),
        ("destinations per host and day", PerDay("sensed", IsFlow, "count(DISTINCT \"destination.ip\")")),
        ("ports per host and day", PerDay("sensed", IsFlow, "count(DISTINCT \"destination.port\")")),
        ("bytes out per host and day", PerDay("sensed", $"{IsFlow} AND \"source.bytes\" IS NOT NULL", "sum(\"source.bytes\")")),
        ("queries per host and day", PerDay("sensed", IsQuery, "count(*)")),
        ("names asked per host and day", PerDay("sensed", IsQuery, "count(DISTINCT \"dns.question.name\")")),
        ("characters of a name asked", $"SELECT length(\"dns.question.name\")::DOUBLE AS v FROM sensed WHERE {IsQuery} AND \"dns.question.name\" IS NOT NULL"),
        ("process starts per host and day", PerDay("logged", "\"det0131.kind\" = 'process_start'", "count(*)")),
        ("programs per host and day", PerDay("logged", "\"process.name\" IS NOT NULL", "count(DISTINCT \"process.name\")")),
        ("logged connections per host and day", PerDay("logged", "\"det0131.kind\" = 'network_flow'", "count(*)")),
    ];

    private static readonly (string Name, string Sql)[] Names =
    [
        ("hour of day (UTC)", "SELECT hour(\"@timestamp\")::VARCHAR AS v FROM sensed"),
        ("protocol and port", $"SELECT coalesce(\"network.protocol\", \"network.transport\", '-') || '/' || coalesce(\"destination.port\"::VARCHAR, '-') AS v FROM sensed WHERE {IsFlow}"),
        ("query type", $"SELECT \"dns.question.type\" AS v FROM sensed WHERE {IsQuery} AND \"dns.question.type\" IS NOT NULL"),
        ("program that starts", "SELECT \"process.name\" AS v FROM logged WHERE \"det0131.kind\" = 'process_start' AND \"process.name\" IS NOT NULL"),
        ("program that connects", "SELECT \"process.name\" AS v FROM logged WHERE \"det0131.kind\" = 'network_flow' AND \"process.name\" IS NOT NULL"),
    ];

    /// <summary>Every marginal, always in the same order; one without values has a count of 0.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="own">Beginnings of the own hosts' addresses; empty: the private networks.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<Marginal> Of(EventLake lake, IReadOnlyList<string> own, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(own);
        using var connection = lake.Connect(cancellation: cancellation);
        var prefixes = string.Join(" OR ", (own.Count == 0 ? PrivateNetworks : own).Select(prefix => $"starts_with(\"source.ip\", {Literal(prefix)})"));
        connection.Execute($"""
            CREATE TEMP VIEW sensed AS SELECT *, "source.ip" AS speaker FROM events WHERE "host.name" IS NULL AND ({prefixes})
            """, cancellation);
        connection.Execute("""CREATE TEMP VIEW logged AS SELECT *, "host.name" AS speaker FROM events WHERE "host.name" IS NOT NULL""", cancellation);
        var marginals = Numbers.Select(measure => NumbersOf(connection, measure.Name, measure.Sql, cancellation)).ToList();
        marginals.AddRange(Names.Select(measure => NamesOf(connection, measure.Name, measure.Sql, cancellation)));
        return marginals;
    }

    private static string PerDay(string of, string condition, string aggregate) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT ({aggregate})::DOUBLE AS v FROM {of} WHERE {condition}
        GROUP BY speaker, "@timestamp"::DATE HAVING count(DISTINCT hour("@timestamp")) >= {LeastHours}
        """);

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static Marginal NumbersOf(DuckDbConnection connection, string name, string sql, CancellationToken cancellation)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT n, unnest(q) AS q FROM (
                SELECT count(*) AS n, quantile_disc(v, [x / {Steps}.0 FOR x IN range({Steps + 1})]) AS q FROM ({sql}))
            """);
        var quantiles = new List<double>();
        long count = 0;
        using var reader = connection.Query(query, cancellation);
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                count = reader.Column(0).Values<long>()[row];
                if (!reader.Column(1).IsNull(row))
                {
                    quantiles.Add(reader.Column(1).Values<double>()[row]);
                }
            }
        }

        return new Marginal(name, count, quantiles, []);
    }

    private static Marginal NamesOf(DuckDbConnection connection, string name, string sql, CancellationToken cancellation)
    {
        var shares = new List<(string, double)>();
        long total = connection.Scalar<long>($"SELECT count(*) FROM ({sql})", cancellation) ?? 0;
        var query = string.Create(CultureInfo.InvariantCulture, $"SELECT v, count(*) AS n FROM ({sql}) GROUP BY v ORDER BY n DESC, v LIMIT {MostValues}");
        using var reader = connection.Query(query, cancellation);
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                shares.Add((Encoding.UTF8.GetString(reader.Column(0).Utf8(row)), reader.Column(1).Values<long>()[row] / (double)total));
            }
        }

        return new Marginal(name, total, [], shares);
    }
}
