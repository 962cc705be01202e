using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class SourceFilesTests : IDisposable
{
    // Written by libzstd 1.5.4's ZSTD_compress, level 3: "one\ntwo\n" and "three\n" as two frames; one MiB of zeros.
    private static readonly byte[] TwoFrames = Convert.FromBase64String("KLUv/SAIQQAAb25lCnR3bwootS/9IAYxAAB0aHJlZQo=");
    private static readonly byte[] Zeros = Convert.FromBase64String("KLUv/aAAABAAVAAAEAAAAQD7/znAAgIAEAACABAAAgAQAAIAEAACABAAAgAQAAMAEAA=");

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Expand_FolderWithAllKinds_OrdinalOrderUnpackedByContent()
    {
        folder.Write("b/plain.log", "plain");
        folder.Write("b/Named.gz", "not gzip at all");
        folder.Write("a.log", TestFolder.Gzip("gzip"u8.ToArray()));
        folder.Write("c.log", TwoFrames);
        folder.Write("d.bin", TestFolder.Zip(("x/2.log", "zip"u8.ToArray()), ("1.gz", TestFolder.Gzip("gzip in zip"u8.ToArray())), ("3.zst", TwoFrames), ("4.zip", TestFolder.Zip(("y", "z"u8.ToArray())))));

        var files = SourceFiles.Expand([folder.Path, Path.Combine(folder.Path, "a.log"), Path.Combine(folder.Path, "nowhere")])
            .Select(file => (Path.GetRelativePath(folder.Path, file.Name).Replace('\\', '/'), Read(file))).ToArray();

        Assert.Equal(
        [
            ("a.log", "gzip"), ("b/Named.gz", "not gzip at all"), ("b/plain.log", "plain"), ("c.log", "one\ntwo\nthree\n"),
            ("d.bin!1.gz", "gzip in zip"), ("d.bin!3.zst", "one\ntwo\nthree\n"),
            ("d.bin!4.zip", "! found an archive inside an archive; expected log files, plain or compressed, in it"), ("d.bin!x/2.log", "zip"),
            ("nowhere", "! no such file or folder"),
        ],
        files);
    }

    [Fact]
    public void Expand_LinkToTheFolderAbove_IsNotFollowed()
    {
        folder.Write("a.log", "a");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), folder.Path);

        Assert.Equal("a.log", Path.GetFileName(Assert.Single(SourceFiles.Expand([folder.Path])).Name));
    }

    [Fact]
    public void Open_DamagedArchive_ProblemNotException()
    {
        var zip = TestFolder.Zip(("a", new byte[500]));

        var file = Assert.Single(SourceFiles.Expand([folder.Write("cut.zip", zip[..^30])]));

        Assert.StartsWith("damaged archive", file.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_CutCompressedFile_GivesWhatWasThereThenSaysSo(bool gzip)
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i * 7919 % 20011}\n"));
        var packed = gzip ? TestFolder.Gzip(Encoding.UTF8.GetBytes(text)) : TwoFrames;
        var (read, fault) = ReadUntilFault(folder.Write("cut", packed[..(gzip ? packed.Length / 2 : packed.Length - 3)]), ReadLimits.Default);

        Assert.Equal("compressed data ends early", fault);
        Assert.StartsWith(read, gzip ? text : "one\ntwo\nthree\n", StringComparison.Ordinal);
        Assert.InRange(read.Length, 8, text.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_CorruptCompressedFile_SaysSo(bool gzip)
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i * 7919 % 20011}\n"));
        var packed = gzip ? TestFolder.Gzip(Encoding.UTF8.GetBytes(text)) : [.. TwoFrames];
        Array.Fill(packed, (byte)0xFF, gzip ? packed.Length / 2 : 6, gzip ? 200 : 10);

        Assert.Equal("compressed data is corrupt", ReadUntilFault(folder.Write("corrupt", packed), ReadLimits.Default).Fault);
    }

    [Fact]
    public void Open_BombsOfEveryKind_StopAtTheLimit()
    {
        var limits = new ReadLimits { RatioFreeBytes = 100_000, MaxRatio = 20 };
        byte[][] bombs = [TestFolder.Gzip(new byte[1 << 22]), Zeros, TestFolder.Zip(("bomb", new byte[1 << 22])), TestFolder.Zip(("bomb.gz", TestFolder.Gzip(new byte[1 << 22])))];
        foreach (var bomb in bombs)
        {
            var (read, fault) = ReadUntilFault(folder.Write("bomb", bomb), limits);
            Assert.Equal("compression ratio is over the limit", fault);
            Assert.InRange(read.Length, 0, 1_000_000);
        }

        Assert.Equal("decompressed size is over the limit", ReadUntilFault(folder.Write("large", Zeros), new ReadLimits { MaxFileBytes = 1 << 19 }).Fault);
        Assert.Null(ReadUntilFault(folder.Write("fine", Zeros), ReadLimits.Default).Fault);
    }

    [Fact]
    public void Expand_TooManyMembers_Problem()
    {
        var path = folder.Write("many.zip", TestFolder.Zip([.. Enumerable.Range(0, 12).Select(i => ($"{i}", "x"u8.ToArray()))]));

        Assert.Equal("found 12 members in the archive; expected at most 10", Assert.Single(SourceFiles.Expand([path], new ReadLimits { MaxArchiveMembers = 10 })).Problem);
    }

    private static string Read(SourceFile file)
    {
        try
        {
            using var reader = new StreamReader(file.Open());
            return reader.ReadToEnd();
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException)
        {
            return "! " + (file.Problem ?? problem.Message);
        }
    }

    private static (string Read, string? Fault) ReadUntilFault(string path, ReadLimits limits)
    {
        var read = new MemoryStream();
        var buffer = new byte[5000];
        try
        {
            // A member of an archive can be read as long as the enumeration stands at it.
            foreach (var file in SourceFiles.Expand([path], limits))
            {
                using var stream = file.Open();
                for (int count; (count = stream.Read(buffer)) > 0;)
                {
                    read.Write(buffer, 0, count);
                }
            }

            return (Encoding.UTF8.GetString(read.ToArray()), null);
        }
        catch (InvalidDataException fault)
        {
            return (Encoding.UTF8.GetString(read.ToArray()), fault.Message);
        }
    }
}
