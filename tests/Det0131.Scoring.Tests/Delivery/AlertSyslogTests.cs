using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Det0131.Models.Alerts;
using Det0131.Models.Tests.Alerts;
using Det0131.Scoring.Delivery;
using static Det0131.Scoring.Tests.Alerts.StoreAlerts;

namespace Det0131.Scoring.Tests.Delivery;

/// <summary>Real sockets; messages are read by the grammar of RFC 5424 section 6 and the counting of RFC 6587 section 3.4.1, written down anew here.</summary>
public sealed partial class AlertSyslogTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task SendAsync_Tcp_GivesCountedMessages()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var syslog = Syslog($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var sending = syslog.SendAsync([Outgoing("a1", 1000), Outgoing("a2", 20)], CancellationToken.None);
        using var client = await listener.AcceptTcpClientAsync().WaitAsync(Limit);
        await sending;

        await using var stream = client.GetStream();
        var first = Header().Match(await CountedAsync(stream));
        var second = Header().Match(await CountedAsync(stream));
        Assert.Equal(("83", "sensor1", "det0131", "create"), (first.Groups["pri"].Value, first.Groups["host"].Value, first.Groups["app"].Value, first.Groups["msgid"].Value));
        Assert.Equal("2026-03-05T12:00:00.000000Z", second.Groups["time"].Value);
        Assert.Equal("85", second.Groups["pri"].Value);
        Assert.Empty(OcsfSchema.Faults(JsonElement.Parse(second.Groups["msg"].Value), "detection_finding"));
    }

    // A receiver that was begun anew: the connection is seen to be closed, and made again.
    [Fact]
    public async Task SendAsync_ReceiverBegunAnew_ConnectsAgain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var syslog = Syslog($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await syslog.SendAsync([Outgoing("a1", 100)], CancellationToken.None);
        using (var client = await listener.AcceptTcpClientAsync().WaitAsync(Limit))
        {
            await CountedAsync(client.GetStream());
        }

        await syslog.SendAsync([Outgoing("a2", 100)], CancellationToken.None);
        using var again = await listener.AcceptTcpClientAsync().WaitAsync(Limit);
        Assert.Contains("\"a2\"", await CountedAsync(again.GetStream()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_NobodyListens_Fails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var syslog = Syslog($"tcp://127.0.0.1:{port}");

        await Assert.ThrowsAnyAsync<SocketException>(() => syslog.SendAsync([Outgoing("a1", 100)], CancellationToken.None));
    }

    // The second alert's events alone are larger than a datagram: it comes without them, and whole.
    [Fact]
    public async Task SendAsync_Udp_GivesOneMessageADatagram()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var syslog = Syslog($"udp://127.0.0.1:{((IPEndPoint)receiver.Client.LocalEndPoint!).Port}");
        var large = Outgoing("a2", 100);
        large = large with { Alert = large.Alert with { Events = [.. Enumerable.Range(0, 30).Select(i => large.Alert.Events[0] with { Raw = new string('x', 4000) })] } };
        await syslog.SendAsync([Outgoing("a1", 100), large], CancellationToken.None);

        var first = Header().Match(Encoding.ASCII.GetString((await receiver.ReceiveAsync().WaitAsync(Limit)).Buffer));
        var second = Header().Match(Encoding.ASCII.GetString((await receiver.ReceiveAsync().WaitAsync(Limit)).Buffer));
        Assert.Equal(["a1", "a2"], new[] { first, second }.Select(m => JsonElement.Parse(m.Groups["msg"].Value).GetProperty("finding_info").GetProperty("uid").GetString()));
    }

    [Theory]
    [InlineData("tcp://host")]
    [InlineData("http://host:1")]
    [InlineData("host:514")]
    [InlineData("udp://host:70000")]
    [InlineData("udp://host:5/path")]
    public void Constructor_FaultyTarget_IsRefused(string target) => Assert.Throws<ArgumentException>(() => Syslog(target).Dispose());

    private static AlertSyslog Syslog(string target) => new(target, "ocsf", "sen sor\n1", new ManualTime(Noon.AddDays(1)));

    private static OutgoingAlert Outgoing(string id, double days) => new(1, Make(id, days: days), AlertActivity.Create);

    private static async Task<string> CountedAsync(NetworkStream stream)
    {
        using var limit = new CancellationTokenSource(Limit);
        var one = new byte[1];
        var count = 0;
        while (true)
        {
            await stream.ReadExactlyAsync(one, limit.Token);
            if (one[0] == ' ')
            {
                break;
            }

            count = (count * 10) + (one[0] - '0');
        }

        var message = new byte[count];
        await stream.ReadExactlyAsync(message, limit.Token);
        return Encoding.ASCII.GetString(message);
    }

    [GeneratedRegex(@"\A<(?<pri>[0-9]{1,3})>1 (?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,6}Z) (?<host>[!-~]{1,255}) (?<app>[!-~]{1,48}) - (?<msgid>[!-~]{1,32}) - (?<msg>\{.*\})\z")]
    private static partial Regex Header();
}
