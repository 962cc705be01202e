using System.IO.Compression;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>An own temporary folder, removed at the end.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("det0131-");

    public string Path => folder.FullName;

    public string Write(string name, byte[] data)
    {
        var path = System.IO.Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
        return path;
    }

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return packed.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Data)[] members)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, data) in members)
            {
                using var member = archive.CreateEntry(name).Open();
                member.Write(data);
            }
        }

        return packed.ToArray();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
