using Det0131.Models.Knowledge;
using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Models.Tests.Knowledge.CommandLines;

public class TransferToolsTests
{
    [Theory]
    [InlineData("C:\\Windows\\System32\\CURL.EXE", "curl")]
    [InlineData("/usr/bin/python3.11", "python")]
    [InlineData("python3", "python")]
    [InlineData("7z.exe", "7z")]
    [InlineData("pwsh", "powershell")]
    [InlineData("winscp.com", "winscp")]
    [InlineData("Invoke-RestMethod", "powershell")]
    [InlineData("explorer.exe", null)]
    [InlineData("", null)]
    [InlineData("123", null)]
    [InlineData("/", null)]
    public void Find_NameOrPath_GivesCanonicalName(string name, string? expected)
    {
        Assert.Equal(expected, TransferTools.Shipped.Find(name)?.Name);
    }

    [Fact]
    public void Find_LongName_IsNone()
    {
        Assert.Null(TransferTools.Shipped.Find(new string('a', 100_000)));
    }

    [Fact]
    public void Shipped_EveryVerbRule_BelongsToAKnownTool()
    {
        var names = TransferTools.Shipped.All.Select(tool => tool.Name).ToHashSet();
        var rows = DataTable.FromResource(typeof(DataTable).Assembly, ".upload-verbs.csv").Rows.ToArray();

        Assert.True(rows.Length > 100);
        Assert.All(rows, row => Assert.Contains(row["tool"], names));
        Assert.All(rows, row => Assert.NotEmpty(row["source"]));
    }

    [Fact]
    public void Constructor_SiteTable_AddsAndOverrides()
    {
        const string text = "tool,names,kind,where,value_flags,switches,target,target_flag,application,port,port_flag,platforms,source\n"
            + "uploader,acmeup,Upload,Command,p,,Host,,acme,9999,-p,all,site\ncurl,curl,Archive,Command,,,None,,,,,all,site";
        var tools = new TransferTools(DataTable.FromText("site", text), TransferTools.Shipped);

        Assert.Equal("uploader", tools.Find("acmeup.exe")?.Name);
        Assert.False(tools.Find("curl")!.CanTransfer);
        Assert.True(tools.Find("wget")!.CanTransfer);
        var facts = new CommandLineReader(tools, UploadVerbs.Shipped).Read("acmeup -p 7 me@drop.example", "acmeup", default);
        Assert.Equal(("drop.example", "acme", (int?)7), (facts.Target.Host.ToString(), facts.Target.Application, facts.Target.Port));
    }

    [Theory]
    [InlineData("x", "found no column")]
    [InlineData("tool,names,kind,where,value_flags,switches,target,target_flag,application,port,port_flag,platforms,source\na,b", "found 2 fields, expected 13")]
    [InlineData("tool,names,kind,where,value_flags,switches,target,target_flag,application,port,port_flag,platforms,source\na,b,Nonsense,Command,,,None,,,,,all,s", "found \"Nonsense\"")]
    [InlineData("tool,names,kind,where,value_flags,switches,target,target_flag,application,port,port_flag,platforms,source\na,b b,Upload,Command,,,None,,,,,all,s", "b stands twice")]
    public void Constructor_BadTable_SaysWhatWasFound(string text, string expected)
    {
        var error = Record.Exception(() => new TransferTools(DataTable.FromText("site", text + (text == "x" ? "\ny" : "")), null));

        Assert.IsType<InvalidDataException>(error);
        Assert.Contains(expected, error.Message);
        Assert.Contains("site", error.Message);
    }
}
