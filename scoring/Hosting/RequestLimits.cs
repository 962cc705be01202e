using System.Globalization;
using System.Threading.RateLimiting;
using Det0131.Scoring.Access;

namespace Det0131.Scoring.Hosting;

/// <summary>Requests a second by key, or by address where there is no key. Names of the limits that endpoints require.</summary>
public static class RequestLimits
{
    /// <summary>Bodies of events.</summary>
    public const string Bodies = "bodies";

    /// <summary>Everything else.</summary>
    public const string Requests = "requests";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    internal static IServiceCollection AddRequestLimits(this IServiceCollection services, ServeOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(Bodies, http => Of(http, options.BodiesPerSecond));
        limiter.AddPolicy(Requests, http => Of(http, options.RequestsPerSecond));
        limiter.OnRejected = async (context, cancellation) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window;
            await Answers.TooMany(wait, "This key makes more requests a second than it may.").ExecuteAsync(context.HttpContext);
        };
    });

    private static RateLimitPartition<string> Of(HttpContext http, int permits) => RateLimitPartition.GetFixedWindowLimiter(
        http.User.KeyId() ?? RemoteAddress.Bucket(http), _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 });
}
