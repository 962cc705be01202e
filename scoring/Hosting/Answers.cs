using System.Globalization;
using Det0131.Models.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Det0131.Scoring.Hosting;

/// <summary>Problems as the API answers them (RFC 9457), made in one place so that they are worded alike.</summary>
internal static class Answers
{
    public static ProblemHttpResult Wrong(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    public static ProblemHttpResult NotFound(string what, string id) => TypedResults.Problem($"There is no {what} '{Shown(id)}'.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult Conflict(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult Changed(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status412PreconditionFailed);

    /// <summary>429 with Retry-After in whole seconds, 1 or more.</summary>
    public static IResult TooMany(TimeSpan wait, string detail) => Later(wait, StatusCodes.Status429TooManyRequests, detail);

    /// <summary>Any status with Retry-After in whole seconds, 1 or more.</summary>
    public static IResult Later(TimeSpan wait, int status, string detail) => new LaterAnswer(wait, status, detail);

    /// <summary>A sender's text in a message: bounded; JSON escapes the rest.</summary>
    public static string Shown(string text, int most = 80) => TerminalText.Escape(text.Length <= most ? text : text[..most] + "...");

    private sealed class LaterAnswer(TimeSpan wait, int status, string detail) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(httpContext);
        }
    }
}
