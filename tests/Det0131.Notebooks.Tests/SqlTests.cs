using Det0131.Datasets.Lake;
using Det0131.Workbench;

namespace Det0131.Notebooks.Tests;

/// <summary>Answers against values that the query itself states.</summary>
public sealed class SqlTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-sql-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Ask_TextsAndNumbers_GivesThemInOrderOfColumn()
    {
        using var lake = EventLake.Open(_folder.FullName);
        var row = Assert.Single(Sql.Ask(lake, "SELECT 1.5::DOUBLE, 'a', NULL::DOUBLE, NULL::VARCHAR, 'ö'", TestContext.Current.CancellationToken));
        Assert.Equal(["a", "-", "ö"], row.Texts);
        Assert.Equal([1.5, null], row.Numbers);
    }

    [Theory]
    [InlineData("SELECT 1::INTEGER AS whole", "whole")]
    [InlineData("SELECT range::DOUBLE FROM range(200000)", "100000 rows")]
    public void Ask_OtherTypesOrTooMany_IsRefusedByName(string query, string named)
    {
        using var lake = EventLake.Open(_folder.FullName);
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Sql.Ask(lake, query, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }
}
