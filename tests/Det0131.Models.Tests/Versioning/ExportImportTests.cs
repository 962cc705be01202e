using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Det0131.Models.Versioning;

namespace Det0131.Models.Tests.Versioning;

public sealed class ExportImportTests : IDisposable
{
    private readonly StoreFixture fixture = new();
    private readonly StoreFixture other = new();

    public void Dispose()
    {
        fixture.Dispose();
        other.Dispose();
    }

    [Fact]
    public void Import_Export_GivesTheSameVersion()
    {
        var id = fixture.Create();
        var file = fixture.PathOf("version.zip");
        fixture.Store.Export(id, file);
        Assert.Equal(id, other.Store.Import(file, "dave"));
        var version = other.Store.Load(id);
        foreach (var path in version.Manifest.Files.Keys.Append(Manifest.FileName))
        {
            Assert.Equal(File.ReadAllBytes(fixture.FileOf(id, path)), File.ReadAllBytes(other.FileOf(id, path)));
        }

        Assert.Equal(("dave", "import"), (other.Store.Log()[0].Who, other.Store.Log()[0].What));
        Assert.Null(other.Store.Current());
        Assert.Equal(id, other.Store.Import(file, "dave")); // again: no error, no second line
        Assert.Single(other.Store.Log());
    }

    [Fact]
    public void Export_Twice_GivesTheSameBytesWithAFixedTime()
    {
        var id = fixture.Create();
        var (first, second) = (fixture.PathOf("1.zip"), fixture.PathOf("2.zip"));
        fixture.Store.Export(id, first);
        fixture.Clock.Now += TimeSpan.FromDays(1);
        File.SetLastWriteTimeUtc(fixture.FileOf(id, "context.json"), new DateTime(2030, 1, 1));
        fixture.Store.Export(id, second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        using var zip = ZipFile.OpenRead(first);
        Assert.Equal(["manifest.json", "AN0368.zip", "baselines/flows.bin", "context.json"], zip.Entries.Select(e => e.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        Assert.False(File.Exists(first + ".part"));
    }

    public static TheoryData<string, string> Hostile() => new()
    {
        { "slip", "../evil.txt: not a plain relative path" },
        { "absolute", "/etc/evil: not a plain relative path" },
        { "backslash", "..\\evil.txt: not a plain relative path" },
        { "drive", "C:evil: not a plain relative path" },
        { "directory", "baselines/: not a plain relative path" },
        { "extra", "extra.bin: not in the manifest" },
        { "missing", "context.json: missing" },
        { "twice", "context.json: twice in the archive" },
        { "case", "CONTEXT.json: twice in the archive" },
        { "renamed case", "context.json: missing" },
        { "changed", "AN0368.zip: SHA-256 " },
        { "shorter", "AN0368.zip: 4 bytes, the manifest says 5" },
        { "longer", "AN0368.zip: more than the 5 bytes that were expected" },
        { "no manifest", "manifest.json: missing" },
        { "newer", "manifest.json: format version 9, this program reads up to 1" },
        { "bomb", "manifest.json: 8000015002 bytes of files in a zip of " },
        { "overflow", "manifest.json: 27670116110564327419 bytes of files" },
        { "manifest bomb", "manifest.json: more than the 16777216 bytes" },
        { "manifest path", "manifest.json: the path '../evil', expected a plain relative path" },
        { "manifest lists itself", "manifest.json: the path 'manifest.json' twice" },
        { "no files", "manifest.json: 0 files" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Import_HostileZip_SaysWhatIsWrongAndLeavesTheStoreAsItWas(string kind, string message)
    {
        var id = fixture.Create();
        var file = fixture.ExportChanged(id, entries => Spoil(kind, entries));
        var e = Assert.Throws<ModelStoreException>(() => other.Store.Import(file, "mallory"));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("changed.zip: ", e.Message, StringComparison.Ordinal);
        Assert.Empty(other.Store.List());
        Assert.Empty(other.Store.Log());
        Assert.Empty(Directory.GetDirectories(other.PathOf("store/work")));
        Assert.False(File.Exists(other.PathOf("store/evil.txt")) || File.Exists(other.PathOf("store/work/evil.txt")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no zip")]
    [InlineData("PK\u0005\u0006")]
    public void Import_NoZip_IsRefused(string content)
    {
        var file = fixture.PathOf("x.zip");
        File.WriteAllText(file, content);
        Assert.Contains("archive: not a zip file", Assert.Throws<ModelStoreException>(() => other.Store.Import(file, "mallory")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_DirectoryOfEntriesOnly_IsRefusedBeforeItIsRead()
    {
        // 9 MiB of central directory, as the end record says: from byte 0 to its own place.
        const int directory = 9 << 20;
        var bytes = new byte[directory + 22];
        "PK\x05\x06"u8.CopyTo(bytes.AsSpan(directory));
        AssertRefused(bytes, "a directory from byte 0 to 9437184, expected at most 8388608 bytes");

        // The short record looks harmless, but all ones in its number of entries send the library to the long one.
        var hidden = new byte[directory + 56 + 20 + 22];
        "PK\x06\x06"u8.CopyTo(hidden.AsSpan(directory));
        "PK\x06\x07"u8.CopyTo(hidden.AsSpan(directory + 56));
        BitConverter.TryWriteBytes(hidden.AsSpan(directory + 56 + 8), (long)directory);
        "PK\x05\x06"u8.CopyTo(hidden.AsSpan(directory + 76));
        hidden.AsSpan(directory + 76 + 8, 4).Fill(0xFF);
        BitConverter.TryWriteBytes(hidden.AsSpan(directory + 76 + 16), directory);
        AssertRefused(hidden, "a directory from byte 0 to 9437260");

        bytes.AsSpan(directory + 16, 4).Fill(0xFF);
        AssertRefused(bytes, "no end record");

        void AssertRefused(byte[] content, string message)
        {
            var file = fixture.PathOf("x.zip");
            File.WriteAllBytes(file, content);
            Assert.Contains(message, Assert.Throws<ModelStoreException>(() => other.Store.Import(file, "mallory")).Message, StringComparison.Ordinal);
        }
    }

    // The layout of a zip over 4 GiB, made of a small one: the place of the directory stands in the long end record alone.
    [Fact]
    public void Import_LargeZipLayout_IsRead()
    {
        var id = fixture.Create();
        var file = fixture.PathOf("version.zip");
        fixture.Store.Export(id, file);
        var bytes = File.ReadAllBytes(file);
        var end = bytes.AsSpan().LastIndexOf("PK\x05\x06"u8);
        var record = new byte[56 + 20];
        "PK\x06\x06"u8.CopyTo(record);
        BitConverter.TryWriteBytes(record.AsSpan(4), 44L);
        BitConverter.TryWriteBytes(record.AsSpan(24), 4L);
        BitConverter.TryWriteBytes(record.AsSpan(32), 4L);
        BitConverter.TryWriteBytes(record.AsSpan(40), (long)BitConverter.ToUInt32(bytes, end + 12));
        BitConverter.TryWriteBytes(record.AsSpan(48), (long)BitConverter.ToUInt32(bytes, end + 16));
        "PK\x06\x07"u8.CopyTo(record.AsSpan(56));
        BitConverter.TryWriteBytes(record.AsSpan(64), (long)end);
        BitConverter.TryWriteBytes(record.AsSpan(72), 1);
        bytes.AsSpan(end + 8, 12).Fill(0xFF);
        File.WriteAllBytes(file, [.. bytes[..end], .. record, .. bytes[end..]]);
        Assert.Equal(id, other.Store.Import(file, "dave"));
    }

    // Fuzz with a fixed seed: a damaged export is refused, or (damage outside of the content) gives the very version.
    [Fact]
    public void Import_RandomDamage_NeverGivesAnotherVersion()
    {
        var random = new Random(5);
        var id = fixture.Create();
        var file = fixture.PathOf("version.zip");
        fixture.Store.Export(id, file);
        var sound = File.ReadAllBytes(file);
        var refused = 0;
        for (var round = 0; round < 150; round++)
        {
            var damaged = sound.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, round % 4 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            try
            {
                Assert.Equal(id, other.Store.Import(file, "dave"));
            }
            catch (ModelStoreException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 150);
        Assert.All(other.Store.List(), version => Assert.Empty(other.Store.Verify(version.Id)));
    }

    private static void Spoil(string kind, List<(string Name, byte[] Content)> entries)
    {
        var context = entries.FindIndex(entry => entry.Name == "context.json");
        var model = entries.FindIndex(entry => entry.Name == "AN0368.zip");
        switch (kind)
        {
            case "slip": entries.Add(("../evil.txt", [1])); break;
            case "absolute": entries.Add(("/etc/evil", [1])); break;
            case "backslash": entries.Add(("..\\evil.txt", [1])); break;
            case "drive": entries.Add(("C:evil", [1])); break;
            case "directory": entries.Add(("baselines/", [])); break;
            case "extra": entries.Add(("extra.bin", [1])); break;
            case "missing": entries.RemoveAt(context); break;
            case "twice": entries.Add(entries[context]); break;
            case "case": entries.Add(("CONTEXT.json", [1])); break;
            case "renamed case": entries[context] = ("Context.json", entries[context].Content); break;
            case "changed": entries[model] = ("AN0368.zip", StoreFixture.Utf8("modem")); break;
            case "shorter": entries[model] = ("AN0368.zip", StoreFixture.Utf8("mode")); break;
            case "longer": entries[model] = ("AN0368.zip", new byte[50_000_000]); break;
            case "no manifest": entries.RemoveAt(0); break;
            case "newer": Edit("\"formatVersion\": 1", "\"formatVersion\": 9"); break;
            case "bomb": Edit("\"bytes\": 5", "\"bytes\": 8000005000"); break;
            case "overflow":
                Edit("\"bytes\": (5|2|10000)", "\"bytes\": 9223372036854775807");
                Edit("9223372036854775807", "9223372036854775805", 1);
                break;
            case "manifest bomb": entries[0] = ("manifest.json", new byte[17 << 20]); break;
            case "manifest path": Edit("\"context.json\"", "\"../evil\""); break;
            case "manifest lists itself": Edit("\"context.json\"", "\"manifest.json\""); break;
            case "no files": Edit("(?s)\"files\": \\{.*", "\"files\": {}\n}"); break;
            default: throw new ArgumentException(kind);
        }

        void Edit(string pattern, string to, int count = -1)
        {
            var before = Encoding.UTF8.GetString(entries[0].Content);
            var after = new Regex(pattern).Replace(before, to, count);
            Assert.NotEqual(before, after);
            entries[0] = ("manifest.json", StoreFixture.Utf8(after));
        }
    }
}
