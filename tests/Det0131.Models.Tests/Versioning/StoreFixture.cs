using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Det0131.Models.Versioning;

namespace Det0131.Models.Tests.Versioning;

/// <summary>A store in a directory of its own, gone after the test, and a clock that is moved by hand.</summary>
internal sealed class StoreFixture : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory();

    public StoreFixture() => Store = ModelStore.Open(PathOf("store"), Clock);

    public HandClock Clock { get; } = new();

    public ModelStore Store { get; }

    public string PathOf(string name) => Path.Combine(directory.FullName, name);

    public string FileOf(VersionId id, string file) => Path.Combine(PathOf("store"), "versions", id.ToString(), file);

    public static ManifestInfo Info(int day = 21) => new()
    {
        TrainingStart = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero),
        TrainingEnd = new DateTimeOffset(2026, 11, day, 9, 0, 0, 500, TimeSpan.FromHours(1)),
        RowsBySource = { ["zeek.dns"] = 7, ["zeek.conn"] = 12 },
        FeatureSchema = { ["AN0368"] = ["protocol.host", "volume.day"] },
        BudgetAlertsPerDay = 10,
        ThresholdBits = { ["AN0368/0"] = 13.5 },
        Metrics = JsonSerializer.SerializeToElement(new { recallAt10 = 0.75 }),
    };

    public VersionId Create(string content = "model", int day = 21) => Store.Create(path => WriteFiles(path, content), Info(day), "alice");

    public static void WriteFiles(string path, string content)
    {
        File.WriteAllText(Path.Combine(path, "AN0368.zip"), content);
        File.WriteAllText(Path.Combine(path, "context.json"), "{}");
        Directory.CreateDirectory(Path.Combine(path, "baselines"));
        File.WriteAllText(Path.Combine(path, "baselines", "flows.bin"), new string('b', 10_000));
    }

    /// <summary>Exports a version, changes the zip's entries, and writes it again.</summary>
    public string ExportChanged(VersionId id, Action<List<(string Name, byte[] Content)>> change)
    {
        var file = PathOf("export.zip");
        Store.Export(id, file);
        var entries = new List<(string Name, byte[] Content)>();
        using (var zip = ZipFile.OpenRead(file))
        {
            foreach (var entry in zip.Entries)
            {
                var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                entries.Add((entry.FullName, content.ToArray()));
            }
        }

        change(entries);
        return WriteZip(entries);
    }

    public string WriteZip(IEnumerable<(string Name, byte[] Content)> entries)
    {
        var file = PathOf("changed.zip");
        using var output = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = output.CreateEntry(name).Open();
            stream.Write(content);
        }

        return file;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public void Dispose() => directory.Delete(recursive: true);

    internal sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
