using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Tests.Hosting;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Syslog over TLS with certificates made here, spoken by the platform's own client.</summary>
public sealed class SyslogTlsTests : IAsyncLifetime
{
    private readonly SyslogBench bench = new();
    private readonly TestAuthority authority = new();

    public ValueTask InitializeAsync()
    {
        using var certificate = authority.Make();
        TestAuthority.Write(certificate, In("tls.crt"), In("tls.key"));
        File.WriteAllText(In("authority.crt"), authority.Certificate.ExportCertificatePem());
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        authority.Dispose();
        return bench.DisposeAsync();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Tls_CountedMessages_AreTaken(SslProtocols protocol)
    {
        using var listener = await bench.StartAsync(Options());
        using (var stream = await ConnectAsync(listener, null, protocol))
        {
            await stream.WriteAsync(IntakeBench.Utf8(SyslogBench.Counted(SyslogBench.Shell(1)) + SyslogBench.Counted(SyslogBench.Shell(2))));
            await stream.ShutdownAsync();
        }

        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) == 2, "two events");
        await listener.StopAsync(CancellationToken.None);
        Assert.All(bench.Events, e => Assert.Equal("syslog/tls/127.0.0.1", e.File));
    }

    [Fact]
    public async Task Tls_PlainSender_IsRefusedAndCounted()
    {
        using var listener = await bench.StartAsync(Options());
        using var client = await SyslogBench.ConnectAsync(listener.Tls!);
        await client.GetStream().WriteAsync(IntakeBench.Utf8(SyslogBench.Shell(1) + "\n"));

        Assert.True(await SyslogBench.IsClosedAsync(client));
        await IntakeBench.UntilAsync(() => bench.Rejected.ContainsKey(SyslogTcp.NotSecure), "the refusal");
        await listener.StopAsync(CancellationToken.None);
        Assert.Equal(0, bench.Journal.CountFrom(0));
    }

    [Fact]
    public async Task Tls_HandshakeThatNeverEnds_IsClosed()
    {
        var time = new ManualTime(IntakeBench.Now);
        using var listener = await bench.StartAsync(Options(), time);
        using var client = await SyslogBench.ConnectAsync(listener.Tls!);
        var closed = SyslogBench.IsClosedAsync(client);
        for (var i = 0; i < 2_000 && !closed.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(closed, Task.Delay(10, TestContext.Current.CancellationToken));
        }

        Assert.True(await closed);
        await listener.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Tls_AuthoritiesGiven_OnlyTheirSendersGetIn()
    {
        using var listener = await bench.StartAsync(Options() with { SyslogTlsClients = In("authority.crt") });
        using var others = new TestAuthority();
        using var own = authority.Make();
        using var other = others.Make();
        foreach (var (certificate, n) in new[] { (null, 1), (other, 2), (own, 3) })
        {
            try
            {
                using var stream = await ConnectAsync(listener, certificate, SslProtocols.None);
                await stream.WriteAsync(IntakeBench.Utf8(SyslogBench.Counted(SyslogBench.Shell(n))));
                await stream.ShutdownAsync();
            }
            catch (Exception fault) when (fault is IOException or AuthenticationException)
            {
                Assert.NotEqual(3, n);
            }
        }

        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) > 0 && bench.Rejected.GetValueOrDefault(SyslogTcp.NotSecure) == 2, "one event and two refusals");
        await listener.StopAsync(CancellationToken.None);
        Assert.EndsWith(" 3", Assert.Single(bench.Events).CommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_CertificateChanges_NextConnectionShowsIt_BrokenOneDoesNot()
    {
        using var listener = await bench.StartAsync(Options());
        using var renewed = authority.Make();
        TestAuthority.Write(renewed, In("tls.crt"), In("tls.key"));
        File.SetLastWriteTimeUtc(In("tls.crt"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using (var stream = await ConnectAsync(listener, null, SslProtocols.None))
        {
            Assert.Equal(renewed.GetSerialNumberString(), stream.RemoteCertificate!.GetSerialNumberString());
        }

        File.WriteAllText(In("tls.crt"), "half written");
        using (var stream = await ConnectAsync(listener, null, SslProtocols.None))
        {
            Assert.Equal(renewed.GetSerialNumberString(), stream.RemoteCertificate!.GetSerialNumberString());
        }

        await listener.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("missing.crt", "tls.key", null)]
    [InlineData("tls.crt", "tls.crt", null)]
    [InlineData("tls.crt", "tls.key", "tls.key")]
    public async Task StartAsync_UnusableFiles_SaysWhich(string certificate, string key, string? clients)
    {
        using var listener = bench.Listener(Options() with { SyslogTlsCertificate = In(certificate), SyslogTlsKey = In(key), SyslogTlsClients = clients is null ? null : In(clients) });

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => listener.StartAsync(CancellationToken.None));

        Assert.StartsWith(clients is null ? "syslog-tls-certificate and syslog-tls-key: found '" : "syslog-tls-clients: found '", fault.Message, StringComparison.Ordinal);
        Assert.Contains(In(clients ?? certificate), fault.Message, StringComparison.Ordinal);
    }

    private async Task<SslStream> ConnectAsync(SyslogListener listener, X509Certificate2? own, SslProtocols protocol)
    {
        var client = await SyslogBench.ConnectAsync(listener.Tls!);
        var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority.Certificate);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", EnabledSslProtocols = protocol, CertificateChainPolicy = trust,
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
        });
        return stream;
    }

    private string In(string name) => Path.Combine(bench.Folder, name);

    private ServeOptions Options() => new() { SyslogTls = "127.0.0.1:0", SyslogTlsCertificate = In("tls.crt"), SyslogTlsKey = In("tls.key") };
}
