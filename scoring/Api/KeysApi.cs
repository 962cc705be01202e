using System.ComponentModel;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Det0131.Scoring.Api;

/// <summary>Keys and the audit log, for admins.</summary>
internal static class KeysApi
{
    private const int MaximumLines = 10_000;

    public static void MapKeys(this RouteGroupBuilder v1)
    {
        var keys = v1.MapGroup("/keys").WithTags("Access").RequireAuthorization(Policies.Admin);
        keys.MapGet("", async (KeyRing ring, CancellationToken cancellation) => TypedResults.Ok((await ring.ListAsync(cancellation)).Select(KeyView.Of).ToList()))
            .WithSummary("All keys, those revoked and expired too; never their secrets.");
        keys.MapPost("", MakeAsync).WithSummary("Makes a key; its secret is in this one answer and nowhere else.").ProducesProblem(StatusCodes.Status400BadRequest);
        keys.MapDelete("/{id}", RevokeAsync).WithSummary("Ends a key and the sessions that it opened, at once.").ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/audit", async ([Description("1 to 10000; default 200.")] string? limit, IAuditLog audit, CancellationToken cancellation) =>
                TypedResults.Ok(await audit.ListAsync(limit is null ? 200 : (int)ApiText.Whole("limit", limit, 1, MaximumLines), cancellation)))
            .RequireAuthorization(Policies.Admin).WithTags("Access").WithSummary("Who changed what, latest first.").ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Created<NewKeyView>, ProblemHttpResult>> MakeAsync(NewKeyRequest request, HttpContext http, KeyRing ring, CancellationToken cancellation)
    {
        try
        {
            var life = request.ExpiresInDays is { } days ? TimeSpan.FromDays(days) : (TimeSpan?)null;
            var made = await ring.MakeAsync(request.Name, request.Role, life, http.User.KeyName(), cancellation);
            return TypedResults.Created((string?)null, new NewKeyView(KeyView.Of(made.Key), made.Secret.Reveal()));
        }
        catch (ArgumentException e)
        {
            return Answers.Wrong(e.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, HttpContext http, KeyRing ring, CancellationToken cancellation)
    {
        try
        {
            await ring.RevokeAsync(id, http.User.KeyName(), cancellation);
            return TypedResults.NoContent();
        }
        catch (KeyNotFoundException)
        {
            return Answers.NotFound("key in force", id);
        }
    }
}

/// <summary>A key to be made.</summary>
/// <param name="Name">1 to 64 characters, unique among the keys in force.</param>
/// <param name="Role">ingest, analyst, data-scientist or admin.</param>
/// <param name="ExpiresInDays">Absent: never.</param>
public sealed record NewKeyRequest(string Name, Role Role, int? ExpiresInDays = null);

/// <summary>A key without its secret.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Name">Who or what holds it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="ExpiresAt">UTC; absent: never.</param>
/// <param name="RevokedAt">UTC; absent: it was not.</param>
public sealed record KeyView(string Id, string Name, Role Role, DateTimeOffset MadeAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    public static KeyView Of(AccessKey key) => new(key.Id, key.Name, key.Role, key.MadeAt, key.ExpiresAt, key.RevokedAt);
}

/// <summary>A key that was just made.</summary>
/// <param name="Key">What is stored.</param>
/// <param name="Secret">What goes after <c>Authorization: Bearer</c>; shown this once.</param>
public sealed record NewKeyView(KeyView Key, string Secret);
