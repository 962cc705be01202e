using System.IO.Compression;
using System.Text;
using Det0131.Datasets.Simulation;

namespace Det0131.Datasets.Tests.Simulation;

public sealed class SampleArchiveTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-archive-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Write_ThenUnpack_GivesTheLinesInDayFolders()
    {
        var logs = _directory.CreateSubdirectory("in");
        logs.CreateSubdirectory("2026-09-29/zeek");
        logs.CreateSubdirectory("2026-09-28");
        File.WriteAllText(Path.Combine(logs.FullName, "2026-09-28", "a.log"), "plain\n");
        using (var packed = new GZipStream(File.Create(Path.Combine(logs.FullName, "2026-09-29", "zeek", "conn.log.gz")), CompressionLevel.Fastest))
        {
            packed.Write("packed\n"u8);
        }

        SampleArchive.Write(logs.FullName, In("one.zip"));
        SampleArchive.Write(logs.FullName, In("two.zip"));
        Assert.Equal(File.ReadAllBytes(In("one.zip")), File.ReadAllBytes(In("two.zip")));
        var days = SampleArchive.Unpack(In("one.zip"), In("out"));
        Assert.Equal([new DateOnly(2026, 9, 28), new DateOnly(2026, 9, 29)], days.Select(d => d.Day));
        Assert.Equal("plain\n", File.ReadAllText(Path.Combine(days[0].Folder, "a.log")));
        Assert.Equal("packed\n", File.ReadAllText(Path.Combine(days[1].Folder, "zeek", "conn.log")));
    }

    [Theory]
    [InlineData("conn.log", typeof(InvalidDataException))]
    [InlineData("zeek/conn.log", typeof(InvalidDataException))]
    [InlineData("2026-09-28/../../outside.log", typeof(IOException))]
    public void Unpack_FileOutsideOfADay_IsRefused(string name, Type fault)
    {
        using (var zip = ZipFile.Open(In("bad.zip"), ZipArchiveMode.Create))
        {
            using var content = zip.CreateEntry(name).Open();
            content.Write(Encoding.UTF8.GetBytes("x"));
        }

        Assert.Throws(fault, () => SampleArchive.Unpack(In("bad.zip"), In("out")));
        Assert.False(File.Exists(In("outside.log")));
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);
}
