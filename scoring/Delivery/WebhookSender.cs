using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Det0131.Scoring.Delivery;

/// <summary>How patient deliveries are. Immutable.</summary>
internal sealed record DeliveryPatience
{
    /// <summary>For one request and its answer.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before the first of the two quick repetitions of an attempt; doubled for the second.</summary>
    public TimeSpan Quick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After the first attempt that failed; doubled with every further one.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time between two attempts.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After which a delivery is given up.</summary>
    public TimeSpan GiveUp { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long to wait after an attempt, with a part taken off at random so that what failed together is not tried together.</summary>
    /// <param name="attempts">Attempts so far, 1 or more.</param>
    /// <param name="random">0 to below 1.</param>
    public TimeSpan After(int attempts, double random)
    {
        var full = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30)));
        return TimeSpan.FromSeconds(full * (1 - (random / 4)));
    }
}

/// <summary>Posts signed deliveries. Thread-safe.</summary>
internal sealed class WebhookSender : IDisposable
{
    public const string SignatureHeader = "Det0131-Signature";
    public const string DeliveryHeader = "Det0131-Delivery";
    public const string ActivityHeader = "Det0131-Activity";

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly bool _allowInternal;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<string?> _pipeline;

    /// <param name="allowInternal">Internal addresses may be connected to.</param>
    /// <param name="patience">Limits of time.</param>
    /// <param name="time">The clock of signatures and waiting.</param>
    /// <param name="resolve">Addresses of a host name; null: the system's.</param>
    public WebhookSender(bool allowInternal, DeliveryPatience patience, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _allowInternal = allowInternal;
        _time = time;
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect or a proxy would lead past the check of addresses.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 32,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _pipeline = new ResiliencePipelineBuilder<string?> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<string?>
            {
                MaxRetryAttempts = 2,
                Delay = patience.Quick,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<string?>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>().HandleResult(problem => problem is not null),
            })
            .AddTimeout(patience.Request)
            .Build();
    }

    /// <summary>Posts a body, and twice more shortly after where that fails.</summary>
    /// <returns>What went wrong, in words without secrets; null: it was taken.</returns>
    public async Task<string?> SendAsync(Uri url, byte[] secret, string deliveryId, string activity, byte[] body, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await PostAsync(url, secret, deliveryId, activity, body, token), cancellation);
        }
        catch (TimeoutRejectedException)
        {
            return "no answer in time";
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is InternalAddressException inner ? inner.Message : $"no connection: {exception.HttpRequestError}";
        }
    }

    /// <summary>The signature's header: the time in seconds since 1970, and HMAC-SHA256 over that time, a dot and the body, in hex.</summary>
    public static string Sign(byte[] secret, long seconds, byte[] body)
    {
        var time = seconds.ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hash.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> PostAsync(Uri url, byte[] secret, string deliveryId, string activity, byte[] body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Det0131", Models.Alerts.ProductInfo.Version));
        request.Headers.Add(SignatureHeader, Sign(secret, _time.GetUtcNow().ToUnixTimeSeconds(), body));
        request.Headers.Add(DeliveryHeader, deliveryId);
        request.Headers.Add(ActivityHeader, activity);

        // The answer's body is of no interest, and may be without end.
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
    }

    // Looked at here and not before: a name may lead elsewhere by now.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await _resolve(context.DnsEndPoint.Host, cancellation);
        var allowed = _allowInternal ? addresses : Array.FindAll(addresses, PublicAddress.Is);
        if (allowed.Length == 0)
        {
            throw new InternalAddressException(addresses.Length == 0 ? "the name has no address" : "the name leads to internal addresses only");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class InternalAddressException(string message) : IOException(message);
}
