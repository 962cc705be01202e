using Det0131.Datasets.Readers.ESXi;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.ESXi;

/// <summary>Every header form around one and the same shell command. Forms after lnav's esx_syslog_log and vmw_log, RFC 3164 and RFC 5424.</summary>
public sealed class EsxiHeaderTests
{
    private const long Expected = 1_701_797_777_835_000;

    [Theory]
    [InlineData("2023-12-05T17:36:17.835Z In(14) shell[1053659]: [root]: ls -l", null)]
    [InlineData("2023-12-05T17:36:17.835Z In(14)[+] shell[1053659]: [root]: ls -l", null)]
    [InlineData("2023-12-05T17:36:17.835Z shell[1053659]: [root]: ls -l", null)]
    [InlineData("2023-12-05T17:36:17.835Z info shell[1053659] [root]: ls -l", null)]
    [InlineData("<14>2023-12-05T17:36:17.835Z ESX01.example.org shell[1053659]: [root]: ls -l", "esx01.example.org")]
    [InlineData("<14>2023-12-05T17:36:17.835Z esx01 shell: In(14) shell[1053659]: [root]: ls -l", "esx01")]
    [InlineData("<14> 2023-12-05T18:36:17.835+01:00 esx01 shell[1053659]: [root]: ls -l", "esx01")]
    [InlineData("<14>1 2023-12-05T17:36:17.835Z esx01 shell 1053659 - - [root]: ls -l", "esx01")]
    [InlineData("<14>1 2023-12-05T18:00:00Z esx01 shell 1053659 - - 2023-12-05T17:36:17.835Z In(14) shell[1053659]: [root]: ls -l", "esx01")]
    [InlineData("<14>Dec  5 17:36:17 relay 2023-12-05T17:36:17.835Z esx01 shell[1053659]: [root]: ls -l", "esx01")]
    [InlineData("Dec  5 17:36:17 esx01 2023-12-05T17:36:17.835Z In(14) shell[1053659]: [root]: ls -l", "esx01")]
    public void Parse_EachHeaderForm_GivesTimeHostAndProgram(string line, string? host)
    {
        SecurityEvent started = Assert.Single(CollectingSink.Read(EsxiFormat.Format, "x.log", line).Events);

        Assert.Equal((Expected, host, "ls", "root", "1053659"), (started.TimeMicros, started.Host, started.Process, started.User, started.ParentKey));
    }

    [Theory]
    [InlineData("<14>Dec  5 17:36:17 esx01 shell[1053659]: [root]: ls -l")]
    [InlineData("shell[1053659]: [root]: ls -l")]
    [InlineData("info hostd[1] [Originator@6876 sub=Default] x")]
    public void Parse_NoTimeWithAYear_IsRejected(string line) =>
        Assert.Equal(["time missing or without a year"], CollectingSink.Read(EsxiFormat.Format, "x.log", line).Rejected);

    [Theory]
    [InlineData("--> (vim.fault.NotFound) {")]
    [InlineData("   faultCause = null")]
    [InlineData(")")]
    [InlineData("2025-12-11T16:43:23.314Z In(166) Hostd[169797]: --> [context]zKq7AVICAgAAAB28eQEIaG9zdGQAAF5o[/context]")]
    public void Parse_ContinuationLines_AreIgnored(string line) =>
        Assert.Equal(["continuation line"], CollectingSink.Read(EsxiFormat.Format, "x.log", line).Ignored);

    [Theory]
    [InlineData("Unlocked esx.conf")]
    [InlineData("<")]
    [InlineData("<14>")]
    [InlineData("\u0001\u0002")]
    public void Parse_TextWithoutAHeader_IsRejected(string line) =>
        Assert.Equal(["no time and no program"], CollectingSink.Read(EsxiFormat.Format, "x.log", line).Rejected);

    [Fact]
    public void Parse_HostsOwnFile_TakesTheHostFromItsName() => Assert.Equal(
        "esx07",
        Assert.Single(CollectingSink.Read(EsxiFormat.Format, "logs/ESX07-shell.log", "2023-12-05T17:36:17.835Z shell[1]: [root]: ls").Events).Host);
}
