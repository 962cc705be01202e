using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers.Mutation;

/// <summary>Records that the reader of a format takes: the file <c>Fixtures/Mutation/name.framing.log</c>, a record a line but for binary logs.</summary>
internal static class Seeds
{
    /// <summary>Formats of JSON that are tested as rows of CSV too: each of the exports that are known to come so.</summary>
    private static readonly string[] Csv = ["windows.csv", "defender.csv", "azure.csv", "vpcflow.csv", "ecs.csv", "ocsf.csv"];

    public static IEnumerable<string> Keys => [.. SourceFormats.All.Select(KeyOf), .. Csv];

    /// <summary>Names a format; two may share a name and differ in framing.</summary>
    public static string KeyOf(SourceFormat format) => $"{format.Name}.{format.Framing.ToString().ToLowerInvariant()}";

    public static SourceFormat FormatOf(string key) => key.EndsWith(".csv", StringComparison.Ordinal)
        ? FormatOf(key[..^3] + "json") with { Framing = Framing.Csv }
        : SourceFormats.All.Single(format => KeyOf(format) == key);

    public static string PathOf(string key) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Mutation", key + ".log");

    public static byte[] File(string key) => System.IO.File.ReadAllBytes(PathOf(key));

    public static List<byte[]> Records(string key) => [.. System.IO.File.ReadLines(PathOf(key)).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes)];
}
