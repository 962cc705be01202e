using System.Globalization;
using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Lake;

/// <summary>SQL over the staged observations.</summary>
public static class ObservationSql
{
    /// <summary>
    /// The aggregation, in words that DuckDB and ClickHouse (18.16 and later) read alike: no WITH, no window function. Texts are ordered by their
    /// UTF-8 bytes by both.
    /// </summary>
    public const string Aggregate = """
        SELECT feature, entity, scope, value, unit, max(greatest) AS most, sum(whole) AS wholes, sum(fraction) AS fractions
        FROM observations
        GROUP BY feature, entity, scope, value, unit
        ORDER BY feature, entity, scope, value, unit
        """;

    /// <summary>The table that <see cref="Aggregate"/> reads.</summary>
    internal const string CreateTable =
        "CREATE TABLE observations (feature INTEGER, unit INTEGER, entity VARCHAR, scope VARCHAR, value VARCHAR, greatest DOUBLE, whole BIGINT, fraction BIGINT)";

    /// <summary>Values to be replaced: on fewer than so many entities, and not in the table <c>kept</c>.</summary>
    internal static string CreateRare(int feature, int minEntities) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE rare AS
        SELECT value FROM observations WHERE feature = {feature} AND value NOT IN (SELECT value FROM kept)
        GROUP BY value HAVING count(DISTINCT entity) < {minEntities}
        """);

    /// <summary>
    /// Puts the replacement in the place of the values in the table <c>rare</c>. By new rows and not by UPDATE, whose old versions DuckDB would hold in memory.
    /// </summary>
    internal static string ReplaceRare(int feature, string replacement) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE replaced AS
        SELECT feature, unit, entity, scope, {SqlText.Literal(replacement)} AS value, greatest, whole, fraction
        FROM observations WHERE feature = {feature} AND value IN (SELECT value FROM rare);
        DELETE FROM observations WHERE feature = {feature} AND value IN (SELECT value FROM rare);
        INSERT INTO observations FROM replaced;
        DROP TABLE replaced;
        DROP TABLE rare;
        DROP TABLE kept;
        """);
}
