using Det0131.Models.Alerts;

namespace Det0131.Models.Tests.Alerts;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData(@"C:\Users\a b~", @"C:\Users\a b~")]
    [InlineData("", "")]
    [InlineData("é中😀", "é中😀")]
    [InlineData("a\tb\r\n", @"a\u{9}b\u{d}\u{a}")]
    [InlineData("\u009b31m", @"\u{9b}31m")]
    [InlineData("\u2066x\u200b\ufeff\u2028", @"\u{2066}x\u{200b}\u{feff}\u{2028}")]
    [InlineData("\U000E0041", @"\u{e0041}")]
    [InlineData("e\u0301\u0301\u0301", "e\u0301\u0301\\u{301}")]
    [InlineData("\u007f", @"\u{7f}")]
    public void Escape_EachClass_KeepsOnlyVisibleCharacters(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Escape(text));

    // A fact of its own: a broken surrogate does not survive in an attribute.
    [Fact]
    public void Escape_BrokenSurrogate_IsEscaped() => Assert.Equal(@"\u{d83d}x\u{de00}", TerminalText.Escape("\ud83dx\ude00"));

    [Fact]
    public void Escape_PlainAscii_ReturnsTheSameInstance()
    {
        string text = new('x', 50);
        Assert.Same(text, TerminalText.Escape(text));
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("中文", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("😀", 2)]
    public void Columns_WideAndCombining_AreCounted(string text, int expected) => Assert.Equal(expected, TerminalText.Columns(text));

    // Property: nothing but blanks is lost, no line is too wide, and wrapping ends for words wider than the line.
    [Fact]
    public void Wrap_RandomText_LosesOnlyBlanks()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(0, 120)).Select(_ => random.Next(5) switch { 0 => " ", 1 => "中", _ => "a" }));
            int columns = random.Next(2, 30);
            string[] lines = [.. TerminalText.Wrap(text, columns)];

            Assert.All(lines, line => Assert.InRange(TerminalText.Columns(line), 0, columns));
            Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Wrap_EmptyText_IsOneEmptyLine() => Assert.Equal([""], TerminalText.Wrap("", 10));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abc...")]
    [InlineData("中中中中", 7, "中中...")]
    public void Cut_LongerText_EndsInDots(string text, int columns, string expected) => Assert.Equal(expected, TerminalText.Cut(text, columns));
}
