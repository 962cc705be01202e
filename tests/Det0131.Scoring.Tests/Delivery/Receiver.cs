using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Tests.Delivery;

/// <summary>A real web server on loopback that keeps what is posted to it, and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public sealed record Got(string Path, string Signature, string Delivery, string Activity, byte[] Body);

    public ConcurrentQueue<Got> Received { get; } = [];

    /// <summary>Status of the answer; 0: none is given.</summary>
    public int Answer { get; set; } = 200;

    public Uri Url { get; private set; } = null!;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        receiver.Url = new Uri(receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hook");
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        Answer = 200;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        string Header(string name) => http.Request.Headers[name].ToString();
        Received.Enqueue(new Got(http.Request.Path, Header("Det0131-Signature"), Header("Det0131-Delivery"), Header("Det0131-Activity"), body.ToArray()));
        if (Answer == 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        }

        http.Response.StatusCode = Answer;
        http.Response.Headers.Location = "/elsewhere";
    }
}
