using System.Text;
using Det0131.Datasets.Lake;

namespace Det0131.Datasets.Tests.Lake;

public sealed class TextPoolTests
{
    /// <summary>Property against Encoding itself, with a pool far too small, so that texts push each other out.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(1024)]
    public void Get_ManyTexts_AlwaysGivesTheText(int capacity)
    {
        var pool = new TextPool(capacity);
        var random = new Random(2);
        string[] pieces = ["", "a", "ü", "東", "😀", "0123456789", new string('é', 100), new string('x', 300)];
        for (var i = 0; i < 50_000; i++)
        {
            var text = pieces[random.Next(pieces.Length)] + pieces[random.Next(pieces.Length)] + random.Next(50);
            Assert.Equal(text, pool.Get(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Theory]
    [InlineData("host-0001")]
    [InlineData("Zürich 東京 😀")]
    public void Get_Again_IsTheSameString(string text)
    {
        var pool = new TextPool(1024);
        var first = pool.Get(Encoding.UTF8.GetBytes(text));
        Assert.Same(first, pool.Get(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Get_LongText_IsNotKept()
    {
        var pool = new TextPool(1024);
        var longest = Encoding.UTF8.GetBytes(new string('x', TextPool.LongestBytes));
        var longer = Encoding.UTF8.GetBytes(new string('x', TextPool.LongestBytes + 1));
        Assert.Same(pool.Get(longest), pool.Get(longest));
        Assert.NotSame(pool.Get(longer), pool.Get(longer));
        Assert.Same("", pool.Get([]));
    }

    [Fact]
    public void Get_NotUtf8_BecomesReplacementCharacters()
    {
        var pool = new TextPool(16);
        byte[] bytes = [.. Enumerable.Repeat((byte)0xFF, 200)];
        Assert.Equal(new string('\uFFFD', 200), pool.Get(bytes));
        Assert.Equal(new string('\uFFFD', 200), pool.Get(bytes));
    }
}
