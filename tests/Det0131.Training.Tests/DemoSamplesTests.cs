using System.IO.Compression;
using Det0131.Datasets;

namespace Det0131.Training.Tests;

/// <summary>The samples that are shipped are what today's generator, readers and learner make: they are made again and compared.</summary>
public sealed class DemoSamplesTests
{
    [Fact]
    public void Samples_MadeAgain_HaveTheSameContent()
    {
        var directory = Directory.CreateTempSubdirectory("det0131-samples-test-");
        try
        {
            var run = ProgramRun.Of("Det0131.Training", "demo", "--samples", directory.FullName);
            Assert.True(run.Code == 0, run.Errors);
            foreach (var shipped in new[] { BundledFiles.DemoLogArchive, BundledFiles.DemoModel })
            {
                var made = Content(Path.Combine(directory.FullName, Path.GetFileName(shipped)));
                var expected = Content(BundledFiles.PathOf(shipped));
                Assert.Equal(expected.Keys, made.Keys);
                var differing = expected.Keys.Where(name => expected[name] != made[name]).ToList();
                Assert.True(differing.Count == 0, $"{shipped} differs in {string.Join(", ", differing.Take(5))}; datasets/samples/README.md says how to make it again.");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Checksum and length of every file: how well they are compressed may change with the runtime.</summary>
    private static SortedDictionary<string, (uint Crc32, long Length)> Content(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        Assert.NotEmpty(zip.Entries);
        return new(zip.Entries.ToDictionary(e => e.FullName, e => (e.Crc32, e.Length)), StringComparer.Ordinal);
    }
}
