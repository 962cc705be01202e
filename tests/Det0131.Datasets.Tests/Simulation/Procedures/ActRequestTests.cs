using Det0131.Datasets.Simulation.Procedures;

namespace Det0131.Datasets.Tests.Simulation.Procedures;

public sealed class ActRequestTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Read_LinesWithAndWithoutWishes_GivesThem()
    {
        File.WriteAllText(_file, "procedure,host,day,variation\nwin-curl-upload,pc-hr-01,2026-10-06,split\nlin-nc-file\n\n");

        Assert.Equal(
            [new ActRequest("win-curl-upload", "pc-hr-01", new DateOnly(2026, 10, 6), ActVariation.Split), new ActRequest("lin-nc-file")],
            ActRequest.Read(_file));
    }

    [Theory]
    [InlineData("", ":1: found ''")]
    [InlineData("act,host\n", ":1: found 'act,host'")]
    [InlineData("procedure\nwin-nothing\n", ":2: found the procedure 'win-nothing'")]
    [InlineData("procedure,day\nlin-nc-file,6.10.2026\n", ":2: found the day '6.10.2026'")]
    [InlineData("procedure,variation\nlin-nc-file,loud\n", ":2: Found the variation 'loud'")]
    [InlineData("procedure,variation\nlin-split,renamed\n", ":2: Found the variation 'renamed' of lin-split")]
    [InlineData("procedure\nlin-nc-file,a,b\n", ":2: found 3 fields")]
    [InlineData("procedure,host\n,pc-hr-01\n", ":2: found no procedure")]
    public void Read_LineThatIsNotUnderstood_NamesItAndWhatWasExpected(string text, string expected)
    {
        File.WriteAllText(_file, text);

        Assert.Contains(expected, Assert.Throws<FormatException>(() => ActRequest.Read(_file)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);
}
