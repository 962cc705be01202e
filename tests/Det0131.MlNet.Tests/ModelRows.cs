using Det0131.Models.ModelZip;
using Microsoft.Data.Analysis;

namespace Det0131.MlNet.Tests;

/// <summary>Rows for a model: random ones and, in every other cell, exactly a bin's bound, where an off-by-one would show.</summary>
internal static class ModelRows
{
    public static float[][] For(GamModel model, int rows, ulong seed)
    {
        var made = new float[rows][];
        for (var row = 0; row < rows; row++)
        {
            made[row] = [.. model.Features.Select(feature => Cell(feature, ref seed))];
        }

        return made;
    }

    /// <summary>The rows as named float columns. A data frame hands floats on as they are; a text file would round them.</summary>
    public static DataFrame Frame(IReadOnlyList<string> names, float[][] rows) =>
        new(names.Select(DataFrameColumn (string name, int column) => new SingleDataFrameColumn(name, rows.Select(row => row[column]))));

    private static float Cell(GamFeature feature, ref ulong seed)
    {
        var bounds = feature.UpperBounds;
        return (Next(ref seed) % 4) switch
        {
            0 => -1,
            1 when bounds.Length > 1 => (float)bounds[(int)(Next(ref seed) % (ulong)(bounds.Length - 1))],
            _ => Next(ref seed) % 4096 / 128f,
        };
    }

    // Knuth's MMIX generator: the same rows on every machine.
    private static ulong Next(ref ulong seed) => (seed = unchecked((seed * 6364136223846793005) + 1442695040888963407)) >> 33;
}
