using System.Net.Sockets;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Real sockets into a real journal. The clock is the system's, because sockets are.</summary>
public sealed class SyslogListenerTests : IAsyncLifetime
{
    private readonly SyslogBench bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Tcp_ManyFormatsAndFramings_EachToItsReader()
    {
        using var listener = await StartAsync();
        var zeek = "{\"_path\":\"conn\",\"ts\":1785715200.5,\"uid\":\"C1\",\"id.orig_h\":\"10.1.0.3\",\"id.orig_p\":40000,\"id.resp_h\":\"192.0.2.250\",\"id.resp_p\":443,\"proto\":\"tcp\"}";
        var audit = "type=SYSCALL msg=audit(1785715201.100:42): arch=c000003e syscall=59 success=yes exit=0 pid=11 ppid=10 auid=1000 uid=1000 comm=\"curl\" exe=\"/usr/bin/curl\"";
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(listener.Tcp!);
            await SendAsync(client, "<13>firewall: nothing known\n" + SyslogBench.Shell(1) + "\n");
            await SendAsync(client, SyslogBench.Counted(SyslogBench.Shell(2)));
            await SendAsync(client, SyslogBench.Counted("<14>1 2026-08-03T00:00:00Z sensor zeek - - - " + zeek) + $"<86>Aug  3 00:00:01 web01 audispd: {audit}\n");
        }

        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) >= 4, "four events");
        await listener.StopAsync(CancellationToken.None);

        Assert.Equal(["esxi", "esxi", "linux", "zeek"], bench.Events.Select(e => e.Source.Split('.')[0]).Order());
        Assert.Equal("esx01", bench.Events.First(e => e.Source.StartsWith("esxi", StringComparison.Ordinal)).Host);
        Assert.All(bench.Events, e => Assert.StartsWith("syslog/tcp/", e.File, StringComparison.Ordinal));
        Assert.Equal(1, bench.Rejected[SyslogSender.NotRecognised]);
    }

    [Fact]
    public async Task Udp_Datagrams_AreMessages()
    {
        using var listener = await StartAsync();
        using var client = new UdpClient();
        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync(IntakeBench.Utf8(SyslogBench.Shell(i)), listener.Udp!);
        }

        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) == 50, "fifty events");
        await listener.StopAsync(CancellationToken.None);
        Assert.Equal(50, bench.Events.Select(e => e.Identity).Distinct().Count());
    }

    [Fact]
    public async Task Tcp_JournalBehind_NothingIsLost()
    {
        bench.Waiting = long.MaxValue / 2;
        using var listener = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(listener.Tcp!);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                await SendAsync(client, SyslogBench.Shell(i) + "\n");
            }

            client.Close();
        });
        await Task.Delay(700);
        Assert.Equal(0, bench.Journal.CountFrom(0));

        bench.Waiting = 0;
        await sending;
        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) == 20_000, "all events");
        await listener.StopAsync(CancellationToken.None);
        Assert.Equal(20_000, bench.Events.Select(e => e.Identity).Distinct().Count());
    }

    [Fact]
    public async Task Udp_JournalBehind_DropsAndCounts()
    {
        bench.Waiting = long.MaxValue / 2;
        using var listener = await StartAsync();
        using var client = new UdpClient();
        var message = IntakeBench.Utf8(SyslogBench.Shell(1));
        for (var i = 0; i < 400_000 && !bench.Rejected.ContainsKey(SyslogUdp.Dropped); i++)
        {
            await client.SendAsync(message, listener.Udp!);
        }

        Assert.True(bench.Rejected[SyslogUdp.Dropped] > 0);
        Assert.Equal(0, bench.Journal.CountFrom(0));
        await listener.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task StopAsync_LinesJustCome_AreWritten()
    {
        using var listener = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(listener.Tcp!);
        await SendAsync(client, string.Concat(Enumerable.Range(0, 10).Select(i => SyslogBench.Shell(i) + "\n")));
        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) > 0, "the first batch");
        await listener.StopAsync(CancellationToken.None);

        Assert.Equal(10, bench.Journal.CountFrom(0));
    }

    [Fact]
    public async Task StartAsync_NoAddress_SaysWhatIsExpected()
    {
        using var listener = bench.Listener(new ServeOptions { SyslogTcp = "here" });

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => listener.StartAsync(CancellationToken.None));

        Assert.Contains("syslog-tcp is 'here'", fault.Message, StringComparison.Ordinal);
    }

    private static async Task SendAsync(TcpClient client, string text) => await client.GetStream().WriteAsync(IntakeBench.Utf8(text));

    private Task<SyslogListener> StartAsync() => bench.StartAsync(new ServeOptions { SyslogTcp = "127.0.0.1:0", SyslogUdp = "127.0.0.1:0" });
}
