using System.Data.Common;
using System.Text;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>One SQL statement with its parameters, run once. Not thread-safe.</summary>
internal sealed class Statement(DbCommand command)
{
    /// <summary>Longest name that is kept whole in an index: PostgreSQL refuses index entries over 2,704 bytes.</summary>
    private const int LongestKey = 200;

    /// <summary>Gives a parameter, written <c>@name</c> in the statement.</summary>
    public Statement With(string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        parameter.Value = value switch
        {
            null => DBNull.Value,
            string text => Clean(text),
            DateTimeOffset time => time.UtcTicks,
            bool flag => flag ? 1L : 0L,
            int number => (long)number,
            _ => value,
        };
        command.Parameters.Add(parameter);
        return this;
    }

    /// <returns>Rows that changed.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellation = default)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    public async Task<List<T>> ListAsync<T>(Func<DbDataReader, T> read, CancellationToken cancellation = default)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <returns>The first row; null: there is none.</returns>
    public async Task<T?> FirstAsync<T>(Func<DbDataReader, T> read, CancellationToken cancellation = default)
        where T : class
    {
        var rows = await ListAsync(read, cancellation);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <returns>The first column of the first row; null: there is none.</returns>
    public async Task<long?> NumberAsync(CancellationToken cancellation = default)
    {
        await using (command)
        {
            return await command.ExecuteScalarAsync(cancellation) is long number ? number : null;
        }
    }

    /// <summary>Folds case such that two texts are equal exactly when <see cref="StringComparer.OrdinalIgnoreCase"/> says so.</summary>
    public static string Fold(string text) => text.ToUpperInvariant();

    /// <summary>A name to look up by, any case: folded, and where it is too long for an index, its beginning and a hash of all of it.</summary>
    public static string Key(string name)
    {
        var folded = Fold(Clean(name));
        return folded.Length <= LongestKey
            ? folded
            : string.Concat(folded.AsSpan(0, LongestKey / 2), "#", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(folded))));
    }

    // PostgreSQL takes no NUL and no half of a surrogate pair, and logs hold both: the replacement character stands for them.
    private static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
    }
}

/// <summary>Columns that may be absent, and times.</summary>
internal static class Columns
{
    public static string? TextOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? NumberOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static DateTimeOffset Time(this DbDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);
}
