using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Det0131.Models.ModelZip;

namespace Det0131.Models.Tests.ModelZip;

/// <summary>Damaged and hostile zips: each is refused with a message that names the entry, and nothing else is ever thrown.</summary>
public sealed class ModelZipHostileTests
{
    private const string Gam = "TransformerChain/Transform_001/Model/Model.key";
    private const string Concat = "TransformerChain/Transform_000/Model.key";
    private const string Chain = "TransformerChain/Model.key";

    public static TheoryData<string, int, byte[], string> Patches() => new()
    {
        { Gam, 0x00, [0x00], "signature" },
        { Gam, 0x0C, [3, 0, 1, 0], "newer than this program" },
        { Gam, 0x08, [1, 0, 1, 0], "too old" },
        { Gam, 0x4C, [3, 0, 1, 0], "newer than this program" },
        { Gam, 0x48, [1, 0, 1, 0], "too old" },
        { Gam, 0x40, [(byte)'X'], "'GAM REGP'" },
        { Gam, 0x50, [(byte)'X'], "'RegressionGamPredictor'" },
        { Gam, 0x10, [0x00, 0x02], "start of the model block" },
        { Gam, 0x18, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], "an offset or length of" },
        { Gam, 0x18, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "an offset or length of" },
        { Gam, 0x80, [0x00], "start of the tail" },
        { Gam, 0x88, [0x00], "end" },
        { Gam, 0x90, [0xF0, 0x09], "a assembly name from" },
        { Gam, 0x527, [0xBF], "upper bound -0.75" },
        { Gam, 0x100, [0xFF, 0xFF, 0xFF, 0x7F], "2147483647 shapes" },
        { Gam, 0x100, [0xFF, 0xFF, 0xFF, 0xFF], "-1 shapes" },
        { Gam, 0x104, [7], "a GAM of 7 inputs" },
        { Gam, 0x110, [0xFF, 0xFF, 0xFF, 0x7F], "2147483647 bins" },
        { Gam, 0x110, [0, 0, 0, 0], "0 bins" },
        { Gam, 0x10E, [0xF0, 0x7F], "intercept" },
        { Chain, 0x100, [3], "a chain of 3 transforms" },
        { Concat, 0x100, [2], "2 joined columns" },
        { Concat, 0x104, [0xFF, 0xFF, 0xFF, 0xFF], "string number -1" },
        { Concat, 0x108, [0xFF, 0xFF, 0xFF, 0x0F], "268435455 inputs" },
        { Concat, 0x10C, [2], "named lineage_transfer_tool" },
        { Concat, 0x110, [1, 0, 0, 0], "an alias for input 0" },
        { Concat, 0x28, [0x37], "a string table of" },
        { Concat, 0x28, [0xF8, 0x01], "a string table from 316 to 820" },
        { Concat, 0x13C, [0x11], "string 0 that ends at byte 17" },
        { Concat, 0x144, [0x00], "string 1 that ends at byte 0" },
        { Concat, 0x38, [0xBE], "string 6 that ends at byte 192" },
        { Concat, 0x234, [(byte)'E', 0, (byte)'v', 0], "assembly 'Ev" },
    };

    [Theory]
    [MemberData(nameof(Patches))]
    public void Read_PatchedEntry_NamesTheEntryAndTheFault(string entry, int offset, byte[] bytes, string message)
    {
        var e = Refused(entries => bytes.CopyTo(entries[entry].AsSpan(offset)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.True(e.Entry == entry || message.StartsWith("named", StringComparison.Ordinal), e.Message);
    }

    [Fact]
    public void Read_BytesAfterTheModel_IsRefused()
    {
        // The model block is made one byte longer than the model, by counting in the first byte of what follows.
        var e = Refused(entries => entries[Gam][0x18]++);
        Assert.Contains("1 bytes after the model", e.Message, StringComparison.Ordinal);
        e = Refused(entries => entries[Gam] = [.. entries[Gam], 0]);
        Assert.Contains("end", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ForeignAssemblyWithAPrefixOfTheName_IsRefused()
    {
        // "Microsoft.ML.FastTree, ..." with the comma made a letter: another assembly.
        var e = Refused(entries => entries[Gam][0x93C + (2 * "Microsoft.ML.FastTree".Length)] = (byte)'s');
        Assert.Contains("assembly 'Microsoft.ML.FastTrees", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_InputMappedTwice_IsRefused()
    {
        var e = Refused(entries => entries[Gam][0x914] = 0); // second pair: input 1 becomes input 0
        Assert.Contains("input 0 with shape 1", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Gam)]
    [InlineData(Concat)]
    [InlineData(Chain)]
    public void Read_MissingEntry_IsNamed(string entry)
    {
        var e = Refused(entries => entries.Remove(entry));
        Assert.Equal(entry, e.Entry);
        Assert.Equal("no such entry", e.Found);
    }

    [Theory]
    [InlineData(Gam)]
    [InlineData(Concat)]
    [InlineData(Chain)]
    public void Read_TruncatedEntry_IsRefusedAtEveryLength(string entry)
    {
        var length = Golden()[entry].Length;
        for (var cut = 0; cut < length; cut += 7)
        {
            Assert.Equal(entry, Refused(entries => entries[entry] = entries[entry][..cut]).Entry);
        }
    }

    [Fact]
    public void Read_EntryTwiceByBothSeparators_IsRefused()
    {
        var e = Refused(entries => entries.Add(Chain.Replace('/', '\\'), entries[Chain]));
        Assert.Contains("two entries", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ZipBomb_StopsAtTheLimit()
    {
        // 64 MiB of zeros in 64 KiB of zip.
        var zip = GoldenModels.Zip(Golden().Append(new("x", [])).Select(e => e.Key == Gam ? new(e.Key, new byte[64 << 20]) : e));
        Assert.True(zip.Length < 100_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<ModelFormatException>(() => ModelZipReader.Read(new MemoryStream(zip)));
        Assert.Contains("unpacked bytes, expected at most", e.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
    }

    [Fact]
    public void Read_EndlessStream_StopsAtTheLimit()
    {
        var e = Assert.Throws<ModelFormatException>(() => ModelZipReader.Read(new MemoryStream(new byte[(16 << 20) + 1])));
        Assert.Contains("more than 16777216 bytes of zip", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooManyEntries_IsRefused()
    {
        var zip = GoldenModels.Zip(Enumerable.Range(0, 300).Select(i => KeyValuePair.Create($"x{i}", Array.Empty<byte>())));
        var e = Assert.Throws<ModelFormatException>(() => ModelZipReader.Read(new MemoryStream(zip)));
        Assert.Contains("300 entries", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("not a zip file at all, just a line of text")]
    public void Read_NoZip_IsRefused(string content)
    {
        var e = Assert.Throws<ModelFormatException>(() => ModelZipReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(content))));
        Assert.Equal("container", e.Entry);
    }

    // Fuzz with a fixed seed: whatever bytes are changed, the reader gives a model or a ModelFormatException.
    [Fact]
    public void Read_RandomDamage_GivesAModelOrAFormatException()
    {
        var random = new Random(42);
        var zip = ModelZipWriter.ToArray(GoldenModels.StepsFromShapes());
        var refused = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var damaged = zip.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            if (round % 5 == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
            }

            try
            {
                Assert.Equal(6, ModelZipReader.Read(new MemoryStream(damaged)).Features.Count);
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 600, 3_000);
    }

    [Fact]
    public void Read_InputWithoutShape_ContributesNothing()
    {
        // Five pairs instead of six: the last column has no shape, as when ML.NET drops a constant column.
        var entries = Golden();
        var key = entries[Gam];
        const int pairs = 0x908;
        Assert.Equal(6, BinaryPrimitives.ReadInt32LittleEndian(key.AsSpan(pairs)));
        key[pairs] = 5;
        var blockEnd = 256 + BinaryPrimitives.ReadInt32LittleEndian(key.AsSpan(0x18));
        var shorter = key[..(blockEnd - 8)].Concat(key[blockEnd..]).ToArray();
        foreach (var offset in new[] { 0x18, 0x80, 0x88, 0x90 })
        {
            BinaryPrimitives.WriteInt64LittleEndian(shorter.AsSpan(offset), BinaryPrimitives.ReadInt64LittleEndian(key.AsSpan(offset)) - 8);
        }

        entries[Gam] = shorter;
        var model = ModelZipReader.Read(new MemoryStream(GoldenModels.Zip(entries)));
        Assert.Equal(1, model.Features[5].Effects.Length);
        Assert.Equal(100.5f, model.Score([1e6f, 1e6f, 1e6f, 1e6f, 1e6f, 1e6f]));
    }

    private static SortedDictionary<string, byte[]> Golden()
    {
        using var golden = File.OpenRead(GoldenModels.PathOf("steps-gam.zip"));
        return GoldenModels.Unzip(golden);
    }

    private static ModelFormatException Refused(Action<SortedDictionary<string, byte[]>> change)
    {
        var entries = Golden();
        change(entries);
        var zip = GoldenModels.Zip(entries, CompressionLevel.NoCompression);
        var e = Assert.Throws<ModelFormatException>(() => ModelZipReader.Read(new MemoryStream(zip)));
        Assert.Contains(", expected ", e.Message, StringComparison.Ordinal);
        return e;
    }
}
