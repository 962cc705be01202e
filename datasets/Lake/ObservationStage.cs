using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Lake;

/// <summary>
/// Where training puts the observations that it counts: many rows in, in any order, one row for each feature, entity, scope, value and unit out, in
/// order. The result depends on the observations alone: not on their order, on threads or on what is held in memory. Beyond its memory
/// limit it spills to disk. Not thread-safe.
/// </summary>
/// <remarks>
/// The greatest and the number of distinct units do not depend on the order of the rows; sums are made of integers (<see cref="ObservationRule.Sum"/>), so they do not either.
/// </remarks>
public sealed class ObservationStage : IDisposable
{
    /// <summary>Places for observations seen a moment ago: 131,072 of 200 bytes. Of events in order of time most observations repeat within so many.</summary>
    private const int CachePlaces = 1 << 17;

    private readonly ObservationRule[] rules;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;
    private readonly ObservationCache cache;
    private DuckDbAppender? appender;

    /// <param name="ruleByFeature">For each feature, by its number from 0, what becomes of its magnitudes.</param>
    /// <param name="spillDirectory">A directory of its own, made when needed, whose files are removed again.</param>
    /// <param name="options">Threads and memory; null: the defaults.</param>
    public ObservationStage(IReadOnlyList<ObservationRule> ruleByFeature, string spillDirectory, LakeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ruleByFeature);
        rules = [.. ruleByFeature];
        database = DuckDbDatabase.OpenInMemory((options ?? new LakeOptions()).ForDatabase(spillDirectory));
        connection = database.Connect();
        connection.Execute(ObservationSql.CreateTable);
        cache = new ObservationCache(CachePlaces, Stage);
    }

    /// <summary>Observations appended.</summary>
    public long Count { get; private set; }

    /// <summary>Rows that were staged for them up to the last aggregation; the others were combined before.</summary>
    public long StagedCount { get; private set; }

    /// <summary>Adds an observation; no managed allocation.</summary>
    /// <param name="feature">Number of the feature, from 0.</param>
    /// <param name="entity">Whose it is.</param>
    /// <param name="scope">In what; empty when there is none.</param>
    /// <param name="value">What was seen; empty when only the magnitude counts.</param>
    /// <param name="unit">Number of the period or window.</param>
    /// <param name="magnitude">How much; finite. Not looked at where the rule is <see cref="ObservationRule.Distinct"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature, or the magnitude is not finite.</exception>
    public void Append(
        int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unchecked((uint)feature), (uint)rules.Length, nameof(feature));
        if (!double.IsFinite(magnitude))
        {
            throw new ArgumentOutOfRangeException(nameof(magnitude), magnitude, $"Found magnitude {magnitude} for feature {feature}, expected a finite one.");
        }

        Count++;
        var key = new ObservationKey(feature, unit, entity.Length, scope.Length, value.Length);
        var staged = Magnitude.Of(magnitude, rules[feature]);
        if ((long)entity.Length + scope.Length + value.Length > ObservationCache.MostChars)
        {
            Stage(key, entity, scope, value, staged);
            return;
        }

        Span<char> text = stackalloc char[ObservationCache.MostChars];
        entity.CopyTo(text);
        scope.CopyTo(text[entity.Length..]);
        value.CopyTo(text[(entity.Length + scope.Length)..]);
        cache.Add(key, text[..key.Chars], staged);
    }

    /// <summary>
    /// Replaces those values of a feature that were seen on fewer entities than told; call it when all is appended, before <see cref="Aggregate"/>.
    /// </summary>
    /// <param name="feature">Number of the feature.</param>
    /// <param name="minEntities">Entities on which a value must have been seen to stay; at 1 or less all stay.</param>
    /// <param name="keep">Values that stay anyway.</param>
    /// <param name="replacement">What stands for the others.</param>
    /// <param name="cancellation">Stops it; the stage is of no more use then.</param>
    public void ReplaceRareValues(
        int feature, int minEntities, IEnumerable<string> keep, string replacement = "<rare>", CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unchecked((uint)feature), (uint)rules.Length, nameof(feature));
        ArgumentNullException.ThrowIfNull(keep);
        Flush();
        connection.Execute("CREATE TABLE kept (value VARCHAR)", cancellation);
        using (var kept = connection.Append("kept"))
        {
            foreach (var value in keep.Append(replacement))
            {
                kept.SetText(0, value);
                kept.EndRow();
            }

            kept.Complete();
        }

        connection.Execute(ObservationSql.CreateRare(feature, minEntities), cancellation);
        connection.Execute(ObservationSql.ReplaceRare(feature, replacement), cancellation);
    }

    /// <summary>The aggregated observations, ordered by feature, entity, scope, value and unit (texts by their UTF-8 bytes). Dispose the reader before the next call.</summary>
    public ObservationReader Aggregate(CancellationToken cancellation = default)
    {
        Flush();
        return new ObservationReader(connection.Query(ObservationSql.Aggregate, cancellation), rules);
    }

    public void Dispose()
    {
        appender?.Dispose();
        connection.Dispose();
        database.Dispose();
    }

    private void Stage(ObservationKey key, ReadOnlyMemory<char> text, Magnitude magnitude)
    {
        var (entityEnd, scopeEnd) = (key.EntityChars, key.EntityChars + key.ScopeChars);
        Stage(key, text.Span[..entityEnd], text.Span[entityEnd..scopeEnd], text.Span[scopeEnd..], magnitude);
    }

    private void Stage(ObservationKey key, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, Magnitude magnitude)
    {
        appender ??= connection.Append("observations");
        appender.Set(0, key.Feature);
        appender.Set(1, key.Unit);
        appender.SetText(2, entity);
        appender.SetText(3, scope);
        appender.SetText(4, value);
        appender.Set(5, magnitude.Greatest);
        appender.Set(6, magnitude.Whole);
        appender.Set(7, magnitude.Fraction);
        appender.EndRow();
        StagedCount++;
    }

    private void Flush()
    {
        cache.Empty();
        appender?.Complete();
        appender?.Dispose();
        appender = null;
    }
}
