using System.Net;
using System.Net.Sockets;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Senders that are too many, too long, too slow or gone, over real sockets. Held against the lines that were sent whole.</summary>
public sealed class SyslogBoundsTests : IAsyncLifetime
{
    private readonly SyslogBench bench = new();
    private readonly List<TcpClient> clients = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        return bench.DisposeAsync();
    }

    [Fact]
    public async Task Tcp_MoreThanOneAddressMayHave_AreClosedAndOthersGetIn()
    {
        using var listener = await StartAsync();
        for (var i = 0; i < SyslogTcp.MostOfAddress; i++)
        {
            await ConnectAsync(listener);
        }

        Assert.True(await SyslogBench.IsClosedAsync(await ConnectAsync(listener)));
        if (OperatingSystem.IsLinux())
        {
            // All of 127.0.0.0/8 is this machine there.
            await SendAsync(await ConnectAsync(listener, "127.0.0.2"), SyslogBench.Shell(1) + "\n");
            await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) == 1, "the other's line");
        }

        // Who goes makes room.
        clients[0].Dispose();
        var came = false;
        for (var tries = 0; !came && tries < 1_000; tries++)
        {
            var again = await ConnectAsync(listener);
            await SendAsync(again, SyslogBench.Shell(2) + "\n");
            again.Client.Shutdown(SocketShutdown.Send);
            await SyslogBench.IsClosedAsync(again);
            came = bench.Events.Any(e => e.CommandLine?.EndsWith(" 2", StringComparison.Ordinal) == true);
        }

        Assert.True(came);
        await listener.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Tcp_MoreThanAllMayHave_AreClosed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs several addresses of the loopback network, which Linux has.");
        using var listener = await StartAsync();
        for (var i = 0; i < SyslogTcp.MostConnections; i++)
        {
            await ConnectAsync(listener, $"127.0.0.{1 + (i / SyslogTcp.MostOfAddress)}");
        }

        Assert.True(await SyslogBench.IsClosedAsync(await ConnectAsync(listener, "127.0.0.99")));
        await SendAsync(clients[^2], SyslogBench.Shell(1) + "\n");
        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) == 1, "the line of one that is in");
        await listener.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("")]
    [InlineData("20 half")]
    public async Task Tcp_SilentForTheLimit_IsClosed(string before)
    {
        var time = new ManualTime(IntakeBench.Now);
        using var listener = await StartAsync(time);
        var client = await ConnectAsync(listener);
        await SendAsync(client, before);
        var closed = SyslogBench.IsClosedAsync(client);
        for (var i = 0; i < 2_000 && !closed.IsCompleted; i++)
        {
            // Whether the listener has read what came is not seen from here: the clock moves until it has.
            time.Advance(SyslogTcp.Idle / 4);
            await Task.WhenAny(closed, Task.Delay(10, TestContext.Current.CancellationToken));
        }

        Assert.True(await closed);
        Assert.Equal(before.Length > 0 ? 1 : 0, bench.Rejected.Values.Sum());
        await listener.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Tcp_EndlessLineAndHugeCount_AreRefusedOnceEachAndTheNextLineCounts()
    {
        using var listener = await StartAsync();
        var client = await ConnectAsync(listener);
        var part = new string('x', 1 << 20);
        for (var i = 0; i < 8; i++)
        {
            await SendAsync(client, part);
        }

        await SendAsync(client, "\n" + SyslogBench.Shell(1) + "\n" + part.Length + " " + part + SyslogBench.Counted(SyslogBench.Shell(2)));
        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) == 2, "the lines between");
        Assert.Equal(2, bench.Rejected[SyslogFramer.TooLong]);
        await listener.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(30, 1)]
    [InlineData(0, 0)]
    public async Task Tcp_CountedMessageCutByTheEnd_IsRefusedAndThoseBeforeCount(int bytesOfLast, int refused)
    {
        using var listener = await StartAsync();
        var client = await ConnectAsync(listener);
        await SendAsync(client, SyslogBench.Counted(SyslogBench.Shell(1)) + SyslogBench.Counted(SyslogBench.Shell(2)) + SyslogBench.Counted(SyslogBench.Shell(3))[..bytesOfLast]);
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.True(await SyslogBench.IsClosedAsync(client));

        Assert.Equal(2, bench.Journal.CountFrom(0));
        Assert.Equal(refused, bench.Rejected.Values.Sum());
        await listener.StopAsync(CancellationToken.None);
    }

    /// <summary>Every message byte by byte over two packets: the network cuts where it likes.</summary>
    [Fact]
    public async Task Tcp_CountedMessagesCutAnywhere_AreWhole()
    {
        using var listener = await StartAsync();
        var client = await ConnectAsync(listener);
        client.NoDelay = true;
        var message = SyslogBench.Counted(SyslogBench.Shell(7));
        for (var cut = 1; cut < message.Length; cut++)
        {
            await SendAsync(client, message[..cut]);
            await SendAsync(client, message[cut..]);
        }

        client.Client.Shutdown(SocketShutdown.Send);
        Assert.True(await SyslogBench.IsClosedAsync(client));
        Assert.Equal(message.Length - 1, bench.Journal.CountFrom(0));
        Assert.Empty(bench.Rejected);
        await listener.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Udp_FloodWhileTheJournalIsBehind_IsDroppedCountedAndOver()
    {
        using var listener = await StartAsync();
        using var client = new UdpClient();
        bench.Waiting = long.MaxValue / 2;
        var sent = 0L;
        for (; sent < 400_000 && bench.Rejected.GetValueOrDefault(SyslogUdp.Dropped) < 1_000; sent++)
        {
            await client.SendAsync(IntakeBench.Utf8(SyslogBench.Shell((int)sent)), listener.Udp!);
        }

        Assert.True(bench.Rejected[SyslogUdp.Dropped] >= 1_000);
        bench.Waiting = 0;
        await IntakeBench.UntilAsync(() => bench.Journal.CountFrom(0) > 0, "what was queued");
        for (var tries = 0; !bench.Events.Any(e => e.CommandLine?.EndsWith(" 999999999", StringComparison.Ordinal) == true); tries++)
        {
            Assert.True(tries < 1_000, "Nothing is taken after the flood.");
            await client.SendAsync(IntakeBench.Utf8(SyslogBench.Shell(999_999_999)), listener.Udp!);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await listener.StopAsync(CancellationToken.None);
        Assert.InRange(bench.Journal.CountFrom(0) + bench.Rejected[SyslogUdp.Dropped], 1, sent + 1_000);
    }

    private static async Task SendAsync(TcpClient client, string text) => await client.GetStream().WriteAsync(IntakeBench.Utf8(text));

    private async Task<TcpClient> ConnectAsync(SyslogListener listener, string? from = null)
    {
        clients.Add(await SyslogBench.ConnectAsync(listener.Tcp!, from is null ? null : IPAddress.Parse(from)));
        return clients[^1];
    }

    private Task<SyslogListener> StartAsync(TimeProvider? time = null) =>
        bench.StartAsync(new ServeOptions { SyslogTcp = "127.0.0.1:0", SyslogUdp = "127.0.0.1:0" }, time);
}
