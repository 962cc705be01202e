using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class EventIdentityTests
{
    [Fact]
    public void Of_ShortParts_IsTheDocumentedSha256()
    {
        // Built by hand from the documented layout: mark 1, length, bytes.
        byte[] layout = [1, 1, 0, 0, 0, (byte)'s', 1, 2, 0, 0, 0, (byte)'i', (byte)'d'];

        Assert.Equal(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(layout)), EventIdentity.Of("s", "id"));
        Assert.Equal(EventIdentity.Of("s", "id"), EventIdentity.Of("s", "id"u8));
    }

    [Fact]
    public void Of_OtherCutOfTheSameLetters_OtherIdentity()
    {
        UInt128[] all = [EventIdentity.Of("ab", "c"), EventIdentity.Of("a", "bc"), EventIdentity.Of("abc", ""), EventIdentity.Of("abc", (string?)null), EventIdentity.Of("abc")];

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Of_LongParts_DifferByTheirLastLetter()
    {
        var seen = new HashSet<UInt128>();
        for (var length = 1; length < 700; length++)
        {
            Assert.True(seen.Add(EventIdentity.Of("s", new string('x', length))));
            Assert.True(seen.Add(EventIdentity.Of("s", new string('x', length - 1) + "y")));
            Assert.Equal(EventIdentity.Of("s", new string('x', length)), EventIdentity.Of("s", Encoding.UTF8.GetBytes(new string('x', length))));
        }
    }

    [Fact]
    public void Of_ManyParts_AllCount()
    {
        var parts = Enumerable.Range(0, 60).Select(i => "part" + i).ToArray();
        var one = EventIdentity.Of("s", parts);
        parts[3] = "other";

        Assert.NotEqual(one, EventIdentity.Of("s", parts));
    }

    [Theory]
    [InlineData("/a/b/conn.log", "conn.log.gz")]
    [InlineData("C:\\logs\\conn.log", "day.zip!x/conn.log.zst")]
    public void OfRecord_MovedOrCompressedFile_SameIdentity(string one, string other) =>
        Assert.Equal(EventIdentity.OfRecord("s", one, 5, 0, "x"u8), EventIdentity.OfRecord("s", other, 5, 0, "x"u8));

    [Fact]
    public void OfRecord_AnyPartDiffers_OtherIdentity()
    {
        UInt128[] all =
        [
            EventIdentity.OfRecord("s", "f", 5, 0, "x"u8), EventIdentity.OfRecord("t", "f", 5, 0, "x"u8), EventIdentity.OfRecord("s", "g", 5, 0, "x"u8),
            EventIdentity.OfRecord("s", "f", 6, 0, "x"u8), EventIdentity.OfRecord("s", "f", 5, 1, "x"u8), EventIdentity.OfRecord("s", "f", 5, 0, "y"u8),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
