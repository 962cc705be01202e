using System.IO.Compression;
using System.Text;

namespace Det0131.Models.ModelZip;

/// <summary>
/// Writes a <see cref="GamModel"/> as a zip that <c>mlContext.Model.Load</c> of the Microsoft.ML package opens: the named
/// float columns are concatenated into <c>Features</c>, and a GAM regression makes <c>Score</c> of them.
/// </summary>
/// <remarks>
/// Same model, same bytes: entries are stored in a fixed order, uncompressed (so that no release of the compressor
/// changes them) and carry the zip format's first time, 1980-01-01.
/// </remarks>
public static class ModelZipWriter
{
    // Load never reads this entry back; it tells a person who unpacks the file what it follows.
    private const string VersionText = "Det0131, in the model format of Microsoft.ML 5.0.0\n";

    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the model to a file, which is replaced if it exists.</summary>
    public static void Write(string path, GamModel model)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllBytes(path, ToArray(model));
    }

    /// <summary>Writes the model at the stream's position. The stream need not seek and stays open.</summary>
    public static void Write(Stream stream, GamModel model)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ToArray(model));
    }

    /// <summary>The zip's bytes.</summary>
    /// <exception cref="ArgumentException">The model is so large that <see cref="ModelZipReader"/> would refuse the zip (16 MiB).</exception>
    public static byte[] ToArray(GamModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var names = model.Features.Select(feature => feature.Name).ToArray();
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, ModelZipLayout.VersionEntry, Encoding.UTF8.GetBytes(VersionText));
            Add(zip, ModelZipLayout.ChainEntry, Chain());
            Add(zip, ModelZipLayout.ConcatEntry, Concat(names));
            Add(zip, ModelZipLayout.PredictionEntry, Prediction());
            Add(zip, ModelZipLayout.TrainSchemaEntry, IdvSchemaWriter.Vector(ModelZipLayout.FeaturesColumn, names.Length));
            Add(zip, ModelZipLayout.GamEntry, Gam(model));
            Add(zip, ModelZipLayout.SchemaEntry, IdvSchemaWriter.Scalars(names));
        }

        return file.Length <= ModelZipLayout.MaximumZipBytes
            ? file.ToArray()
            : throw new ArgumentException($"The model takes {file.Length} bytes; expected at most {ModelZipLayout.MaximumZipBytes}.", nameof(model));
    }

    private static byte[] Chain()
    {
        var key = new ModelKeyWriter();
        key.Write(2);
        key.Write(ModelZipLayout.ScopeEverything);
        key.Write(ModelZipLayout.ScopeEverything);
        return key.ToArray(ModelZipLayout.Chain);
    }

    private static byte[] Concat(string[] names)
    {
        const int noAlias = -1;
        var key = new ModelKeyWriter();
        key.Write(1);
        key.Write(ModelZipLayout.FeaturesColumn);
        key.Write(names.Length);
        foreach (var name in names)
        {
            key.Write(name);
            key.Write(noAlias);
        }

        return key.ToArray(ModelZipLayout.Concat);
    }

    private static byte[] Prediction()
    {
        var key = new ModelKeyWriter();
        key.Write(ModelZipLayout.FeaturesColumn);
        return key.ToArray(ModelZipLayout.Prediction);
    }

    private static byte[] Gam(GamModel model)
    {
        var key = new ModelKeyWriter();
        key.Write(model.Features.Count); // shapes
        key.Write(model.Features.Count); // inputs
        key.Write(model.Intercept);
        foreach (var feature in model.Features)
        {
            key.Write(feature.Effects.Length);
            key.Write(feature.Effects);
        }

        foreach (var feature in model.Features)
        {
            key.Write(feature.UpperBounds); // no count
        }

        key.Write(model.Features.Count);
        for (var f = 0; f < model.Features.Count; f++)
        {
            key.Write(f); // input
            key.Write(f); // its shape
        }

        return key.ToArray(ModelZipLayout.Gam);
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = EntryTime;
        entry.ExternalAttributes = unchecked((int)0x81A40000); // a regular file, rw-r--r--, on every system
        using var stream = entry.Open();
        stream.Write(content);
    }
}
