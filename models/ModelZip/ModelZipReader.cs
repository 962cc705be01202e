using System.IO.Compression;

namespace Det0131.Models.ModelZip;

/// <summary>
/// Reads a model zip of the one shape that <see cref="ModelZipWriter"/> writes, whether written by it or by ML.NET itself:
/// named float columns concatenated, then a GAM regression. Entry names may be separated by <c>/</c> or <c>\</c>.
/// </summary>
/// <remarks>
/// Content is hostile until proven otherwise: at most 16 MiB of zip and of unpacked model, at most 256 entries, every
/// count checked against the bytes behind it. The zip's CRCs are not checked (the model store has SHA-256 for that).
/// The schema entries are not needed and not read, as in ML.NET.
/// </remarks>
public static class ModelZipReader
{
    private const string Container = "container";
    private const int BytesPerString = 8; // an input of the concatenation: name and alias
    private const int BytesPerShape = 4 + 8 + 8; // a shape of one bin

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">The content is not such a model; says which entry, what was found and what was expected.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GamModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file);
    }

    /// <summary>Reads a model from the stream's position to its end. The stream need not seek and stays open.</summary>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static GamModel Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var bytes = ReadAtMost(stream, ModelZipLayout.MaximumZipBytes, Container, "bytes of zip");
        var entries = ReadEntries(bytes);

        ReadChain(Entry(entries, ModelZipLayout.ChainEntry));
        var names = ReadConcat(Entry(entries, ModelZipLayout.ConcatEntry), out var output);
        ReadPrediction(Entry(entries, ModelZipLayout.PredictionEntry), output);
        return ReadGam(Entry(entries, ModelZipLayout.GamEntry), names);
    }

    private static Dictionary<string, byte[]> ReadEntries(byte[] zipBytes)
    {
        // One header in the central directory for each entry: counted before the library makes an object of each.
        var headers = zipBytes.AsSpan().Count("PK\x01\x02"u8);
        if (headers > ModelZipLayout.MaximumEntries)
        {
            throw new ModelFormatException(Container, $"{headers} entries", $"at most {ModelZipLayout.MaximumEntries}");
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(zipBytes, writable: false), ZipArchiveMode.Read);
            var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            var bytesLeft = ModelZipLayout.MaximumZipBytes;
            foreach (var entry in zip.Entries)
            {
                var name = entry.FullName.Replace('\\', '/');
                if (!IsNeeded(name))
                {
                    continue;
                }

                using var content = entry.Open();
                var bytes = ReadAtMost(content, bytesLeft, name, "unpacked bytes");
                bytesLeft -= bytes.Length;
                if (!found.TryAdd(name, bytes))
                {
                    throw new ModelFormatException(name, "two entries of this name", "one");
                }
            }

            return found;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new ModelFormatException(Container, "something else or a damaged file", "a zip file", e);
        }
    }

    private static bool IsNeeded(string name) =>
        name is ModelZipLayout.ChainEntry or ModelZipLayout.ConcatEntry or ModelZipLayout.PredictionEntry or ModelZipLayout.GamEntry;

    private static (string Name, byte[] Bytes) Entry(Dictionary<string, byte[]> entries, string name) =>
        entries.TryGetValue(name, out var bytes) ? (name, bytes) : throw new ModelFormatException(name, "no such entry", "one");

    private static void ReadChain((string Name, byte[] Bytes) entry)
    {
        var key = new ModelKeyReader(entry.Name, entry.Bytes, ModelZipLayout.Chain);
        var transforms = key.ReadInt("transforms");
        if (transforms != 2)
        {
            throw key.Wrong($"a chain of {transforms} transforms", "2: concatenation, then GAM regression");
        }

        key.ReadInt("scope of the concatenation");
        key.ReadInt("scope of the regression");
        key.ExpectEnd();
    }

    private static string[] ReadConcat((string Name, byte[] Bytes) entry, out string output)
    {
        var key = new ModelKeyReader(entry.Name, entry.Bytes, ModelZipLayout.Concat);
        var columns = key.ReadInt("columns");
        if (columns != 1)
        {
            throw key.Wrong($"{columns} joined columns", "1");
        }

        output = key.ReadString("the joined column");
        var names = new string[key.ReadCount("inputs", GamModel.MaximumFeatures, BytesPerString)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = key.ReadString("an input");
            var alias = key.ReadInt("an alias");
            if (alias != -1)
            {
                throw key.Wrong($"an alias for input {i}", "none");
            }
        }

        key.ExpectEnd();
        return names;
    }

    private static void ReadPrediction((string Name, byte[] Bytes) entry, string features)
    {
        var key = new ModelKeyReader(entry.Name, entry.Bytes, ModelZipLayout.Prediction);
        if (key.ReadString("the feature column") != features)
        {
            throw key.Wrong("another feature column", "the joined column");
        }

        key.ExpectEnd();
    }

    private static GamModel ReadGam((string Name, byte[] Bytes) entry, string[] names)
    {
        var key = new ModelKeyReader(entry.Name, entry.Bytes, ModelZipLayout.Gam);
        var shapes = key.ReadCount("shapes", GamModel.MaximumFeatures, BytesPerShape);
        var inputs = key.ReadInt("inputs");
        if (inputs != names.Length)
        {
            throw key.Wrong($"a GAM of {inputs} inputs", $"{names.Length}, as many as named columns (vector columns are not supported)");
        }

        var intercept = key.ReadDouble("the intercept");
        var effects = new double[shapes][];
        for (var s = 0; s < shapes; s++)
        {
            effects[s] = key.ReadDoubles(key.ReadCount("bins", GamFeature.MaximumBins, sizeof(double)), "effects");
        }

        var bounds = new double[shapes][];
        for (var s = 0; s < shapes; s++)
        {
            bounds[s] = key.ReadDoubles(effects[s].Length, "upper bounds");
        }

        var shapeOf = ReadShapeMap(ref key, inputs, shapes);
        key.ExpectEnd();

        try
        {
            // An input without a shape contributes nothing.
            return new GamModel(intercept, names.Select((name, i) => shapeOf[i] < 0
                ? new GamFeature(name, [double.PositiveInfinity], [0])
                : new GamFeature(name, bounds[shapeOf[i]], effects[shapeOf[i]])));
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException(entry.Name, "a model that breaks a rule (" + e.Message + ")", "a valid model", e);
        }
    }

    private static int[] ReadShapeMap(ref ModelKeyReader key, int inputs, int shapes)
    {
        var shapeOf = new int[inputs];
        Array.Fill(shapeOf, -1);
        var isUsed = new bool[shapes];
        var pairs = key.ReadCount("pairs of input and shape", Math.Min(inputs, shapes), 2 * sizeof(int));
        for (var i = 0; i < pairs; i++)
        {
            var input = key.ReadInt("an input");
            var shape = key.ReadInt("a shape");
            if (input < 0 || input >= inputs || shape < 0 || shape >= shapes || shapeOf[input] >= 0 || isUsed[shape])
            {
                throw key.Wrong($"input {input} with shape {shape}", $"each of {inputs} inputs and {shapes} shapes at most once");
            }

            shapeOf[input] = shape;
            isUsed[shape] = true;
        }

        return shapeOf;
    }

    // Declared lengths are not believed: what comes out is counted.
    private static byte[] ReadAtMost(Stream stream, int maximumBytes, string entry, string what)
    {
        var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > maximumBytes)
            {
                throw new ModelFormatException(entry, $"more than {maximumBytes} {what}", $"at most {maximumBytes}");
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
