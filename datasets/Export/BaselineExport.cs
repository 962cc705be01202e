using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Lake;
using Det0131.Models.Baselines;

namespace Det0131.Datasets.Export;

/// <summary>Baseline rows as Parquet, for notebooks and other tools.</summary>
public static class BaselineExport
{
    /// <summary>Columns: feature, entity, scope, value, unit (number of the feature's time unit), magnitude.</summary>
    /// <returns>Rows written.</returns>
    public static long ToParquet(BaselineTable table, string path)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var export = new ParquetExport(path,
            ("feature", DuckDbType.Varchar), ("entity", DuckDbType.Varchar), ("scope", DuckDbType.Varchar), ("value", DuckDbType.Varchar),
            ("unit", DuckDbType.Integer), ("magnitude", DuckDbType.Double));
        foreach (var row in table.Rows())
        {
            export.Rows.SetText(0, table.Schema[row.Feature].Id);
            export.Rows.SetText(1, row.Entity);
            export.Rows.SetText(2, row.Scope);
            export.Rows.SetText(3, row.Value);
            export.Rows.Set(4, row.Unit);
            export.Rows.Set(5, row.Magnitude);
            export.Rows.EndRow();
        }

        return export.Complete();
    }
}
