using System.Net;
using System.Security.Cryptography;
using System.Text;
using Det0131.Scoring.Delivery;

namespace Det0131.Scoring.Tests.Delivery;

/// <summary>Against a real web server; the signature is worked out again as a receiver would, from the header and the body.</summary>
public sealed class WebhookSenderTests
{
    private static readonly byte[] Secret = "0123456789abcdef"u8.ToArray();
    private static readonly DeliveryPatience Hasty = new() { Quick = TimeSpan.FromMilliseconds(1) };
    private static readonly ManualTime Clock = new(DateTimeOffset.FromUnixTimeSeconds(1_772_590_328));

    [Fact]
    public async Task SendAsync_ReceiverTakesIt_IsSignedAndNamed()
    {
        await using var receiver = await Receiver.StartAsync();
        using var sender = new WebhookSender(true, Hasty, Clock);
        var body = "{\"a\":1}"u8.ToArray();

        Assert.Null(await sender.SendAsync(receiver.Url, Secret, "d-7", "create", body, CancellationToken.None));
        var got = Assert.Single(receiver.Received);
        Assert.Equal(("d-7", "create", "/hook"), (got.Delivery, got.Activity, got.Path));
        var expected = HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes("1772590328." + Encoding.UTF8.GetString(got.Body)));
        Assert.Equal("t=1772590328,v1=" + Convert.ToHexString(expected).ToLowerInvariant(), got.Signature);
    }

    // Also a receiver that redirects: what it points to is never asked.
    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task SendAsync_ReceiverRefuses_IsTriedThreeTimesAndTold(int status)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = status;
        using var sender = new WebhookSender(true, Hasty, TimeProvider.System);

        Assert.Equal($"answered {status}", await sender.SendAsync(receiver.Url, Secret, "d", "update", [1], CancellationToken.None));
        Assert.Equal(["/hook", "/hook", "/hook"], receiver.Received.Select(r => r.Path));
    }

    [Fact]
    public async Task SendAsync_NoAnswer_IsGivenUpInTime()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = 0;
        using var sender = new WebhookSender(true, Hasty with { Request = TimeSpan.FromMilliseconds(200) }, TimeProvider.System);

        Assert.Equal("no answer in time", await sender.SendAsync(receiver.Url, Secret, "d", "update", [1], CancellationToken.None));
    }

    [Fact]
    public async Task SendAsync_NobodyListens_IsTold()
    {
        var receiver = await Receiver.StartAsync();
        await receiver.DisposeAsync();
        using var sender = new WebhookSender(true, Hasty, TimeProvider.System);

        Assert.StartsWith("no connection", await sender.SendAsync(receiver.Url, Secret, "d", "update", [1], CancellationToken.None), StringComparison.Ordinal);
    }

    // The name is looked up when connecting: one that was public when the webhook was added and leads inside now (DNS rebinding) is refused,
    // and so are numbers and localhost.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("rebound.example")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task SendAsync_InternalAddress_IsNotConnectedTo(string host)
    {
        await using var receiver = await Receiver.StartAsync();
        using var sender = new WebhookSender(
            false, Hasty, TimeProvider.System, (name, token) => name == "rebound.example" ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : Dns.GetHostAddressesAsync(name, token));
        var url = new Uri($"http://{host}:{receiver.Url.Port}/hook");

        Assert.Equal("the name leads to internal addresses only", await sender.SendAsync(url, Secret, "d", "create", [1], CancellationToken.None));
        Assert.Empty(receiver.Received);
    }

    // A day of doubling pauses, an hour at most between two.
    [Fact]
    public void After_EveryAttempt_DoublesUpToAnHour()
    {
        var patience = new DeliveryPatience();

        Assert.Equal([30, 60, 120, 240, 480, 960, 1920, 3600, 3600], Enumerable.Range(1, 9).Select(n => (int)patience.After(n, 0).TotalSeconds));
        Assert.Equal(2700, patience.After(1000, 1).TotalSeconds);
    }
}
