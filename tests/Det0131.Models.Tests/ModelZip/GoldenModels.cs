using System.Globalization;
using System.IO.Compression;
using Det0131.Models.ModelZip;

namespace Det0131.Models.Tests.ModelZip;

/// <summary>Files that the Microsoft.ML library wrote, with the scores that it computed (Fixtures/mlnet-golden/README.md).</summary>
internal static class GoldenModels
{
    public sealed record Row(float[] Values, float Score, float[] Contributions);

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "mlnet-golden", file);

    public static Row[] ExpectedRows(string name) =>
        File.ReadLines(PathOf(name + ".expected.csv")).Skip(1).Select(line =>
        {
            var cells = line.Split(',').Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
            return new Row(cells[..6], cells[6], cells[7..]);
        }).ToArray();

    /// <summary>The model that steps-gam.zip holds, built from the list of its shapes.</summary>
    public static GamModel StepsFromShapes()
    {
        var rows = File.ReadLines(PathOf("steps-gam.shapes.csv")).Skip(1).Select(line => line.Split(','));
        return new GamModel(0.5, rows.GroupBy(cells => cells[0]).Select(shape => new GamFeature(
            shape.Key,
            shape.Select(cells => cells[2] == "inf" ? double.PositiveInfinity : Number(cells[2])).ToArray(),
            shape.Select(cells => Number(cells[3])).ToArray())));
    }

    public static SortedDictionary<string, byte[]> Unzip(Stream zip)
    {
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var archive = new ZipArchive(zip, ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            entries.Add(entry.FullName, content.ToArray());
        }

        return entries;
    }

    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> entries, CompressionLevel level = CompressionLevel.Optimal)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
