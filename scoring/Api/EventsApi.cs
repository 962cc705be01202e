using System.ComponentModel;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Microsoft.AspNetCore.Mvc;

namespace Det0131.Scoring.Api;

/// <summary>Events in.</summary>
internal static class EventsApi
{
    private const int MaximumNameLength = 200;
    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(10);

    public static void MapEvents(this RouteGroupBuilder v1, ServeOptions options) => v1.MapPost("/events", PostAsync)
        .RequireAuthorization(Policies.Ingest).RequireRateLimiting(RequestLimits.Bodies).WithTags("Events")
        .WithMetadata(new RequestSizeLimitAttribute(options.MaxBodyBytes))
        .WithSummary("Takes a body of log records; answers when every event of it is safe on disk.")
        .WithDescription("Any format that 'import' reads, recognised where source names none; plain, or gzip with Content-Encoding: gzip. Partly unusable bodies are taken as far as they can be used, with the reasons. "
            + "A body that is sent again counts once. 422: no record could be used; the answer is the same report. 429: wait as Retry-After says, nothing of the body was taken. 507, 503: the disk is full, or refuses; wait as Retry-After says and send the body again.")
        .Produces<IntakeResult>().Produces<IntakeResult>(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable).ProducesProblem(StatusCodes.Status507InsufficientStorage);

    private static async Task<IResult> PostAsync(
        [Description("Format name, or nothing: recognised from the content.")] string? source,
        [Description("What stands as the events' file; default post/ and the format.")] string? name,
        HttpContext http, IEventIntake intake, CancellationToken cancellation)
    {
        source = source is "" or "auto" ? null : source;
        if (source is not null && !intake.Formats.Contains(source))
        {
            throw ApiText.Wrong("source", source, "one of " + string.Join(", ", intake.Formats));
        }

        if (name is { Length: 0 or > MaximumNameLength } || name?.Any(char.IsControl) == true)
        {
            throw ApiText.Wrong("name", name, $"1 to {MaximumNameLength} printable characters");
        }

        var encoding = http.Request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "gzip" or "identity"))
        {
            return TypedResults.Problem($"Content-Encoding is '{Answers.Shown(encoding)}'; expected gzip, or none.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            var result = await intake.TakeAsync(http.Request.Body, new IntakeRequest(source, name ?? "post/" + (source ?? "auto"), encoding == "gzip"), cancellation);
            return Answer(result);
        }
        catch (IntakeBusyException e)
        {
            return Answers.TooMany(e.RetryAfter, e.Message);
        }
        catch (IntakeDiskException e)
        {
            return Answers.Later(DiskRetry, e.IsFull ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable, e.Message);
        }
        catch (InvalidDataException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status413PayloadTooLarge);
        }
    }

    private static IResult Answer(IntakeResult result)
    {
        if (result.Format is null)
        {
            return TypedResults.Problem(result.Problem ?? "The body is in no format that is known.", statusCode: StatusCodes.Status415UnsupportedMediaType,
                extensions: new Dictionary<string, object?> { ["id"] = result.Id });
        }

        var unusable = result.Accepted + result.Ignored + result.Held == 0 && (result.Rejected > 0 || result.Problem is not null);
        return unusable ? TypedResults.UnprocessableEntity(result) : TypedResults.Ok(result);
    }
}
