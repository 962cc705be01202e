using System.Formats.Tar;
using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>Archives that the base library's writer makes, in each of its formats.</summary>
public sealed class TarMembersTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Expand_TarPlainOrPacked_GivesItsFilesUnpacked(TarEntryFormat format)
    {
        var large = new string('x', 200_000);
        var tar = Tar(format, ("logs/a.log", "one"u8.ToArray()), ("logs/b.log.gz", TestFolder.Gzip("two"u8.ToArray())), ("empty", []), ("c.log", Encoding.UTF8.GetBytes(large)));

        foreach (var path in new[] { folder.Write("plain.tar", tar), folder.Write("packed.tgz", TestFolder.Gzip(tar)) })
        {
            Assert.Equal(
                [($"{path}!logs/a.log", "one"), ($"{path}!logs/b.log.gz", "two"), ($"{path}!empty", ""), ($"{path}!c.log", large)],
                SourceFiles.Expand([path]).Select(file => (file.Name, Read(file))));
        }
    }

    [Fact]
    public void Expand_MemberThatIsNotRead_IsPassedOver()
    {
        var path = folder.Write("a.tar", Tar(TarEntryFormat.Gnu, ("a", new byte[1000]), (new string('n', 300), "b"u8.ToArray())));

        Assert.Equal([$"{path}!a", $"{path}!{new string('n', 300)}"], SourceFiles.Expand([path]).Select(file => file.Name));
    }

    [Fact]
    public void Expand_CutOrChangedAnywhere_NeverThrows()
    {
        var tar = Tar(TarEntryFormat.Gnu, ("a", "one\n"u8.ToArray()), (new string('n', 200), new byte[700]), ("c", "three\n"u8.ToArray()));
        var random = new Random(5);
        for (var round = 0; round < 400; round++)
        {
            var spoiled = tar[..random.Next(1, tar.Length + 1)];
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                spoiled[random.Next(spoiled.Length)] = (byte)random.Next(256);
            }

            foreach (var file in SourceFiles.Expand([folder.Write("x.tar", spoiled)]))
            {
                Assert.InRange(Read(file).Length, 0, tar.Length);
            }
        }
    }

    [Fact]
    public void Expand_TooManyMembers_StopsThere()
    {
        var path = folder.Write("many.tar", Tar(TarEntryFormat.Ustar, [.. Enumerable.Range(0, 12).Select(i => ($"{i}", "x"u8.ToArray()))]));

        var files = SourceFiles.Expand([path], new ReadLimits { MaxArchiveMembers = 10 }).ToArray();

        Assert.Equal(11, files.Length);
        Assert.Equal("found more than 10 members in the archive; expected at most that many", files[^1].Problem);
    }

    private static byte[] Tar(TarEntryFormat format, params (string Name, byte[] Content)[] files)
    {
        var written = new MemoryStream();
        using (var writer = new TarWriter(written, format, leaveOpen: true))
        {
            writer.WriteEntry(Entry(format, TarEntryType.Directory, "logs/", null));
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(Entry(format, TarEntryType.RegularFile, name, content));
            }
        }

        return written.ToArray();
    }

    private static TarEntry Entry(TarEntryFormat format, TarEntryType type, string name, byte[]? content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Ustar => new UstarTarEntry(type, name),
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            _ => new GnuTarEntry(type, name),
        };
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        if (content is not null)
        {
            entry.DataStream = new MemoryStream(content);
        }

        return entry;
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
            return file.Problem ?? problem.Message;
        }
    }
}
