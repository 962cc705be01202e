using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Det0131.Scoring.Delivery;

/// <summary>Webhooks over HTTP, for admins.</summary>
public static class WebhookEndpoints
{
    private const int DefaultDead = 200;

    /// <param name="v1">The group of the API's version.</param>
    /// <param name="policy">Name of the policy that admins fulfil.</param>
    /// <param name="who">Name of the acting key.</param>
    public static void MapWebhooks(this RouteGroupBuilder v1, string policy, Func<HttpContext, string> who)
    {
        ArgumentNullException.ThrowIfNull(v1);
        ArgumentNullException.ThrowIfNull(who);
        var hooks = v1.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization(policy).AddEndpointFilter(AnswerFaultsAsync)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        hooks.MapGet("", async (IWebhooks all, CancellationToken cancellation) => TypedResults.Ok(await all.ListAsync(cancellation)))
            .WithSummary("All webhooks, with how many deliveries wait and how many were given up; never their secrets.");
        hooks.MapPost("", async (WebhookDraft draft, HttpContext http, IWebhooks all, CancellationToken cancellation) =>
                TypedResults.Created((string?)null, await all.AddAsync(draft, who(http), cancellation)))
            .WithSummary("Adds a webhook; its secret is in this one answer and nowhere else.");
        hooks.MapPatch("/{id}", async (string id, WebhookChange change, HttpContext http, IWebhooks all, CancellationToken cancellation) =>
                TypedResults.Ok(await all.ChangeAsync(id, change, who(http), cancellation)))
            .WithSummary("Turns a webhook on or off, changes its form or its least severity.");
        hooks.MapDelete("/{id}", async (string id, HttpContext http, IWebhooks all, CancellationToken cancellation) =>
            {
                await all.RemoveAsync(id, who(http), cancellation);
                return TypedResults.NoContent();
            })
            .WithSummary("Removes a webhook and everything that waits for it.");
        hooks.MapGet("/dead", async (string? limit, IWebhooks all, CancellationToken cancellation) => TypedResults.Ok(await all.ListDeadAsync(Limit(limit), cancellation)))
            .WithSummary("Deliveries that were given up after a day, latest first.");
        hooks.MapPost("/{id}/send-again", async (string id, long? cursor, HttpContext http, IWebhooks all, CancellationToken cancellation) =>
                TypedResults.Ok(new Queued(await all.SendAgainAsync(id, cursor, who(http), cancellation))))
            .WithSummary("Queues one given-up delivery of a webhook again, or all of them.");
        hooks.MapDelete("/{id}/dead", async (string id, long? cursor, HttpContext http, IWebhooks all, CancellationToken cancellation) =>
                TypedResults.Ok(new Queued(await all.DropDeadAsync(id, cursor, who(http), cancellation))))
            .WithSummary("Drops one given-up delivery of a webhook, or all of them.");
    }

    private static int Limit(string? limit) => limit is null
        ? DefaultDead
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ArgumentException("limit is no number; expected 1 to 1000.");

    private static async ValueTask<object?> AnswerFaultsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ArgumentException fault)
        {
            return Problem(fault.Message, StatusCodes.Status400BadRequest);
        }
        catch (KeyNotFoundException fault)
        {
            return Problem(fault.Message, StatusCodes.Status404NotFound);
        }
    }

    private static ProblemHttpResult Problem(string detail, int status) => TypedResults.Problem(detail, statusCode: status);
}

/// <summary>How many deliveries were queued or dropped.</summary>
/// <param name="Count">0 or more.</param>
public sealed record Queued(int Count);
