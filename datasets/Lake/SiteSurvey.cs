using System.Globalization;
using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Datasets.Lake;

/// <summary>
/// What a lake's events say of the site (hosts, addresses, who talks to whom, names asked for), summed up by the database: a day of a busy host is thousands
/// of events and some dozens of sightings. Thread-safe.
/// </summary>
public sealed class SiteSurvey(EventLake lake)
{
    private const long MicrosPerDay = 86_400_000_000;

    private static readonly IReadOnlyList<EventColumn> Columns = EventSchema.Select(EventFields.Site);

    private static readonly string IsFlow = $"{EventSchema.Kind.Quoted} = {EventSchema.LiteralOf(EventKind.NetworkFlow)}";
    private static readonly string IsQuestion =
        $"{EventSchema.Kind.Quoted} = {EventSchema.LiteralOf(EventKind.DnsQuery)} AND {EventSchema.Of(nameof(SecurityEvent.RegisteredDomain))} IS NOT NULL";

    // What is not looked at in an event of its kind would only tell apart what says the same.
    private static readonly string SightingsSql = $"""
        SELECT {string.Join(", ", Columns.Select(Seen))}, epoch_us(max({EventSchema.Time.Quoted})) AS last, count(*) AS records
        FROM events
        """;

    /// <summary>The sightings, day by day, each day's in order of their first event.</summary>
    /// <param name="fromMicros">First time, inclusive.</param>
    /// <param name="untilMicros">Last time, exclusive.</param>
    /// <param name="without">Identities of events that are passed over.</param>
    /// <param name="cancellation">Stops the survey.</param>
    /// <returns>The event of a sighting is used again: it is good until the next is asked for.</returns>
    public IEnumerable<SiteSighting> Sightings(long fromMicros, long untilMicros, IReadOnlySet<UInt128> without, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(without);
        var sql = $"{SightingsSql}{Where(without)} GROUP BY ALL ORDER BY ALL";
        var stream = new EventStream(Columns, new TextPool(new LakeOptions().PooledTexts));
        foreach (var (from, until) in Days(fromMicros, untilMicros, cancellation))
        {
            using var connection = lake.Connect(from, until, cancellation);
            using var reader = connection.Query(sql, cancellation);
            while (reader.ReadChunk())
            {
                stream.Read(reader);
                for (var row = 0; row < reader.RowCount; row++)
                {
                    yield return new SiteSighting(stream[row], reader.Column(Columns.Count).Values<long>()[row], reader.Column(Columns.Count + 1).Values<long>()[row]);
                }
            }
        }
    }

    /// <summary>Times of the first and the last event of every clock period that has any, rising.</summary>
    /// <param name="fromMicros">First time, inclusive.</param>
    /// <param name="untilMicros">Last time, exclusive.</param>
    /// <param name="periodMicros">Length of a period, above 0; the first began in 1970.</param>
    /// <param name="cancellation">Stops the survey.</param>
    public IReadOnlyList<(long First, long Last)> ActivePeriods(long fromMicros, long untilMicros, long periodMicros, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(periodMicros);
        var periods = new List<(long, long)>();
        using var connection = lake.Connect(fromMicros, untilMicros, cancellation);
        using var reader = connection.Query(
            string.Create(CultureInfo.InvariantCulture, $"""
                SELECT min(t), max(t) FROM (SELECT epoch_us({EventSchema.Time.Quoted}) AS t FROM events) GROUP BY t // {periodMicros} ORDER BY 1
                """),
            cancellation);
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                periods.Add((reader.Column(0).Values<long>()[row], reader.Column(1).Values<long>()[row]));
            }
        }

        return periods;
    }

    private IEnumerable<(long From, long Until)> Days(long fromMicros, long untilMicros, CancellationToken cancellation) =>
        lake.Days(cancellation)
            .Select(day => (day.Day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * MicrosPerDay)
            .Select(start => (Math.Max(start, fromMicros), Math.Min(start + MicrosPerDay, untilMicros)))
            .Where(day => day.Item1 < day.Item2);

    private static string Where(IReadOnlySet<UInt128> without) => without.Count == 0 ? ""
        : $" WHERE {EventSchema.Identity.Quoted} NOT IN ({string.Join(", ", without.Order().Select(id => $"'{id:x32}'::UUID"))})";

    private static string Seen(EventColumn column)
    {
        var seen = column.Field switch
        {
            nameof(SecurityEvent.TimeMicros) => $"min({column.Quoted})",
            nameof(SecurityEvent.Identity) => "NULL::UUID",
            nameof(SecurityEvent.Process) or nameof(SecurityEvent.HostSide) or nameof(SecurityEvent.DestinationAddress) => $"CASE WHEN {IsFlow} THEN {column.Quoted} END",
            nameof(SecurityEvent.SourceAddress) => $"CASE WHEN {IsFlow} OR ({IsQuestion}) THEN {column.Quoted} END",
            nameof(SecurityEvent.SourceBytes) or nameof(SecurityEvent.DestinationBytes) => $"CASE WHEN {IsFlow} AND {column.Quoted} > 0 THEN 1::BIGINT END",
            nameof(SecurityEvent.DnsName) or nameof(SecurityEvent.RegisteredDomain) => $"CASE WHEN {IsQuestion} THEN {column.Quoted} END",
            _ => column.Quoted,
        };
        return $"{seen} AS {column.Quoted}";
    }
}
