using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class FileNameHostTests
{
    [Theory]
    [InlineData("logs/Mac07.eslogger.ndjson.gz", "mac07")]
    [InlineData("mac07.example.org-eslogger.json", "mac07.example.org")]
    [InlineData(@"C:\x\mac07_eslogger_1.json", "mac07")]
    [InlineData("a.zip!mac07.eslogger.json", "mac07")]
    [InlineData("eslogger.json", null)]
    [InlineData("logs/eslogger/1.json", null)]
    [InlineData(".eslogger", null)]
    [InlineData("myeslogger.json", null)]
    [InlineData("a b.eslogger.json", null)]
    [InlineData("-x.eslogger.json", null)]
    [InlineData("", null)]
    public void Of_FileName_GivesTheHostBeforeTheWord(string file, string? expected) => Assert.Equal(expected, FileNameHost.Of(file, "eslogger"));

    [Fact]
    public void Of_SeveralWords_TakesTheFirstInTheName() => Assert.Equal("esx01", FileNameHost.Of("esx01-hostd-vpxa.log", "vpxa", "hostd"));
}
