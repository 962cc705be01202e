using System.Diagnostics;
using System.Net;
using Det0131.Datasets.Enrichment;

namespace Det0131.Datasets.Tests.Enrichment;

public class AddressRangesTests(ITestOutputHelper output)
{
    [Fact]
    public void Build_RandomRanges_FindsWhatALinearSearchFinds()
    {
        // Brute-force twin: of the ranges that hold the number, the one that begins last, of those the one that ends first.
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            int size = random.Next(1, 400);
            var ranges = Enumerable.Range(0, random.Next(0, 40)).Select(i =>
            {
                uint first = (uint)random.Next(size);
                return new AddressRange<uint>(first, first + (uint)random.Next(size / 4 + 1), i % 7);
            }).ToList();
            if (round % 10 == 0)
            {
                ranges.Add(new AddressRange<uint>(uint.MaxValue - 5, uint.MaxValue, 3));
                ranges.Add(new AddressRange<uint>(0, uint.MaxValue, 4));
            }

            var table = RangeTable<uint>.Build(ranges);

            foreach (uint number in Enumerable.Range(0, (2 * size) + 2).Select(i => (uint)i).Concat([uint.MaxValue, uint.MaxValue - 5, uint.MaxValue - 6]))
            {
                var holding = ranges.Select((range, i) => (range, i)).Where(r => r.range.First <= number && number <= r.range.Last)
                    .OrderByDescending(r => r.range.First).ThenBy(r => r.range.Last).ThenByDescending(r => r.i).ToList();
                Assert.Equal(holding.Count == 0 ? -1 : holding[0].range.Value, table.Find(number));
            }
        }
    }

    [Fact]
    public void Find_RandomAddresses_EqualALinearSearchOfTheFiles()
    {
        // Independent reading: the library's address type and a plain split, every line in turn.
        var random = new Random(2);
        var wanted = Enumerable.Range(0, 60).Select(i => Any(random, i % 2 == 0 ? 4 : 16)).ToList();
        var countries = new (IPAddress? First, IPAddress? Last, string? Value)[wanted.Count];
        foreach (var name in (string[])[BundledFiles.CountryIPv4, BundledFiles.CountryIPv6])
        {
            foreach (var line in File.ReadLines(BundledFiles.PathOf(name)))
            {
                var fields = line.Split(',');
                var (first, last) = (IPAddress.Parse(fields[0]), IPAddress.Parse(fields[1]));
                for (int i = 0; i < wanted.Count; i++)
                {
                    if (wanted[i].AddressFamily == first.AddressFamily && Compare(first, wanted[i]) <= 0 && Compare(wanted[i], last) <= 0
                        && (countries[i].First is null || Compare(countries[i].First!, first) is var c && (c < 0 || (c == 0 && Compare(last, countries[i].Last!) <= 0))))
                    {
                        countries[i] = (first, last, fields[2]);
                    }
                }
            }
        }

        for (int i = 0; i < wanted.Count; i++)
        {
            Assert.Equal(countries[i].Value, AddressRanges.Bundled.Find(wanted[i].ToString()).Country);
        }

        Assert.True(countries.Count(c => c.Value is not null) > 20);
    }

    [Theory]
    [InlineData("8.8.8.8", "US", "AS15169 Google LLC")]
    [InlineData("::ffff:8.8.8.8", "US", "AS15169 Google LLC")]
    [InlineData("64:ff9b::808:808", "US", "AS15169 Google LLC")]
    [InlineData("1.1.1.0", "AU", "AS13335 Cloudflare, Inc.")]
    [InlineData("1.1.1.255", "AU", "AS13335 Cloudflare, Inc.")]
    [InlineData("10.0.0.1", null, null)]
    [InlineData("172.16.0.1", null, null)]
    [InlineData("172.31.255.255", null, null)]
    [InlineData("192.168.1.1", null, null)]
    [InlineData("100.64.0.1", null, null)]
    [InlineData("127.0.0.1", null, null)]
    [InlineData("169.254.1.1", null, null)]
    [InlineData("224.0.0.1", null, null)]
    [InlineData("255.255.255.255", null, null)]
    [InlineData("::1", null, null)]
    [InlineData("fe80::1%eth0", null, null)]
    [InlineData("fd00::1", null, null)]
    [InlineData("2001:db8::1", null, null)]
    [InlineData("", null, null)]
    [InlineData("8", null, null)]
    [InlineData("8.8.8", null, null)]
    [InlineData("8.8.8.8.8", null, null)]
    [InlineData("host.example", null, null)]
    public void Find_Address_GivesPlaceOrNothing(string address, string? country, string? network)
    {
        Assert.Equal(new AddressPlace(country, network), AddressRanges.Bundled.Find(address));
    }

    [Theory]
    [InlineData(0x0AFFFFFFu, false)]
    [InlineData(0x0B000000u, true)]
    [InlineData(0x643FFFFFu, true)]
    [InlineData(0x64400000u, false)]
    [InlineData(0x647FFFFFu, false)]
    [InlineData(0x64800000u, true)]
    [InlineData(0xAC0FFFFFu, true)]
    [InlineData(0xAC100000u, false)]
    [InlineData(0xAC1FFFFFu, false)]
    [InlineData(0xAC200000u, true)]
    [InlineData(0xC611FFFFu, true)]
    [InlineData(0xC6120000u, false)]
    [InlineData(0xC613FFFFu, false)]
    [InlineData(0xC6140000u, true)]
    [InlineData(0xDFFFFFFFu, true)]
    [InlineData(0xE0000000u, false)]
    public void IsGlobal_Bounds_AreThoseOfTheRegistry(uint address, bool expected)
    {
        Assert.Equal(expected, AddressRanges.IsGlobal(address));
    }

    [Theory]
    [InlineData("1.0.0.0,1.0.0.255")]
    [InlineData("1.0.0.0,1.0.0.256,DE")]
    [InlineData("1.0.0.9,1.0.0.1,DE")]
    [InlineData("1.0.0.0,1.0.0.255,Germany")]
    [InlineData("1.0.0,1.0.0.255,DE")]
    [InlineData("1.0.0.0,1.0.0.255,x1,Name")]
    public void Find_DamagedFile_NamesFileLineAndExpected(string line)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "country-ipv4.csv"), "2.0.0.0,2.0.0.1,DE\n" + line);

            var error = Assert.Throws<InvalidDataException>(() => new AddressRanges(folder.FullName).Find("8.8.8.8"));

            Assert.Contains("country-ipv4.csv, line 2: found", error.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Find_NoFile_NamesIt()
    {
        var error = Assert.Throws<FileNotFoundException>(() => new AddressRanges(Path.Combine(Path.GetTempPath(), "det0131-none")).Find("8.8.8.8"));

        Assert.Contains("country-ipv4.csv", error.Message);
    }

    [Fact]
    public void Load_AllFiles_EqualsLoadingAtFirstUse()
    {
        var ranges = new AddressRanges(Path.Combine(AppContext.BaseDirectory, "data"));
        var clock = Stopwatch.StartNew();
        ranges.Load();
        output.WriteLine($"four files {clock.Elapsed.TotalMilliseconds:F0} ms");

        Assert.Equal(AddressRanges.Bundled.Find("2001:4860:4860::8888"), ranges.Find("2001:4860:4860::8888"));
        Assert.NotNull(ranges.Find("2001:4860:4860::8888").Country);
        Assert.Equal(AddressRanges.Bundled.Find("8.8.4.4"), ranges.Find("8.8.4.4"));
    }

    private static IPAddress Any(Random random, int length)
    {
        var bytes = new byte[length];
        do
        {
            random.NextBytes(bytes);
            if (length == 16)
            {
                bytes[0] = 0x2a;
                bytes[1] &= 0x0f;
                bytes[2] &= 0x1f;
            }
        }
        while (length == 4 && !AddressRanges.IsGlobal(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes)));
        return new IPAddress(bytes);
    }

    private static int Compare(IPAddress left, IPAddress right) => left.GetAddressBytes().AsSpan().SequenceCompareTo(right.GetAddressBytes());
}
