using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Det0131.Scoring.Api;

/// <summary>Model versions: which there are, which scores, promote and roll back.</summary>
internal static class ModelsApi
{
    public static void MapModels(this RouteGroupBuilder v1)
    {
        var models = v1.MapGroup("/models").WithTags("Models");
        models.MapGet("", List).RequireAuthorization(Policies.Read).WithSummary("All versions, latest first, and which one scores.");
        models.MapPost("/promote", PromoteAsync).RequireAuthorization(Policies.Models).WithSummary("Makes a version the one that scores, after checking every file of it.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        models.MapPost("/rollback", RollbackAsync).RequireAuthorization(Policies.Models).WithSummary("Goes back to the version that was promoted before.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Ok<ModelList> List(ModelStore store, IModelHost host) => TypedResults.Ok(Read(store, host));

    private static Task<Results<Ok<ModelList>, ProblemHttpResult>> PromoteAsync(
        PromoteRequest request, HttpContext http, ModelStore store, IModelHost host, IAuditLog audit, TimeProvider time)
    {
        if (!VersionId.TryParse(request.Version, out var version))
        {
            throw ApiText.Wrong("version", request.Version ?? "", "a model version such as 20261121T080000Z-3f2a9c");
        }

        return ChangeAsync(http, store, host, audit, time, "model.promote", who =>
        {
            store.Promote(version, who);
            return version;
        });
    }

    private static Task<Results<Ok<ModelList>, ProblemHttpResult>> RollbackAsync(HttpContext http, ModelStore store, IModelHost host, IAuditLog audit, TimeProvider time) =>
        ChangeAsync(http, store, host, audit, time, "model.rollback", store.Rollback);

    private static async Task<Results<Ok<ModelList>, ProblemHttpResult>> ChangeAsync(
        HttpContext http, ModelStore store, IModelHost host, IAuditLog audit, TimeProvider time, string action, Func<string, VersionId> change)
    {
        var who = http.User.KeyName();
        var before = store.Current();
        VersionId now;
        try
        {
            // Checking reads every file of the version: not on a thread that answers requests.
            now = await Task.Run(() => change(who));
        }
        catch (ModelStoreException e)
        {
            return Answers.Conflict(e.Message);
        }

        await audit.WriteAsync(new AuditLine(time.GetUtcNow(), who, action, now.ToString(), $"before: {before?.ToString() ?? "none"}"), CancellationToken.None);
        await Task.Run(host.Refresh);
        return TypedResults.Ok(Read(store, host));
    }

    private static ModelList Read(ModelStore store, IModelHost host)
    {
        string? promoted = null;
        var problem = host.Problem;
        try
        {
            promoted = store.Current()?.ToString();
        }
        catch (ModelStoreException e)
        {
            problem ??= e.Message;
        }

        return new ModelList(host.Current?.Version, promoted, problem, [.. store.List().Reverse().Select(ModelView.Of)]);
    }
}

/// <summary>Which version is to be promoted.</summary>
/// <param name="Version">Its id.</param>
public sealed record PromoteRequest(string? Version);

/// <summary>The versions of the store.</summary>
/// <param name="Scoring">The version that scores now; absent: none.</param>
/// <param name="Promoted">The version that is to score.</param>
/// <param name="Problem">Why they differ, or why the store cannot be read.</param>
/// <param name="Versions">Latest first.</param>
public sealed record ModelList(string? Scoring, string? Promoted, string? Problem, IReadOnlyList<ModelView> Versions);

/// <summary>One version.</summary>
/// <param name="Version">Its id.</param>
/// <param name="TrainingStart">First event that it learned from.</param>
/// <param name="TrainingEnd">Last event.</param>
/// <param name="RowsBySource">How much it learned from.</param>
/// <param name="BudgetAlertsPerDay">Alerts a day that it was made for.</param>
/// <param name="Metrics">Backtest figures.</param>
/// <param name="Problem">Why it cannot be read.</param>
public sealed record ModelView(
    string Version, DateTimeOffset? TrainingStart, DateTimeOffset? TrainingEnd, IReadOnlyDictionary<string, long>? RowsBySource, double? BudgetAlertsPerDay,
    System.Text.Json.JsonElement? Metrics, string? Problem)
{
    public static ModelView Of(ListedVersion version)
    {
        var info = version.Manifest?.Info;
        return new ModelView(version.Id.ToString(), info?.TrainingStart, info?.TrainingEnd, info?.RowsBySource, info?.BudgetAlertsPerDay, info?.Metrics, version.Problem);
    }
}
