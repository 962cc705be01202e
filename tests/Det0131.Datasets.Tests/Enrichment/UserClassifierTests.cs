using Det0131.Datasets.Enrichment;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Enrichment;

public class UserClassifierTests
{
    [Theory]
    [InlineData("root", null, Platform.Linux, UserClass.System)]
    [InlineData("nt authority\\system", null, Platform.Windows, UserClass.System)]
    [InlineData("NT AUTHORITY\\SYSTEM", null, Platform.Windows, UserClass.System)]
    [InlineData("s-1-5-18", null, Platform.Windows, UserClass.System)]
    [InlineData("0", null, Platform.Linux, UserClass.System)]
    [InlineData("nt authority\\local service", null, Platform.Windows, UserClass.Service)]
    [InlineData("nt authority\\network service", null, Platform.Windows, UserClass.Service)]
    [InlineData("nt service\\mssqlserver", null, Platform.Windows, UserClass.Service)]
    [InlineData("window manager\\dwm-1", null, Platform.Windows, UserClass.Service)]
    [InlineData("dwm-3", null, Platform.Windows, UserClass.Service)]
    [InlineData("corp\\pc1$", null, Platform.Windows, UserClass.Service)]
    [InlineData("corp\\svc-backup", null, Platform.Windows, UserClass.Service)]
    [InlineData("www-data", null, Platform.Linux, UserClass.Service)]
    [InlineData("_spotlight", null, Platform.MacOS, UserClass.Service)]
    [InlineData("_", null, Platform.MacOS, UserClass.Person)]
    [InlineData("33", null, Platform.Linux, UserClass.Service)]
    [InlineData("65534", null, Platform.Linux, UserClass.Service)]
    [InlineData("1000", null, Platform.Linux, UserClass.Person)]
    [InlineData("501", null, Platform.MacOS, UserClass.Person)]
    [InlineData("501", null, Platform.Linux, UserClass.Service)]
    [InlineData("499", null, Platform.MacOS, UserClass.Service)]
    [InlineData("vpxuser", null, Platform.ESXi, UserClass.Service)]
    [InlineData("alice", "Admin", Platform.IaaS, UserClass.CloudRole)]
    [InlineData("arn:aws:sts::1:assumed-role/admin/x", null, Platform.IaaS, UserClass.CloudRole)]
    [InlineData("backup@p.iam.gserviceaccount.com", null, Platform.IaaS, UserClass.Service)]
    [InlineData("ec2.amazonaws.com", null, Platform.IaaS, UserClass.Service)]
    [InlineData("corp\\alice", null, Platform.Windows, UserClass.Person)]
    [InlineData("alice@example.com", null, Platform.IaaS, UserClass.Person)]
    [InlineData("daemonica", null, Platform.Linux, UserClass.Person)]
    [InlineData("", null, Platform.Linux, UserClass.Unknown)]
    [InlineData(null, null, Platform.Linux, UserClass.Unknown)]
    public void Classify_Account_ByName(string? user, string? role, Platform platform, UserClass expected)
    {
        Assert.Equal(expected, UserClassifier.Classify(user, role, platform));
    }

    [Fact]
    public void Classify_LongName_IsAPerson()
    {
        Assert.Equal(UserClass.Person, UserClassifier.Classify(new string('$', 100_000), null, Platform.Linux));
    }

    [Theory]
    [InlineData("/var/lib/db.SQL", ".sql")]
    [InlineData("C:\\x\\a.tar.gz", ".tar.gz")]
    [InlineData("dump.sql.gpg", ".sql.gpg")]
    [InlineData("access.log.1.gz", ".gz")]
    [InlineData("archive.2024.gz", ".gz")]
    [InlineData(".bashrc", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("/a.b/c", null)]
    [InlineData("name.", null)]
    [InlineData("a.verylongextension", null)]
    [InlineData("a.b c", null)]
    [InlineData("C:\\f.txt:Zone.Identifier", ".txt")]
    [InlineData("[datastore1] vm/vm-flat.vmdk", ".vmdk")]
    [InlineData("", null)]
    public void Extension_Path_IsLowerCaseOrAbsent(string path, string? expected)
    {
        Assert.Equal(expected, FileNames.Extension(path));
    }
}
