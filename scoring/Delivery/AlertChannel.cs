using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Delivery;

/// <summary>Somewhere that every announced alert goes, in order.</summary>
internal interface IAlertChannel
{
    /// <summary>Under which its place is remembered, and its deliveries are counted: <c>file</c>, <c>syslog</c>.</summary>
    string Name { get; }

    /// <summary>Returns when all are written; throws <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/> where that fails, then all are sent again.</summary>
    Task SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancellation);
}

/// <summary>
/// Moves announcements into one channel, going on where it stopped, also after a crash: each at least once, some twice. A channel that is set up
/// later begins with what is still remembered. One caller at a time.
/// </summary>
internal sealed class ChannelFeed(Database database, IAlertChannel channel, ServiceMetrics metrics)
{
    private const int BatchSize = 100;

    /// <summary>Sends everything that waits.</summary>
    public async Task SendAllAsync(CancellationToken cancellation)
    {
        var place = await database.ReadAsync(sql => sql("SELECT cursor FROM channel WHERE name = @name").With("name", channel.Name).NumberAsync(cancellation), cancellation) ?? 0;
        while (true)
        {
            var announced = await NextAsync(place, cancellation);
            if (announced.Count == 0)
            {
                return;
            }

            // Alerts whose time was over are gone: there is nothing left to tell of them.
            OutgoingAlert[] outgoing = [.. announced.Select(a => a.Outgoing).OfType<OutgoingAlert>()];
            if (outgoing.Length > 0)
            {
                await channel.SendAsync(outgoing, cancellation);
                metrics.Count(channel.Name, "sent", outgoing.Length);
            }

            place = announced[^1].Cursor;
            await database.ChangeAsync(
                change => change.Sql("INSERT INTO channel (name, cursor) VALUES (@name, @cursor) ON CONFLICT (name) DO UPDATE SET cursor = @cursor")
                    .With("name", channel.Name).With("cursor", place).ExecuteAsync(),
                CancellationToken.None);
        }
    }

    private Task<List<(long Cursor, OutgoingAlert? Outgoing)>> NextAsync(long place, CancellationToken cancellation) => database.ReadAsync(
        sql => sql("""
            SELECT a.cursor, a.activity, a.status, alert.content FROM announcement a LEFT JOIN alert ON alert.id = a.alert_id
            WHERE a.cursor > @place ORDER BY a.cursor LIMIT @limit
            """)
            .With("place", place).With("limit", BatchSize)
            .ListAsync(
                r => (r.GetInt64(0), r.IsDBNull(3)
                    ? null
                    : new OutgoingAlert(r.GetInt64(0), AlertRow.Announced(r.GetFieldValue<byte[]>(3), (AlertStatus)r.GetInt64(2)), (AlertActivity)r.GetInt64(1))),
                cancellation),
        cancellation);
}
