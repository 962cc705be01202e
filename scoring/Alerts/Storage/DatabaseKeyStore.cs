using System.Data.Common;
using Det0131.Scoring.Access;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Access keys in the database. Thread-safe.</summary>
internal sealed class DatabaseKeyStore(Database database) : IKeyStore
{
    private const int LongestName = 200;
    private const string Columns = "id, name, role, secret_hash, made_at, expires_at, revoked_at";

    public Task AddAsync(AccessKey key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (string.IsNullOrWhiteSpace(key.Name) || key.Name.Length > LongestName)
        {
            throw new ArgumentException($"The key's name has {key.Name.Length} characters; expected 1 to {LongestName}, not all blank.", nameof(key));
        }

        return database.ChangeAsync(
            async change =>
            {
                var taken = await change.Sql("SELECT COUNT(*) FROM access_key WHERE name_key = @name AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)")
                    .With("name", Statement.Key(key.Name)).With("now", change.Now).NumberAsync();
                if (taken > 0)
                {
                    throw new ArgumentException($"A key in force is named {key.Name}; expected another name.", nameof(key));
                }

                var added = await change.Sql($"INSERT INTO access_key ({Columns}, name_key) VALUES (@id, @name, @role, @hash, @made, @expires, @revoked, @key) ON CONFLICT (id) DO NOTHING")
                    .With("id", key.Id).With("name", key.Name).With("role", (int)key.Role).With("hash", key.SecretHash).With("made", key.MadeAt)
                    .With("expires", key.ExpiresAt).With("revoked", key.RevokedAt).With("key", Statement.Key(key.Name)).ExecuteAsync();
                return added == 1 ? added : throw new ArgumentException($"There is a key {key.Id} already; expected a new id.", nameof(key));
            },
            cancellation);
    }

    public Task<AccessKey?> FindAsync(string id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        return database.ReadAsync(sql => sql($"SELECT {Columns} FROM access_key WHERE id = @id").With("id", id).FirstAsync(Read, cancellation), cancellation);
    }

    public async Task<IReadOnlyList<AccessKey>> ListAsync(CancellationToken cancellation) =>
        await database.ReadAsync(sql => sql($"SELECT {Columns} FROM access_key ORDER BY made_at, id").ListAsync(Read, cancellation), cancellation);

    public Task RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        return database.ChangeAsync(
            async change =>
            {
                var revoked = await change.Sql("UPDATE access_key SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)")
                    .With("at", at).With("id", id).With("now", change.Now).ExecuteAsync();
                return revoked == 1 ? revoked : throw new KeyNotFoundException("There is no key of that id in force.");
            },
            cancellation);
    }

    private static AccessKey Read(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), (Role)reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.Time(4), reader.TimeOrNull(5), reader.TimeOrNull(6));
}
