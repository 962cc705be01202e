using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>The table of sources in datasets/README.md against the formats that are registered.</summary>
public sealed class SourceTableTests
{
    private const int Columns = 6;

    [Fact]
    public void Table_RegisteredFormats_EachHasOneFullRow()
    {
        var rows = Rows();

        foreach (var name in SourceFormats.All.Select(format => format.Name).Distinct())
        {
            var row = Assert.Single(rows, cells => cells[0] == $"`{name}`");
            Assert.True(row.Length == Columns && row.All(cell => cell.Length > 0), $"{name}: found {string.Join('|', row)}; expected {Columns} filled cells.");
        }
    }

    [Fact]
    public void Table_Rows_NameARegisteredFormatAndAFolderThatIsThere()
    {
        foreach (var row in Rows())
        {
            Assert.Contains(SourceFormats.All, format => $"`{format.Name}`" == row[0]);
            var folder = row[2][(row[2].IndexOf('(', StringComparison.Ordinal) + 1)..^1];
            Assert.True(Directory.Exists(Path.Combine(Root(), "datasets", folder)), $"{row[0]}: no folder {folder}");
        }
    }

    private static List<string[]> Rows() =>
    [
        .. File.ReadLines(Path.Combine(Root(), "datasets", "README.md"))
            .SkipWhile(line => line != "## Sources").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    internal static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Det0131.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Found no Det0131.sln above {AppContext.BaseDirectory}; expected the tests to lie in the checkout.");
    }
}
