using System.Security.Cryptography;
using Det0131.Models.Versioning;

namespace Det0131.Models.Tests.Versioning;

public sealed class ModelStoreTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    private ModelStore Store => fixture.Store;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Create_Files_MakesAVerifiedVersionNamedByTimeAndContent()
    {
        var id = fixture.Create();
        // The training ended at 09:00:00.5 +01:00.
        Assert.Matches("^20261121T080000Z-[0-9a-f]{6}$", id.ToString());
        Assert.Empty(Store.Verify(id));
        var version = Store.Load(id);
        Assert.Equal(["AN0368.zip", "baselines/flows.bin", "context.json"], version.Manifest.Files.Keys);
        Assert.Equal("model", File.ReadAllText(version.PathOf("AN0368.zip")));
        Assert.Equal(12, version.Manifest.Info.RowsBySource["zeek.conn"]);
        Assert.Equal(0.75, version.Manifest.Info.Metrics!.Value.GetProperty("recallAt10").GetDouble());
        // Independent of the store's own code: the id's digits and a file's hash, computed here.
        var manifest = File.ReadAllBytes(fixture.FileOf(id, "manifest.json"));
        Assert.EndsWith("-" + Convert.ToHexStringLower(SHA256.HashData(manifest))[..6], id.ToString(), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("model"u8)), version.Manifest.Files["AN0368.zip"].Sha256);
    }

    [Fact]
    public void Create_SameContentTwice_GivesTheSameIdAndChangesNothing()
    {
        var id = fixture.Create();
        fixture.Clock.Now += TimeSpan.FromDays(3);
        Assert.Equal(id, fixture.Create());
        Assert.Single(Store.List());
        Assert.Single(Store.Log());
        Assert.NotEqual(id, fixture.Create("another model"));
    }

    [Fact]
    public void Create_SameContentInTwoStores_GivesTheSameManifestBytes()
    {
        using var other = new StoreFixture();
        other.Clock.Now += TimeSpan.FromDays(300);
        var id = fixture.Create();
        Assert.Equal(id, other.Create());
        Assert.Equal(File.ReadAllBytes(fixture.FileOf(id, "manifest.json")), File.ReadAllBytes(other.FileOf(id, "manifest.json")));
    }

    [Fact]
    public void Create_WriterFails_LeavesNoTrace()
    {
        Assert.Throws<InvalidOperationException>(() => Store.Create(
            path =>
            {
                StoreFixture.WriteFiles(path, "half");
                throw new InvalidOperationException("stopped");
            },
            StoreFixture.Info(),
            "alice"));
        Assert.Empty(Store.List());
        Assert.Empty(Store.Log());
        Assert.Empty(Directory.GetDirectories(fixture.PathOf("store/work")));
    }

    [Theory]
    [InlineData("manifest.json", "manifest.json: the store writes it itself")]
    [InlineData("has space.bin", "has space.bin: not a name")]
    [InlineData(".hidden", ".hidden: not a name")]
    [InlineData("con.txt", "con.txt: not a name")]
    public void Create_FileWithABadName_IsRefused(string name, string message)
    {
        var e = Assert.Throws<ModelStoreException>(() => Store.Create(path => File.WriteAllText(Path.Combine(path, name), "x"), StoreFixture.Info(), "alice"));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Empty(Store.List());
    }

    [Fact]
    public void Create_NoFile_IsRefused() =>
        Assert.Contains("no file was written", Assert.Throws<ModelStoreException>(() => Store.Create(_ => { }, StoreFixture.Info(), "alice")).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_Link_IsRefused()
    {
        var e = Assert.Throws<ModelStoreException>(() => Store.Create(
            path => File.CreateSymbolicLink(Path.Combine(path, "AN0367.zip"), "/etc/hostname"), StoreFixture.Info(), "alice"));
        Assert.Contains("AN0367.zip: a link", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_BadInfo_IsRefused()
    {
        var info = StoreFixture.Info();
        Assert.Throws<ArgumentException>(() => Store.Create(_ => { }, info with { TrainingEnd = info.TrainingStart.AddDays(-1) }, "alice"));
        Assert.Throws<ArgumentException>(() => Store.Create(_ => { }, info with { BudgetAlertsPerDay = double.NaN }, "alice"));
        Assert.Throws<ArgumentException>(() => Store.Create(_ => { }, info, " "));
        Assert.Throws<ArgumentException>(() => Store.Create(_ => { }, info, new string('x', 201)));
    }

    [Fact]
    public void Create_WorkOfACrashedProcess_IsCleanedUp()
    {
        var left = fixture.PathOf("store/work/1");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "half.bin"), "x");
        var id = fixture.Create();
        Assert.Empty(Directory.GetDirectories(fixture.PathOf("store/work")));
        Assert.Equal(3, Store.Load(id).Manifest.Files.Count);
    }

    [Fact]
    public void Create_WhileAnotherIsBeingWritten_BothSucceed()
    {
        VersionId inner = default;
        var outer = Store.Create(
            path =>
            {
                StoreFixture.WriteFiles(path, "outer");
                inner = fixture.Create("inner");
            },
            StoreFixture.Info(),
            "bob");
        Assert.Equal("outer", File.ReadAllText(Store.Load(outer).PathOf("AN0368.zip")));
        Assert.Equal("inner", File.ReadAllText(Store.Load(inner).PathOf("AN0368.zip")));
    }

    public static TheoryData<string, string> Damages() => new()
    {
        { "flip", "AN0368.zip: SHA-256 " },
        { "longer", "AN0368.zip: 6 bytes, the manifest says 5" },
        { "missing", "context.json: missing" },
        { "extra", "baselines/extra.bin: not in the manifest" },
        { "link", "context.json: a link" },
        { "no manifest", "manifest.json: missing" },
        { "manifest changed", "manifest.json: its content belongs to version 20261121T080000Z-" },
        { "manifest cut", "manifest.json: not readable" },
        { "newer", "manifest.json: format version 2, this program reads up to 1" },
        { "path", "manifest.json: the path '../../evil', expected a plain relative path" },
        { "hash", "manifest.json: no proper length and SHA-256 of 'AN0368.zip'" },
        { "huge manifest", "manifest.json: 16777217 bytes, expected at most 16777216" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Verify_DamagedVersion_SaysWhichFileAndWhy(string damage, string message)
    {
        var id = fixture.Create();
        var manifest = fixture.FileOf(id, "manifest.json");
        switch (damage)
        {
            case "flip": File.WriteAllText(fixture.FileOf(id, "AN0368.zip"), "modem"); break;
            case "longer": File.AppendAllText(fixture.FileOf(id, "AN0368.zip"), "x"); break;
            case "missing": File.Delete(fixture.FileOf(id, "context.json")); break;
            case "extra": File.WriteAllText(fixture.FileOf(id, "baselines/extra.bin"), "x"); break;
            case "link":
                File.Move(fixture.FileOf(id, "context.json"), fixture.PathOf("elsewhere.json"));
                File.CreateSymbolicLink(fixture.FileOf(id, "context.json"), fixture.PathOf("elsewhere.json"));
                break;
            case "no manifest": File.Delete(manifest); break;
            case "manifest changed": Edit("\"zeek.dns\": 7", "\"zeek.dns\": 8"); break;
            case "manifest cut": File.WriteAllText(manifest, File.ReadAllText(manifest)[..200]); break;
            case "newer": Edit("\"formatVersion\": 1", "\"formatVersion\": 2"); break;
            case "path": Edit("\"context.json\"", "\"../../evil\""); break;
            case "hash": Edit("\"bytes\": 5", "\"bytes\": -5"); break;
            case "huge manifest": File.WriteAllBytes(manifest, new byte[(16 << 20) + 1]); break;
        }

        Assert.Contains(Store.Verify(id), problem => problem.StartsWith(message, StringComparison.Ordinal));
        var e = Assert.Throws<ModelStoreException>(() => Store.Load(id));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(id.ToString(), e.Message, StringComparison.Ordinal);
        Assert.Throws<ModelStoreException>(() => Store.Promote(id, "alice"));
        Assert.Throws<ModelStoreException>(() => Store.Export(id, fixture.PathOf("x.zip")));
        Assert.Null(Store.Current());
        if (damage != "newer")
        {
            Assert.Throws<ModelStoreException>(() => fixture.Create()); // the same version again: not taken for sound
        }

        void Edit(string from, string to) => File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(from, to, StringComparison.Ordinal));
    }

    [Fact]
    public void List_SeveralVersions_AreOrderedAndDamagedOnesShown()
    {
        var later = fixture.Create(day: 22);
        var earlier = fixture.Create(day: 3);
        var damaged = fixture.Create(day: 10);
        File.WriteAllText(fixture.FileOf(damaged, "manifest.json"), "{");
        Directory.CreateDirectory(fixture.PathOf("store/versions/not-a-version"));
        var listed = Store.List();
        Assert.Equal([earlier, damaged, later], listed.Select(version => version.Id));
        Assert.Equal([null, "manifest.json", null], listed.Select(version => version.Problem?.Split(':')[0]));
        Assert.Equal(10, listed[2].Manifest!.Info.BudgetAlertsPerDay);
    }

    [Fact]
    public void PathOf_FileThatTheVersionLacks_IsRefused()
    {
        var version = Store.Load(fixture.Create());
        Assert.Throws<ModelStoreException>(() => version.PathOf("../current"));
        Assert.Throws<ModelStoreException>(() => version.PathOf("AN0371.zip"));
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("20261121T080000Z-3F2A9C")]
    [InlineData("20261121T080000Z-3f2a9")]
    [InlineData("20261321T080000Z-3f2a9c")]
    [InlineData("20261121T080000Z/3f2a9c")]
    [InlineData("20261121T080000Z-3f2a9c/..")]
    public void Parse_NoVersionId_IsRefused(string? text)
    {
        Assert.False(VersionId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => VersionId.Parse(text));
    }

    [Fact]
    public void Load_UnknownOrDefaultVersion_IsRefused()
    {
        var e = Assert.Throws<ModelStoreException>(() => Store.Load(VersionId.Parse("20261121T080000Z-3f2a9c")));
        Assert.Contains("no such version", e.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Store.Load(default));
    }
}
