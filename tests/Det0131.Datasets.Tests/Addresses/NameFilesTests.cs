using Det0131.Datasets.Addresses;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Tests.Addresses;

/// <summary>Records after each maker's documentation; expected values are worked out by hand.</summary>
public sealed class NameFilesTests
{
    // After dhcpd.leases(5).
    private const string Isc = """
        # The format of this file is documented in the dhcpd.leases(5) manual page.
        authoring-byte-order little-endian;
        lease 10.0.0.5 {
          starts 4 2026/11/05 08:00:00;
          ends 4 2026/11/05 20:00:00;
          cltt 4 2026/11/05 08:00:00;
          binding state active;
          next binding state free;
          hardware ethernet 52:54:00:12:34:56;
          client-hostname "PC7";
        }
        lease 10.0.0.6 {
          starts epoch 1762329600; # Wed Nov  5 08:00:00 2025
          ends never;
          binding state active;
          client-hostname "pc8";
        }
        lease 10.0.0.7 {
          starts 4 2026/11/05 08:00:00;
          binding state backup;
        }
        """;

    // After "Kea Administrator Reference Manual", memfile.
    private const string Kea = """
        address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id
        10.0.0.5,52:54:00:12:34:56,,3600,1762333200,1,0,0,pc7.corp.example.,0,,0
        10.0.0.6,52:54:00:12:34:57,,3600,1762333200,1,0,0,pc8,2,,0
        """;

    // After dnsmasq's lease.c.
    private const string Dnsmasq = """
        1762333200 52:54:00:12:34:56 10.0.0.5 PC7 01:52:54:00:12:34:56
        1762333200 52:54:00:12:34:57 10.0.0.6 * *
        """;

    // After "Analyze DHCP server log files" (Microsoft).
    private const string Windows = """
        		Microsoft DHCP Service Activity Log

        Event ID  Meaning
        00	The log was started.

        ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID, QResult,Probationtime, CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII),UserClass(Hex),UserClass(ASCII),RelayAgentInformation,DnsRegError.
        00,11/05/26,00:00:02,Started,,,,,0,6,,,,,,,,,0
        10,11/05/26,08:00:00,Assign,10.0.0.5,PC7.corp.example,525400123456,,1,0,,,,,,,,,0
        11,11/05/26,12:00:00,Renew,10.0.0.5,PC7.corp.example,525400123456,,2,0,,,,,,,,,0
        12,11/05/26,18:00:00,Release,10.0.0.5,PC7.corp.example,525400123456,,3,0,,,,,,,,,0
        10,11/05/26,19:00:00,Assign,10.0.0.5,PC8.corp.example,525400123457,,4,0,,,,,,,,,0
        """;

    private const string ZeekTsv = "#separator \\x09\n#set_separator\t,\n#path\tdhcp\n#fields\tts\tuids\tclient_addr\tserver_addr\tmac\thost_name\tclient_fqdn\tassigned_addr\tlease_time\tmsg_types\n"
        + "1762329600.500000\tCx\t-\t10.0.0.1\t52:54:00:12:34:56\tPC7\t-\t10.0.0.5\t3600.000000\tREQUEST,ACK\n"
        + "1762329601.000000\tCy\t-\t10.0.0.1\t52:54:00:12:34:56\t-\t-\t10.0.0.9\t3600.000000\tREQUEST,ACK\n";

    private const string ZeekJson = """{"ts":1762329600.5,"uids":["Cx"],"mac":"52:54:00:12:34:56","host_name":"PC7","assigned_addr":"10.0.0.5","lease_time":3600.0,"msg_types":["REQUEST","ACK"]}""";

    [Theory]
    [InlineData(Isc, "ISC dhcpd leases", "10.0.0.5 pc7 2026-11-05T08:00:00Z 2026-11-05T20:00:00Z|10.0.0.6 pc8 2025-11-05T08:00:00Z -", 1)]
    [InlineData(Dnsmasq, "dnsmasq leases", "10.0.0.5 pc7 2025-11-05T08:00:00Z 2025-11-05T09:00:00Z", 1)]
    [InlineData("0 06-52:54:00:12:34:56 10.0.0.5 pc7 *\nduid 00:01:00:01\n1762333200 T3344 2001:db8:0::5 pc8 00:01\n", "dnsmasq leases", "10.0.0.5 pc7 1970-01-01T00:00:00Z -|2001:db8::5 pc8 2025-11-04T09:00:00Z 2025-11-05T09:00:00Z", 0)]
    [InlineData(Kea, "Kea leases", "10.0.0.5 pc7.corp.example 2025-11-05T08:00:00Z 2025-11-05T09:00:00Z", 1)]
    [InlineData(Windows, "Windows DHCP audit", "10.0.0.5 pc7.corp.example 2026-11-05T07:00:00Z 2026-11-05T17:00:00Z|10.0.0.5 pc8.corp.example 2026-11-05T18:00:00Z -", 1)]
    [InlineData(ZeekTsv, "Zeek dhcp", "10.0.0.5 pc7 2025-11-05T08:00:00Z 2025-11-05T09:00:00Z", 1)]
    [InlineData(ZeekJson, "Zeek dhcp", "10.0.0.5 pc7 2025-11-05T08:00:00Z 2025-11-05T09:00:00Z", 0)]
    [InlineData("user,assigned_ip,start_time,end_time\nCORP\\Alice,10.9.0.5,2026-11-05T08:00:00+02:00,2026-11-05T09:00:00Z\nbob,10.9.0.6,2026-11-05 08:00:00,\n", "sessions",
        "10.9.0.5 corp\\alice 2026-11-05T06:00:00Z 2026-11-05T09:00:00Z|10.9.0.6 bob 2026-11-05T07:00:00Z -", 0)]
    public void Parse_DocumentedRecords_GivesLeases(string text, string format, string expected, int ignored)
    {
        var file = Parse(text);
        Assert.Equal(format, file.Format);
        Assert.Empty(file.Faults);
        Assert.Equal(expected.Split('|'), file.Leases.Select(l => $"{l.Address} {l.Owner} {TimeText.Format(l.FromMicros)} {(l.UntilMicros is { } until ? TimeText.Format(until) : "-")}"));
        Assert.Equal(ignored, file.Ignored);
    }

    [Fact]
    public void Parse_Directory_GivesTheNamesOfAccountsAndComputers()
    {
        var file = Parse("""
            DistinguishedName,SamAccountName,UserPrincipalName,mail,DNSHostName
            "CN=Alice A,OU=People,DC=corp,DC=example",Alice,alice@corp.example,a.adams@example.com,
            "CN=PC7,OU=Machines,DC=corp,DC=example",PC7$,,,pc7.corp.example
            "CN=Guests,DC=corp,DC=example",,,,
            """);
        Assert.Equal("directory", file.Format);
        Assert.Equal(["corp\\alice = alice alice@corp.example a.adams@example.com", "pc7.corp.example = pc7"], file.Names.Select(n => $"{n.Name} = {string.Join(' ', n.Aliases)}"));
        Assert.Equal((1, 0), (file.Ignored, file.Faults.Count));
    }

    [Theory]
    [InlineData("lease 10.0.0.x {\n starts 4 2026/11/05 08:00:00;\n client-hostname \"a\";\n}", "x.log:1: found address '10.0.0.x', expected an IP address")]
    [InlineData("lease 10.0.0.5 {\n starts yesterday;\n}", "x.log:1: found time 'yesterday', expected such as '4 2026/11/05 08:00:00' or 'epoch 1762329600'")]
    [InlineData("lease 10.0.0.5 {\n starts 4 2026/11/05 08:00:00;", "x.log:1: the lease of 10.0.0.5 has no end; expected '}'")]
    [InlineData("43200 52:54:00:12:34:56 10.0.0.5 pc7 *\n", "x.log:1: found '43200 52:54:00:12:34:56 10.0.0.5 pc7 *', expected end (seconds since 1970, or 0), hardware address, address, host and client id")]
    [InlineData("user,ip,start,end\nbob,10.9.0.6,soon,\n", "x.log:2: found time 'soon', expected such as 2026-11-21T08:00:00Z, or seconds since 1970")]
    [InlineData("user,ip,start,end\nbob,gateway,2026-11-05T08:00:00Z,\n", "x.log:2: found address 'gateway', expected an IP address")]
    [InlineData("user,ip,start,end\nbob,10.9.0.6,2026-11-05T08:00:00Z,2026-11-05T07:00:00Z\n", "x.log:2: it ends before it begins")]
    [InlineData("user,ip,start,end\nbob,10.9.0.6\n", "x.log:2: found 2 fields, expected 4 like the header")]
    [InlineData("{\"assigned_addr\":\"10.0.0.5\"\n", "x.log:1: found '{\"assigned_addr\":\"10.0.0.5\"', expected a JSON object")]
    public void Parse_BadRecord_NamesWhereWhatAndWhatWasExpected(string text, string fault)
    {
        var file = Parse(text);
        Assert.Equal(fault, Assert.Single(file.Faults));
        Assert.Empty(file.Leases);
    }

    [Fact]
    public void Parse_SomethingElse_SaysWhatItBeginsWith()
    {
        var error = Assert.Throws<FormatException>(() => Parse("\u001b[31mhello\nworld\n"));
        Assert.Equal($"x.log: begins with '\\x1b[31mhello'; expected one of: {NameFiles.Formats}.", error.Message);
    }

    /// <summary>Cut anywhere or with any byte changed, a file is read or refused; nothing else is thrown.</summary>
    [Theory]
    [InlineData(Isc)]
    [InlineData(Kea)]
    [InlineData(Dnsmasq)]
    [InlineData(Windows)]
    [InlineData(ZeekTsv)]
    [InlineData(ZeekJson)]
    public void Parse_SpoiltFiles_AreReadOrRefused(string text)
    {
        var random = new Random(3);
        var refused = 0;
        for (var round = 0; round < 500; round++)
        {
            var spoilt = text[..random.Next(text.Length)].ToCharArray();
            for (var i = random.Next(4); i > 0 && spoilt.Length > 0; i--)
            {
                spoilt[random.Next(spoilt.Length)] = (char)random.Next(1, 256);
            }

            try
            {
                var file = Parse(new string(spoilt));
                Assert.All(file.Leases, l => Assert.True(l.UntilMicros is null || l.UntilMicros > l.FromMicros));
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 499);
    }

    private static NameFile Parse(string text) => NameFiles.Parse(text.Split('\n').Select(l => l.TrimEnd('\r')), "x.log", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
}
