using System.IO.Compression;
using System.Text;
using Det0131.Datasets.Simulation;

namespace Det0131.Datasets.Tests.Simulation;

/// <summary>A demo written once for the tests that read it: one week of history and the whole scored week.</summary>
public sealed class DemoSite : IDisposable
{
    public DemoSite()
    {
        Directory = WriteNew(Options, out var summary);
        Summary = summary;
        Acts = File.ReadLines(Path.Combine(Directory, "acts.csv")).Skip(1).Select(Cells).ToList();
    }

    public static DemoOptions Options { get; } = new() { HistoryWeeks = 1 };

    public string Directory { get; }

    public DemoSummary Summary { get; }

    /// <summary>Cells of acts.csv, in the order of its header.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Acts { get; }

    public static string WriteNew(DemoOptions options, out DemoSummary summary)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("det0131-demo-").FullName;
        summary = DemoLogGenerator.Write(directory, options);
        return directory;
    }

    /// <summary>Log files whose path below logs/ holds all the words, in ordinal order.</summary>
    public static IEnumerable<string> FilesOf(string directory, params string[] words) =>
        System.IO.Directory.EnumerateFiles(Path.Combine(directory, "logs"), "*", SearchOption.AllDirectories)
            .Where(path => words.All(word => path[directory.Length..].Contains(word, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    public IEnumerable<string> Files(params string[] words) => FilesOf(Directory, words);

    public static string Text(string path)
    {
        using Stream file = File.OpenRead(path);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, new UTF8Encoding(false, true));
        return reader.ReadToEnd();
    }

    public static string[] Lines(string path)
    {
        var text = Text(path);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }

    /// <summary>Rows of one of Zeek's logs: column name to value.</summary>
    public IEnumerable<Dictionary<string, string>> ZeekRows(string part, string log)
    {
        foreach (var path in Files($"/{part}/zeek/", $"/{log}.log"))
        {
            var lines = Lines(path);
            var fields = lines.Single(line => line.StartsWith("#fields\t", StringComparison.Ordinal)).Split('\t')[1..];
            foreach (var line in lines.Where(line => line[0] != '#'))
            {
                yield return fields.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            }
        }
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, true);

    /// <summary>Cells of a comma-separated line with quoted cells.</summary>
    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        foreach (var (part, index) in line.Split('"').Select((part, index) => (part, index)))
        {
            if (index % 2 == 1)
            {
                cells[^1] += part;
                continue;
            }

            var pieces = part.Split(',');
            if (index == 0)
            {
                cells.AddRange(pieces);
            }
            else
            {
                cells[^1] += pieces[0];
                cells.AddRange(pieces[1..]);
            }
        }

        return cells;
    }
}

/// <summary>One demo for all the tests that only read it.</summary>
[CollectionDefinition(nameof(DemoSite))]
public sealed class DemoSiteCollection : ICollectionFixture<DemoSite>;
