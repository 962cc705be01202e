using System.Text;
using Det0131.Datasets.Lake;
using Det0131.Models.Baselines;
using Det0131.Models.Learning;

namespace Det0131.Datasets.History;

/// <summary>Counts training's observations in DuckDB, spilling to a directory of its own. Not thread-safe.</summary>
public sealed class ObservationCounter : IObservationCounter
{
    private readonly IReadOnlyList<FeatureSchema> _schema;
    private readonly DirectoryInfo _spill;
    private readonly ObservationStage _stage;

    public ObservationCounter(IReadOnlyList<FeatureSchema> schema, LakeOptions? options = null)
    {
        _schema = schema ?? throw new ArgumentNullException(nameof(schema));
        _spill = Directory.CreateTempSubdirectory("det0131-count-");
        _stage = new ObservationStage([.. schema.Select(RuleOf)], _spill.FullName, options);
    }

    public void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude) =>
        _stage.Append(feature, entity, scope, value, unit, magnitude);

    public void ReplaceRareValues(int feature, int minimumEntities, IReadOnlyCollection<string> keep, string replacement) =>
        _stage.ReplaceRareValues(feature, minimumEntities, keep, replacement);

    public void Count(RowReceiver receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        using var rows = _stage.Aggregate();
        var buffer = new char[1024];
        while (rows.Read())
        {
            var entity = rows.Entity;
            var scope = rows.Scope;
            var value = rows.Value;
            // UTF-8 never has fewer bytes than the text has UTF-16 units.
            if (entity.Length + scope.Length + value.Length > buffer.Length)
            {
                buffer = new char[entity.Length + scope.Length + value.Length];
            }

            var entityEnd = Encoding.UTF8.GetChars(entity, buffer);
            var scopeEnd = entityEnd + Encoding.UTF8.GetChars(scope, buffer.AsSpan(entityEnd));
            var valueEnd = scopeEnd + Encoding.UTF8.GetChars(value, buffer.AsSpan(scopeEnd));
            var magnitude = _schema[rows.Feature].HasMagnitude ? rows.Magnitude : 0;
            receive(rows.Feature, buffer.AsSpan(0, entityEnd), buffer.AsSpan(entityEnd, scopeEnd - entityEnd), buffer.AsSpan(scopeEnd, valueEnd - scopeEnd), rows.Unit, magnitude);
        }
    }

    public void Dispose()
    {
        _stage.Dispose();
        _spill.Delete(recursive: true);
    }

    private static ObservationRule RuleOf(FeatureSchema feature) =>
        !feature.HasMagnitude ? ObservationRule.Distinct
        : feature.Merge == MagnitudeMerge.Sum ? ObservationRule.Sum
        : ObservationRule.Max;
}
