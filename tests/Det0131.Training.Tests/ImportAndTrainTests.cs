using System.Text.Json;

namespace Det0131.Training.Tests;

/// <summary>From log files to a promoted version by the real program, in a folder of its own.</summary>
public sealed class ImportAndTrainTests : IDisposable
{
    private const string Program = "Det0131.Training";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-training-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Import_Twice_AddsNothing()
    {
        SmallLogs.Write(In("logs"), 0, 2);
        var first = ProgramRun.Of(Program, "import", In("logs"), "--lake", In("lake"));
        Assert.Equal((0, ""), (first.Code, first.Output));
        Assert.Contains("300 events written, 0 were there already", first.Errors, StringComparison.Ordinal);
        var second = ProgramRun.Of(Program, "import", In("logs"), "--lake", In("lake"));
        Assert.Equal(0, second.Code);
        Assert.Contains("0 events written, 300 were there already", second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_FolderWithADamagedFile_GoesOnAndNamesIt()
    {
        SmallLogs.Write(In("logs"), 0, 1);
        File.WriteAllBytes(In("logs/broken.log.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
        File.AppendAllText(In("logs/conn.00.log"), "not\ta\trecord\n");
        var run = ProgramRun.Of(Program, "import", In("logs"), "--lake", In("lake"), "--rejects", In("rejects.ndjson"));
        Assert.Equal((3, ""), (run.Code, run.Output));
        Assert.Contains("broken.log.gz", run.Errors, StringComparison.Ordinal);
        Assert.Contains("150 events written", run.Errors, StringComparison.Ordinal);
        Assert.Contains("conn.00.log:157", run.Errors, StringComparison.Ordinal);
        using var rejected = JsonDocument.Parse(File.ReadLines(In("rejects.ndjson")).First());
        Assert.Equal(JsonValueKind.Object, rejected.RootElement.ValueKind);
    }

    [Fact]
    public void Import_Mapping_ReadsAnUnknownSourceAndNamesItsFaults()
    {
        File.WriteAllText(In("gateway.csv"), "when,client,server,up\n2026-01-02 09:00:00,10.0.0.5,203.0.113.9,20971520\n,10.0.0.5,203.0.113.9,1\n");
        File.WriteAllText(In("gateway.json"), """{"name":"gateway","kind":"network_flow","time":"when","fields":{"source.ip":"client","destination.ip":"server","source.bytes":"up"}}""");
        var run = ProgramRun.Of(Program, "import", In("gateway.csv"), "--lake", In("lake"), "--mapping", In("gateway.json"));
        Assert.Equal((3, ""), (run.Code, run.Output));
        Assert.Contains("gateway: 2 records, 1 events", run.Errors, StringComparison.Ordinal);
        Assert.Contains("time missing: 1", run.Errors, StringComparison.Ordinal);

        File.WriteAllText(In("gateway.json"), """{"name":"gateway","kind":"flow"}""");
        var wrong = ProgramRun.Of(Program, "import", In("gateway.csv"), "--lake", In("lake"), "--mapping", In("gateway.json"));
        Assert.Equal(1, wrong.Code);
        Assert.Contains("error: gateway.json.kind: found \"flow\"; expected one of", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_NothingThere_FailsAndSaysSo()
    {
        var run = ProgramRun.Of(Program, "import", In("nowhere"), "--lake", In("lake"));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("nowhere", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_EmptyLake_FailsWithAClearMessage()
    {
        var run = ProgramRun.Of(Program, "train", "--lake", In("lake"), "--store", In("store"));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("error: The lake holds no events; import some first.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Lake_GivesTheVersionAndElementsShowIt()
    {
        SmallLogs.Write(In("logs"), 0, 12);
        Assert.Equal(0, ProgramRun.Of(Program, "import", In("logs"), "--lake", In("lake")).Code);
        var trained = ProgramRun.Of(Program, "train", "--lake", In("lake"), "--store", In("store"), "--internal", "10.0.0.0/8", "--promote");
        Assert.Equal(0, trained.Code);
        var version = trained.Output.Trim();
        Assert.True(Directory.Exists(In($"store/versions/{version}")));
        Assert.Contains("in periods of 1 day", trained.Errors, StringComparison.Ordinal);
        Assert.Contains("promoted", trained.Errors, StringComparison.Ordinal);

        // Again from the same lake, with other threads: the same version to the byte.
        var again = ProgramRun.Of(Program, "train", "--lake", In("lake"), "--store", In("other"), "--internal", "10.0.0.0/8", "--threads", "1");
        Assert.Equal((0, version), (again.Code, again.Output.Trim()));

        var listed = ProgramRun.Of(Program, "models", "list", "--store", In("store"));
        Assert.Equal(0, listed.Code);
        Assert.Contains(version, listed.Output, StringComparison.Ordinal);

        var json = ProgramRun.Of(Program, "elements", "--store", In("store"), "--format", "json", "--entity", "10.1.0.3");
        Assert.Equal((0, ""), (json.Code, json.Errors));
        using var elements = JsonDocument.Parse(json.Output);
        Assert.Contains(elements.RootElement.EnumerateArray(), e => e.GetProperty("feature").GetString() == "protocol.host" && e.GetProperty("value").GetString() == "ssl/443"
            && e.GetProperty("counts").GetString() == "12 of 12 days");
        Assert.StartsWith("analytic,element,", ProgramRun.Of(Program, "elements", "--store", In("store"), "--format", "csv").Output, StringComparison.Ordinal);
        Assert.Contains("AN0368 Linux", ProgramRun.Of(Program, "elements", "--store", In("store"), "--analytic", "AN0368").Output, StringComparison.Ordinal);

        var unknown = ProgramRun.Of(Program, "elements", "--store", In("store"), "--analytic", "AN1");
        Assert.Equal((1, ""), (unknown.Code, unknown.Output));
        Assert.Contains("AN0371", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(1, ProgramRun.Of(Program, "elements", "--store", In("nostore")).Code);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
