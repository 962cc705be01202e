using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class Utf8InternerTests
{
    [Fact]
    public void Intern_SameTextAgain_SameInstance()
    {
        var interner = new Utf8Interner();

        Assert.Same(interner.Intern("host-1"u8), interner.Intern("host-1"u8));
        Assert.Same(interner.Intern("host-1"u8), interner.InternLower("HOST-1"u8));
        Assert.Same(interner.Intern("GET"u8), interner.InternUpper("get"u8));
    }

    [Fact]
    public void Intern_EmptyLongAndBadUtf8_AreTexts()
    {
        var interner = new Utf8Interner();
        var text = new string('x', Utf8Interner.LongestKept + 1);

        Assert.Equal("", interner.Intern(default(ReadOnlySpan<byte>)));
        Assert.Equal(text, interner.Intern(Encoding.UTF8.GetBytes(text)));
        Assert.Equal("a\uFFFDb", interner.Intern([(byte)'a', 0xFF, (byte)'b']));
        Assert.Equal("müller", interner.InternLower(Encoding.UTF8.GetBytes("MÜLLER")));
    }

    [Fact]
    public void Intern_MoreTextsThanEntries_StaysExact()
    {
        // Independent: the encoder's own string. Two entries only, so that every text pushes another out.
        var interner = new Utf8Interner(2);
        for (var i = 0; i < 5000; i++)
        {
            var text = "name" + (i * 7919 % 613);
            Assert.Equal(text, interner.Intern(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1 << 21)]
    public void Constructor_NotAPowerOfTwoInRange_Refused(int entries) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Utf8Interner(entries));
}
