using Det0131.Scoring.Access;
using Microsoft.AspNetCore.Diagnostics;

namespace Det0131.Scoring.Hosting;

/// <summary>Turns what went wrong in an API request into a problem (RFC 9457). What is the service's own fault is logged and not told.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> log) : IExceptionHandler
{
    // As nginx says it: the sender closed the connection.
    private const int ClientClosed = 499;
    private const int MaximumDetailLength = 1000;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosed;
            return true;
        }

        // The request itself leads to the page of errors already.
        var failed = httpContext.Features.Get<IExceptionHandlerFeature>();
        if (AccessRegistration.IsPage(failed?.Path ?? httpContext.Request.Path))
        {
            return false;
        }

        var (status, detail) = exception switch
        {
            // The inner one says which member of a body was wrong.
            BadHttpRequestException bad => (bad.StatusCode, bad.InnerException is System.Text.Json.JsonException json ? "The body is not as expected: " + Answers.Shown(json.Message, MaximumDetailLength) : Answers.Shown(bad.Message, MaximumDetailLength)),
            _ => (StatusCodes.Status500InternalServerError, "The service failed; its log says why."),
        };
        if (status >= StatusCodes.Status500InternalServerError)
        {
            Log.Failed(log, httpContext.Request.Method, failed?.Endpoint?.DisplayName, exception);
        }

        await TypedResults.Problem(detail, statusCode: status).ExecuteAsync(httpContext);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "{Method} {Endpoint} failed")]
        public static partial void Failed(ILogger logger, string method, string? endpoint, Exception exception);
    }
}
