using System.Reflection;

namespace Det0131.Datasets.Tests;

public sealed class BundledFilesTests
{
    [Fact]
    public void PathOf_EveryNamedFile_IsBesideTheAssembly()
    {
        var names = typeof(BundledFiles).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)
            .Append(BundledFiles.DuckDb).ToList();

        Assert.Equal(11, names.Count);
        Assert.All(names, name => Assert.True(new FileInfo(BundledFiles.PathOf(name)).Length > 100));
    }

    [Theory]
    [InlineData(BundledFiles.CountryIPv4, "1.0.0.0,1.0.0.255,AU")]
    [InlineData(BundledFiles.AsnIPv4, "1.0.0.0,1.0.0.255,13335,\"Cloudflare, Inc.\"")]
    [InlineData(BundledFiles.PublicSuffixRules, "export default [")]
    public void PathOf_DataFile_BeginsAsDocumented(string name, string firstLine) =>
        Assert.Equal(firstLine, File.ReadLines(BundledFiles.PathOf(name)).First());

    [Fact]
    public void PathOf_MissingFile_SaysWhatAndWhere()
    {
        var error = Assert.Throws<FileNotFoundException>(() => BundledFiles.PathOf("data/none.csv"));
        Assert.StartsWith("Found no data/none.csv in ", error.Message, StringComparison.Ordinal);
    }
}
