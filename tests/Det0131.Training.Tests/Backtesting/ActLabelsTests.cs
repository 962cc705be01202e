using Det0131.Datasets.Simulation;
using Det0131.Training.Backtesting;

namespace Det0131.Training.Tests.Backtesting;

public sealed class ActLabelsTests
{
    private static readonly ActLabels Labels = new(
        [
            Act("a", "event:000000000000000000000000000000ff", "zeek:CAbc", "windows:pc1/Security/77", "azure:c-1", "gcp:i-1"),
            Act("b", "auditd:web1/1234", "cloudtrail:e-1", "file:vpc/flow.log:12", "zeek:CAbc"),
        ], "/logs");

    [Fact]
    public void Of_EveryFormOfId_FindsItsActs()
    {
        Assert.Equal([0], Labels.Of(255, "any", null, null, null, 0).ToArray());
        Assert.Equal([0, 1], Labels.Of(1, "zeek.dns", "whoever", "CAbc", null, 0).ToArray());
        Assert.Equal([0], Labels.Of(1, "windows.security", "pc1", "Security/77", null, 0).ToArray());
        Assert.Equal([1], Labels.Of(1, "linux.auditd", "web1", "1234", null, 0).ToArray());
        Assert.Equal([1], Labels.Of(1, "aws.cloudtrail", null, "e-1", null, 0).ToArray());
        Assert.Equal([0], Labels.Of(1, "azure.storage", null, "c-1", null, 0).ToArray());
        Assert.Equal([0], Labels.Of(1, "gcp.audit", null, "i-1", null, 0).ToArray());
        Assert.Empty(Labels.Of(1, "gcp.audit", null, "c-1", null, 0).ToArray());
        Assert.Equal([1], Labels.Of(1, "aws.vpcflow", null, null, "/logs/vpc/flow.log", 12).ToArray());
    }

    [Fact]
    public void Of_RecordsOfOthers_FindsNone()
    {
        Assert.Empty(Labels.Of(254, "zeek.conn", null, "CAbd", "/logs/vpc/flow.log", 13).ToArray());
        // The same number on another host, or in another log.
        Assert.Empty(Labels.Of(1, "windows.security", "pc2", "Security/77", null, 0).ToArray());
        Assert.Empty(Labels.Of(1, "osquery", null, "CAbc", null, 0).ToArray());
    }

    [Theory]
    [InlineData("event:12")]
    [InlineData("event:zz0000000000000000000000000000ff")]
    [InlineData("windows:nohost")]
    [InlineData("file:noline")]
    [InlineData("nothing")]
    public void New_IdOfNoKnownForm_NamesActAndId(string id) =>
        Assert.Contains($"Act x names the record '{id}'", Assert.Throws<FormatException>(() => new ActLabels([Act("x", id)], "/logs")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ActsFileWithEventIds_TakesTimesAndVariation()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-acts-");
        var path = Path.Combine(folder.FullName, "acts.csv");
        File.WriteAllText(path, "act,analytic,technique,procedure,variation,entity,destination,start,end,bytes,event_ids\nx,AN0367,T1048.002,\"curl, renamed\",slow,pc1,d.test,1970-01-01T00:00:01.5Z,1970-01-01T00:00:02Z,7,event:000000000000000000000000000000ff\n");
        var act = Assert.Single(StagedActs.Read(path));
        Assert.Equal(("T1048.002", "curl, renamed", "slow", 1_500_000L, 2_000_000L, 7L), (act.Technique, act.Procedure, act.Variation, act.StartMicros, act.EndMicros, act.Bytes));
        File.WriteAllText(path, "act,analytic\nx,AN0367\n");
        Assert.Contains("acts.csv:1", Assert.Throws<FormatException>(() => StagedActs.Read(path)).Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static StagedAct Act(string name, params string[] ids) => new(name, "AN0367", "p", "e", "d", null, ids);
}
