using System.Net;
using System.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.HostLogs;

public sealed class HostTextTests
{
    private readonly HostText text = new();

    /// <summary>The twin is the runtime's own address type.</summary>
    [Fact]
    public void Address_RandomIPv6_IsTheUsualForm()
    {
        var random = new Random(1);
        var bytes = new byte[16];
        for (var round = 0; round < 200; round++)
        {
            random.NextBytes(bytes);
            bytes.AsSpan(random.Next(12), 4).Clear();
            var address = new IPAddress(bytes);
            var expanded = string.Join(':', Enumerable.Range(0, 8).Select(group => $"{(bytes[group * 2] << 8) | bytes[(group * 2) + 1]:x}"));
            Assert.Equal(address.ToString(), text.Address(Encoding.ASCII.GetBytes(expanded)));
        }
    }

    [Theory]
    [InlineData("192.168.2.5", "192.168.2.5")]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4")]
    [InlineData("fe80::1%eth0", "fe80::1")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("1.2.3", null)]
    [InlineData("1.2.3.256", null)]
    [InlineData("01.2.3.4", null)]
    [InlineData("1.2.3.4.5", null)]
    [InlineData("host", null)]
    [InlineData("", null)]
    [InlineData("99999999999", null)]
    public void Address_Forms(string given, string? expected) => Assert.Equal(expected, text.Address(Encoding.ASCII.GetBytes(given)));

    [Theory]
    [InlineData(@"C:\Windows\System32\Cmd.EXE", true, "cmd.exe", ".exe")]
    [InlineData("/usr/bin/a\\b.sh", false, "a\\b.sh", ".sh")]
    [InlineData("System", true, "system", null)]
    [InlineData("/home/u/.bashrc", false, ".bashrc", null)]
    [InlineData("/tmp/x.", false, "x.", null)]
    [InlineData("/tmp/a.b c", false, "a.b c", null)]
    [InlineData("/tmp/archive.tar.GZ", false, "archive.tar.gz", ".gz")]
    [InlineData("/tmp/", false, null, null)]
    public void Paths_GiveNameAndExtension(string path, bool backslash, string? name, string? extension)
    {
        Assert.Equal(name, text.BaseName(Encoding.UTF8.GetBytes(path), backslash));
        Assert.Equal(extension, text.Extension(Encoding.UTF8.GetBytes(path), backslash));
    }

    [Theory]
    [InlineData("0x1610", "5648")]
    [InlineData("5648", "5648")]
    [InlineData("0x", null)]
    [InlineData("0xffffffffffffffffff", null)]
    [InlineData("-1", null)]
    [InlineData("12a", null)]
    [InlineData("", null)]
    public void ProcessId_HexAndDecimal(string given, string? expected) => Assert.Equal(expected, text.ProcessId(Encoding.ASCII.GetBytes(given)));

    [Fact]
    public void Cut_LongText_EndsOnACharacter()
    {
        var cut = HostText.Cut(Encoding.UTF8.GetBytes("a" + new string('é', 4000)));
        Assert.Equal("a" + new string('é', 2047), cut);
        Assert.Null(HostText.Cut(default));
    }

    [Theory]
    [InlineData("65535", 65535)]
    [InlineData("65536", null)]
    [InlineData("-1", null)]
    public void Port_Range(string given, int? expected) => Assert.Equal(expected, HostText.Port(Encoding.ASCII.GetBytes(given)));

    [Theory]
    [InlineData(0L, Platform.Linux, UserClass.System)]
    [InlineData(33L, Platform.Linux, UserClass.Service)]
    [InlineData(999L, Platform.Linux, UserClass.Service)]
    [InlineData(1000L, Platform.Linux, UserClass.Person)]
    [InlineData(501L, Platform.MacOS, UserClass.Person)]
    [InlineData(501L, Platform.Linux, UserClass.Service)]
    [InlineData(65534L, Platform.Linux, UserClass.Service)]
    [InlineData(62000L, Platform.Linux, UserClass.Service)]
    [InlineData(1702639807L, Platform.Linux, UserClass.Person)]
    [InlineData(4294967295L, Platform.Linux, UserClass.Unknown)]
    [InlineData(-2L, Platform.MacOS, UserClass.Service)]
    [InlineData(null, Platform.Linux, UserClass.Unknown)]
    public void UnixAccounts_Classes(long? number, Platform platform, UserClass expected) => Assert.Equal(expected, UnixAccounts.ClassOf(number, platform));

    /// <summary>The twin is a dictionary of the same values.</summary>
    [Fact]
    public void ByteFields_SetAgainAndAgain_KeepsTheLastAndStaysBounded()
    {
        var fields = new ByteFields(4, longestValueBytes: 1000);
        var expected = new byte[4][];
        var random = new Random(9);
        var allocated = 0L;
        for (var round = 0; round < 5000; round++)
        {
            var value = new byte[random.Next(0, 1200)];
            random.NextBytes(value);
            var field = random.Next(4);
            var before = GC.GetAllocatedBytesForCurrentThread();
            fields.Set(field, value);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            expected[field] = value.Length > 1000 ? value[..1000] : value;
        }

        for (var field = 0; field < 4; field++)
        {
            Assert.Equal(expected[field], fields[field].ToArray());
        }

        fields.Clear();
        Assert.False(fields.Has(0));

        // 4 fields of at most twice 1,000 bytes, the array doubled on the way there.
        Assert.InRange(allocated, 0, 20_000);
    }
}
