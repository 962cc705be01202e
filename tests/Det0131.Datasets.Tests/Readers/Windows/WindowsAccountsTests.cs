using System.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Windows;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Windows;

/// <summary>Well-known security identifiers: Microsoft, "Security identifiers" (S-1-5-18, -19, -20, -80, -82, -90, -96).</summary>
public sealed class WindowsAccountsTests
{
    [Theory]
    [InlineData(@"nt authority\system", "", UserClass.System)]
    [InlineData(@"autorite nt\système", "S-1-5-18", UserClass.System)]
    [InlineData(@"corp\host1$", "S-1-5-18", UserClass.System)]
    [InlineData(@"corp\host1$", "", UserClass.Service)]
    [InlineData(@"nt authority\network service", "", UserClass.Service)]
    [InlineData(@"window manager\dwm-1", "", UserClass.Service)]
    [InlineData(@"x\y", "S-1-5-80-956008885", UserClass.Service)]
    [InlineData(@"corp\alice", "S-1-5-21-1-2-3-1001", UserClass.Person)]
    [InlineData("administrator", "", UserClass.Person)]
    [InlineData(@"corp\system", "", UserClass.Person)]
    [InlineData(null, "", UserClass.Unknown)]
    public void ClassOf_WellKnownAccounts(string? user, string sid, UserClass expected) =>
        Assert.Equal(expected, WindowsAccounts.ClassOf(user, Encoding.UTF8.GetBytes(sid)));

    [Fact]
    public void Change_OnlyFromPersonsAndServices_AndOnlyToAnother()
    {
        var text = new HostText();

        Assert.Equal("a>b", WindowsAccounts.Change("a", UserClass.Person, "b", text));
        Assert.Null(WindowsAccounts.Change("a", UserClass.Person, "a", text));
        Assert.Null(WindowsAccounts.Change("system", UserClass.System, "b", text));
        Assert.Null(WindowsAccounts.Change(null, UserClass.Unknown, "b", text));
    }
}
