using System.Text.Json;
using System.Text.RegularExpressions;

namespace Det0131.Training.Tests.Coverage;

/// <summary>The real program on logs written by hand: Zeek flows of six machines, and process starts of one Windows host that Sysmon logs as it comes.</summary>
public sealed class CoverageCommandTests : IDisposable
{
    private const string Program = "Det0131.Training";
    private const string Hostile = "pc<script>alert(1)</script>";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-coverage-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Coverage_Lake_TellsInEachFormWhatIsBlind()
    {
        SmallLogs.Write(In("logs"), 0, 2);
        File.WriteAllText(In("logs/sysmon.json"), Start(Hostile, 1) + Start("pc\\u001b[31mred", 2));
        Assert.Equal(0, ProgramRun.Of(Program, "import", In("logs"), "--lake", In("lake")).Code);

        var table = ProgramRun.Of(Program, "coverage", "--lake", In("lake"));
        Assert.Equal((0, ""), (table.Code, table.Errors));
        Assert.Contains("8 hosts (6 without a log of their own)", table.Output, StringComparison.Ordinal);
        Assert.Matches(new Regex("AN0368 Linux +Volume \\(shared\\) +0 of 6, part of 6"), table.Output);
        Assert.Matches(new Regex("AN0367 Windows +DataVolumeThresholdMB +0 of 2 "), table.Output);
        Assert.Contains("windows.sysmon-default: Programs start, but none is seen connecting", table.Output, StringComparison.Ordinal);
        Assert.Contains("note: Nothing comes from MacOS", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table.Output);

        using var json = JsonDocument.Parse(ProgramRun.Of(Program, "coverage", "--lake", In("lake"), "--format", "json").Output);
        var entities = json.RootElement.GetProperty("entities").EnumerateArray().ToList();
        Assert.Equal(8, entities.Count(e => e.GetProperty("kind").GetString() == "host"));
        var machine = entities.Single(e => e.GetProperty("name").GetString() == "10.1.0.3");
        Assert.True(machine.GetProperty("is_network_only").GetBoolean());
        Assert.Equal((50, 50), (machine.GetProperty("sources").GetProperty("zeek.conn").GetInt32(), machine.GetProperty("signals").GetProperty("both_bytes").GetInt32()));
        Assert.Equal(300 + 2, json.RootElement.GetProperty("events").GetInt32());

        var one = ProgramRun.Of(Program, "coverage", "--lake", In("lake"), "--host", "10.1.0.3");
        Assert.Equal(0, one.Code);
        Assert.Contains("read from: zeek.conn 50", one.Output, StringComparison.Ordinal);
        Assert.Contains("switch on: Collect the host's own log", one.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.0.4", one.Output, StringComparison.Ordinal);

        Assert.Equal(0, ProgramRun.Of(Program, "coverage", "--lake", In("lake"), "--format", "html", "--out", In("page.html")).Code);
        var page = File.ReadAllText(In("page.html"));
        Assert.Contains("pc&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Hostile, page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);

        var later = ProgramRun.Of(Program, "coverage", "--lake", In("lake"), "--from", "2026-08-04");
        Assert.Contains("6 hosts (6 without", later.Output, StringComparison.Ordinal);
        Assert.Equal((1, "error: The lake holds no events of these days."), Failed("coverage", "--lake", In("lake"), "--until", "2020-01-01"));
        Assert.Equal((1, "error: Found no host, user, role or account named 'pc99'."), Failed("coverage", "--lake", In("lake"), "--host", "pc99"));
        Assert.Equal(1, Failed("coverage", "--lake", In("nolake")).Code);
        Assert.False(Directory.Exists(In("nolake")));
    }

    private static (int Code, string Errors) Failed(params string[] arguments)
    {
        var run = ProgramRun.Of(Program, arguments);
        return (run.Code, run.Errors.Trim());
    }

    /// <summary>Sysmon event 1 as NXLog writes it, on 2026-08-03.</summary>
    private static string Start(string host, int record) => $$"""
        {"EventTime":"2026-08-03 09:00:00","EventReceivedTime":"2026-08-03 09:00:01","Hostname":"{{host}}","EventID":1,"RecordNumber":{{record}},"SourceName":"Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","UtcTime":"2026-08-03 09:00:00.000","ProcessGuid":"{00000000-0000-0000-0000-00000000000{{record}}}","ProcessId":"10","Image":"C:\\Windows\\System32\\curl.exe","CommandLine":"curl -h","User":"CORP\\alice","ParentImage":"C:\\Windows\\System32\\cmd.exe"}

        """;

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
