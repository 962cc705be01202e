using System.ComponentModel;
using System.Globalization;
using Det0131.Models.Feedback;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Det0131.Scoring.Api;

/// <summary>Alerts: list, one, its history, and what a person changes.</summary>
internal static class AlertsApi
{
    private const int MaximumCommentLength = 4000;
    private const int MaximumOwnerLength = 200;

    public static void MapAlerts(this RouteGroupBuilder v1)
    {
        var alerts = v1.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapGet("", ListAsync).RequireAuthorization(Policies.Read).WithSummary("Lists alerts: rarest first, or in the order of their changes.")
            .Produces<AlertList>(contentType: "application/json", additionalContentTypes: AlertFormats.Ndjson).ProducesProblem(StatusCodes.Status400BadRequest);
        alerts.MapGet("/{id}", GetAsync).RequireAuthorization(Policies.Read).WithSummary("One alert with all that explains it.")
            .Produces<AlertDetail>(contentType: "application/json", additionalContentTypes: AlertFormats.Ndjson).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        alerts.MapPatch("/{id}", ChangeAsync).RequireAuthorization(Policies.Work).WithSummary("Changes an alert's state, owner or adds a comment.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        alerts.MapGet("/{id}/history", HistoryAsync).RequireAuthorization(Policies.Read).WithSummary("Everything that happened to an alert, oldest first.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/feedback", FeedbackAsync).RequireAuthorization(Policies.Read).WithTags("Alerts").WithSummary("The latest verdict of every closed alert, as retraining takes it.");
    }

    private static async Task<IResult> ListAsync([AsParameters] AlertListParameters parameters, HttpContext http, IAlertStore store, CancellationToken cancellation)
    {
        var format = AlertFormats.Parse(parameters.Format);
        AlertPage page;
        try
        {
            page = await store.ListAsync(parameters.ToQuery(), cancellation);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return Answers.Wrong(e.Message);
        }

        if (format is null)
        {
            return TypedResults.Ok(new AlertList([.. page.Alerts.Select(AlertRow.Of)], page.Next, page.Total));
        }

        if (page.Next is { } next)
        {
            var query = QueryString.Create(http.Request.Query.Where(q => q.Key != "after").Append(new("after", next)));
            http.Response.Headers.Link = $"<{http.Request.PathBase}{http.Request.Path}{query}>; rel=\"next\"";
        }

        return AlertFormats.Answer(page.Alerts, format);
    }

    private static async Task<IResult> GetAsync(string id, [Description("native, ocsf or ecs.")] string? format, HttpContext http, IAlertStore store, CancellationToken cancellation)
    {
        var asked = AlertFormats.Parse(format);
        if (await store.FindAsync(id, cancellation) is not { } stored)
        {
            return Answers.NotFound("alert", id);
        }

        Revise(http, stored);
        return asked is null ? TypedResults.Ok(AlertDetail.Of(stored)) : AlertFormats.Answer([stored], asked);
    }

    private static async Task<Results<Ok<AlertRow>, ProblemHttpResult>> ChangeAsync(
        string id, AlertChange change, [FromHeader(Name = "If-Match"), Description("The revision that the change is made to, as the ETag said it; without it whichever.")] string? ifMatch,
        HttpContext http, IAlertStore store, CancellationToken cancellation)
    {
        if (change.State is { } state && !Enum.IsDefined(state))
        {
            return Answers.Wrong("The state is none of new, in-progress, true-positive, benign, expected.");
        }

        if (change.Comment?.Length > MaximumCommentLength || change.Owner?.Length > MaximumOwnerLength || change.Owner?.Any(char.IsControl) == true)
        {
            return Answers.Wrong($"Comment or owner is too long, or the owner has control characters; expected up to {MaximumCommentLength} and {MaximumOwnerLength} characters.");
        }

        try
        {
            var changed = await store.ChangeAsync(id, change, http.User.KeyName(), Expected(ifMatch), cancellation);
            Revise(http, changed);
            return TypedResults.Ok(AlertRow.Of(changed));
        }
        catch (KeyNotFoundException)
        {
            return Answers.NotFound("alert", id);
        }
        catch (AlertConflictException e)
        {
            return Answers.Changed(e.Message);
        }
        catch (ArgumentException e)
        {
            return Answers.Wrong(e.Message);
        }
    }

    private static async Task<Results<Ok<IReadOnlyList<AlertHistoryLine>>, ProblemHttpResult>> HistoryAsync(string id, IAlertStore store, CancellationToken cancellation) =>
        await store.FindAsync(id, cancellation) is null ? Answers.NotFound("alert", id) : TypedResults.Ok(await store.HistoryAsync(id, cancellation));

    private static async Task<Ok<List<FeedbackItem>>> FeedbackAsync(IAlertStore store, CancellationToken cancellation) =>
        TypedResults.Ok((await store.FeedbackAsync(cancellation)).Select(f => f.ToItem()).ToList());

    private static void Revise(HttpContext http, StoredAlert stored) => http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{stored.Revision}\"");

    // An entity tag as RFC 9110 writes it, or the bare number that people type.
    private static long? Expected(string? ifMatch) => ifMatch is null or "*" ? null : ApiText.Whole("If-Match", ifMatch.Trim().Trim('"'), 1, long.MaxValue);
}
