using System.Text.Json;

namespace Det0131.Training.Tests;

/// <summary>What the real program says of files, and that it then stores nothing.</summary>
public sealed class ImportExplainTests : IDisposable
{
    private const string Program = "Det0131.Training";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-explain-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Import_Explain_SaysOfEachFileWhatItIsAndStoresNothing()
    {
        SmallLogs.Write(In("logs"), 0, 1);
        File.AppendAllText(In("logs/conn.00.log"), "not\ta\trecord\n");
        File.WriteAllText(In("logs/notes.txt"), "hello \u001b[31m\n");
        var text = ProgramRun.Of(Program, "import", In("logs"), "--explain");
        Assert.Equal((3, ""), (text.Code, text.Errors));
        Assert.Contains("zeek, certain:", text.Output, StringComparison.Ordinal);
        Assert.Contains("plain, ASCII, lines,", text.Output, StringComparison.Ordinal);
        Assert.Contains("2026-08-03T08:", text.Output, StringComparison.Ordinal);
        Assert.Contains("150 gave events", text.Output, StringComparison.Ordinal);
        Assert.Contains("    line 157:", text.Output, StringComparison.Ordinal);
        Assert.Contains(@"begins with 'hello \x1b[31m\x0a'", text.Output, StringComparison.Ordinal);
        Assert.Contains("tried: ", text.Output, StringComparison.Ordinal);
        Assert.Equal(["logs"], Directory.EnumerateFileSystemEntries(_folder.FullName).Select(Path.GetFileName));

        using var json = JsonDocument.Parse(ProgramRun.Of(Program, "import", In("logs"), "--explain", "--format", "json").Output);
        var files = json.RootElement.EnumerateArray().ToDictionary(f => Path.GetFileName(f.GetProperty("file").GetString()!));
        Assert.Equal(("zeek", 150, 1), (files["conn.00.log"].GetProperty("format").GetString(), files["conn.00.log"].GetProperty("events").GetInt32(), files["conn.00.log"].GetProperty("rejected").GetInt32()));
        Assert.Equal(157, files["conn.00.log"].GetProperty("examples_of_rejected")[0].GetProperty("line").GetInt32());
        Assert.Equal(JsonValueKind.Null, files["notes.txt"].GetProperty("format").ValueKind);
        Assert.Equal(3, files["notes.txt"].GetProperty("nearest").GetArrayLength());
    }

    [Fact]
    public void Import_ExplainWithALake_StoresToo()
    {
        SmallLogs.Write(In("logs"), 0, 1);
        var run = ProgramRun.Of(Program, "import", In("logs"), "--explain", "--lake", In("lake"));
        Assert.Equal(0, run.Code);
        Assert.Contains("zeek, certain:", run.Output, StringComparison.Ordinal);
        Assert.Contains("150 events written", run.Errors, StringComparison.Ordinal);
        Assert.True(Directory.Exists(In("lake/events")));
    }

    [Fact]
    public void Import_NeitherLakeNorExplain_IsAWrongCommandLine()
    {
        var run = ProgramRun.Of(Program, "import", In("logs"));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("--lake", run.Errors, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
