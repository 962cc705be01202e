namespace Det0131.Training.Tests;

/// <summary>Leases and names into the assets file, by the real program.</summary>
public sealed class AliasesCommandTests : IDisposable
{
    private const string Program = "Det0131.Training";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-aliases-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Aliases_SomeFilesAndOneThatIsNone_WritesTheAssetsAndSaysWhatItCouldNotRead()
    {
        File.WriteAllText(In("assets.csv"), "host,platform,criticality\npc7.corp.example,windows,4\n");
        File.WriteAllText(In("vpn.csv"), "hostname,ip,start,end\npc7,10.9.0.5,2026-11-05 08:00:00,2026-11-05T09:00:00Z\npc7,nowhere,2026-11-05 08:00:00,\n");
        File.WriteAllText(In("users.csv"), "sAMAccountName,userPrincipalName\nAlice,alice@corp.example\n");
        File.WriteAllText(In("notes.txt"), "\u001b[2Jbuy milk\n");
        var run = ProgramRun.Of(Program, "aliases", In("vpn.csv"), In("users.csv"), In("notes.txt"), "--assets", In("assets.csv"), "--out", In("assets.csv"), "--time-zone", "Europe/Berlin");
        Assert.Equal((3, ""), (run.Code, run.Output));
        Assert.Equal(
            [
                "host,platform,peer_group,role,criticality,time_zone,addresses,aliases",
                "pc7.corp.example,windows,,,4,,10.9.0.5@2026-11-05T07:00:00Z..2026-11-05T09:00:00Z,pc7",
                @"corp\alice,,,,2,,,alice alice@corp.example",
            ],
            File.ReadAllLines(In("assets.csv")));
        Assert.Contains("vpn.csv:3: found address 'nowhere', expected an IP address", run.Errors, StringComparison.Ordinal);
        Assert.Contains("notes.txt: begins with '\\x1b[2Jbuy milk'; expected one of:", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Errors);
        Assert.False(File.Exists(In("assets.csv.new")));
    }

    [Fact]
    public void Aliases_NothingReadable_FailsAndLeavesTheAssetsAlone()
    {
        File.WriteAllText(In("assets.csv"), "host\npc7\n");
        var run = ProgramRun.Of(Program, "aliases", In("missing.csv"), "--assets", In("assets.csv"), "--out", In("assets.csv"));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("missing.csv", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["host", "pc7"], File.ReadAllLines(In("assets.csv")));
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
