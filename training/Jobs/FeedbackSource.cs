using System.Data.Common;
using Det0131.Models.Alerts;
using Det0131.Models.Feedback;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Det0131.Training.Jobs;

/// <summary>Where verdicts come from: the service's SQLite file or PostgreSQL database, or a text as <c>GET /v1/feedback</c> gives it.</summary>
internal static class FeedbackSource
{
    // States of the service's alert table: 2 true positive, 3 benign, 4 expected.
    private const int FirstClosed = 2;
    private const string Query =
        "SELECT state, verdict_who, verdict_at, verdict_comment, content FROM alert WHERE state >= 2 AND state <= 4 AND verdict_at IS NOT NULL ORDER BY verdict_at, seq";

    /// <param name="from">A file, or a connection string of PostgreSQL (<c>Host=...</c>).</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">It holds no feedback that can be read.</exception>
    public static IReadOnlyList<FeedbackItem> Read(string from, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        if (!File.Exists(from))
        {
            // Not repeated in a message: a connection string holds a password.
            return from.Contains("Host=", StringComparison.OrdinalIgnoreCase)
                ? ReadDatabase(NpgsqlDataSource.Create(from), cancellation)
                : throw new InvalidDataException("Found neither a file nor a PostgreSQL connection string; expected the service's alerts database, Host=..., or NDJSON as GET /v1/feedback gives it.");
        }

        return IsSqlite(from)
            ? ReadDatabase(SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString()), cancellation)
            : ReadText(from);
    }

    private static IReadOnlyList<FeedbackItem> ReadText(string path)
    {
        var length = new FileInfo(path).Length;
        return length <= FeedbackText.MaximumBytes
            ? FeedbackText.Read(File.ReadAllBytes(path))
            : throw new InvalidDataException($"Found {length} bytes of feedback; expected at most {FeedbackText.MaximumBytes}.");
    }

    private static bool IsSqlite(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[16];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual("SQLite format 3\0"u8);
    }

    private static List<FeedbackItem> ReadDatabase(DbDataSource source, CancellationToken cancellation)
    {
        using (source)
        {
            using var connection = source.OpenConnection();
            using var command = connection.CreateCommand();
            command.CommandText = Query;
            using var rows = command.ExecuteReader();
            var items = new List<FeedbackItem>();
            while (rows.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                if (items.Count == FeedbackText.MaximumItems)
                {
                    throw new InvalidDataException($"Found more than {FeedbackText.MaximumItems} verdicts; expected at most as many.");
                }

                items.Add(FeedbackItem.Of(
                    AlertJson.FromBytes((byte[])rows.GetValue(4)), (FeedbackVerdict)(rows.GetInt64(0) - FirstClosed), rows.GetString(1),
                    new DateTimeOffset(rows.GetInt64(2), TimeSpan.Zero), rows.IsDBNull(3) ? null : rows.GetString(3)));
            }

            return items;
        }
    }
}
