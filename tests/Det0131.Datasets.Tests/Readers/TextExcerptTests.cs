using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class TextExcerptTests
{
    [Theory]
    [InlineData("plain ü 漢 😀", "plain ü 漢 😀")]
    [InlineData("a\u001b[31m\u0000\r\n\t", "a\\x1b[31m\\x00\\x0d\\x0a\\x09")]
    [InlineData("a\u202Egpj.exe\u200B\u2028", "a\\u202egpj.exe\\u200b\\u2028")]
    [InlineData("", "")]
    public void Of_ControlAndFormatCharacters_AreEscaped(string text, string expected) => Assert.Equal(expected, TextExcerpt.Of(Encoding.UTF8.GetBytes(text), 100));

    [Fact]
    public void Of_BadUtf8AndLongText_EscapedAndCut()
    {
        Assert.Equal("a\\xff\\xc3", TextExcerpt.Of([(byte)'a', 0xFF, 0xC3], 100));
        Assert.Equal("abc...", TextExcerpt.Of("abcd"u8, 3));
        Assert.Equal("ab...", TextExcerpt.Of("ab\u0001"u8, 5));
    }

    [Fact]
    public void Cut_EveryLength_IsValidAndAtMostOneCharacterShort()
    {
        var text = Encoding.UTF8.GetBytes("aü漢😀z");
        for (var bytes = 0; bytes <= text.Length; bytes++)
        {
            var cut = TextExcerpt.Cut(text, bytes);
            Assert.True(System.Text.Unicode.Utf8.IsValid(cut));
            Assert.InRange(cut.Length, Math.Max(0, bytes - 3), bytes);
        }

        Assert.Equal(5, TextExcerpt.Cut([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 5).Length);
    }
}
