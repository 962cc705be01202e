using System.ComponentModel;
using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Det0131.Scoring.Api;

/// <summary>What is meant to happen, with expiry.</summary>
internal static class AllowListApi
{
    public static void MapAllowList(this RouteGroupBuilder v1)
    {
        var list = v1.MapGroup("/allow-list").WithTags("Allow-list");
        list.MapGet("", async ([Description("Also those that have expired.")] bool? expired, IAllowList allowed, CancellationToken cancellation) =>
                TypedResults.Ok(await allowed.ListAsync(expired == true, cancellation)))
            .RequireAuthorization(Policies.Read).WithSummary("Entries, those in force first.").ProducesProblem(StatusCodes.Status400BadRequest);
        list.MapPost("", AddAsync).RequireAuthorization(Policies.Work).WithSummary("Adds an entry and suppresses what it matches.").ProducesProblem(StatusCodes.Status400BadRequest);
        list.MapDelete("/{id}", EndAsync).RequireAuthorization(Policies.Work).WithSummary("Ends an entry now; what it suppressed shows again.").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Created<AllowEntry>, ProblemHttpResult>> AddAsync(NewAllowEntry entry, HttpContext http, IAllowList allowed, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var who = http.User.KeyName();
            var added = await allowed.AddAsync(entry.ToEntry(who, time.GetUtcNow()), who, cancellation);
            return TypedResults.Created((string?)null, added);
        }
        catch (ArgumentException e)
        {
            return Answers.Wrong(e.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string id, HttpContext http, IAllowList allowed, CancellationToken cancellation)
    {
        try
        {
            await allowed.EndAsync(id, http.User.KeyName(), cancellation);
            return TypedResults.NoContent();
        }
        catch (KeyNotFoundException)
        {
            return Answers.NotFound("allow-list entry", id);
        }
    }
}

/// <summary>An allow-list entry to be made; what is absent matches anything. At least one of entity and destination.</summary>
/// <param name="Reason">Why; 3 to 1,000 characters.</param>
/// <param name="ExpiresAt">At most two years ahead.</param>
/// <param name="Analytic">AN0367 to AN0371.</param>
/// <param name="Entity">Host, user, or "user on host".</param>
/// <param name="Destination">Domain, address or resource.</param>
/// <param name="Owner">Who answers for it; absent: who makes it.</param>
/// <param name="FromAlert">The alert that it is made from.</param>
/// <param name="Feature">Id of the feature that gives an alert most of its bits.</param>
/// <param name="Value">That feature's value.</param>
public sealed record NewAllowEntry(
    string Reason, DateTimeOffset ExpiresAt, string? Analytic = null, string? Entity = null, string? Destination = null, string? Owner = null, string? FromAlert = null,
    string? Feature = null, string? Value = null)
{
    internal AllowEntry ToEntry(string who, DateTimeOffset now) => new()
    {
        // Random, so that an id tells nothing and two people at one moment do not collide.
        Id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)),
        Analytic = Analytic,
        Entity = Entity,
        Destination = Destination,
        Reason = Reason,
        Owner = Owner ?? who,
        MadeAt = now,
        ExpiresAt = ExpiresAt.ToUniversalTime(),
        FromAlert = FromAlert,
        Feature = Feature,
        Value = Value,
    };
}
