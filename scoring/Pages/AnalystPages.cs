using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Pages.Rendering;
using Det0131.Scoring.Versions;
using Microsoft.AspNetCore.Diagnostics;

namespace Det0131.Scoring.Pages;

/// <summary>The pages on which analysts work: one registration, one mapping.</summary>
public static partial class AnalystPages
{
    /// <summary>Registers the pages. Alert store, allow-list, model host, model store, audit log, status, sign-in and timeline are registered by their own parts.</summary>
    public static IServiceCollection AddAnalystPages(this IServiceCollection services)
    {
        services.AddSingleton<WebFiles>();
        services.AddSingleton<PagePresent>();
        services.AddSingleton<IPictureSource, ModelPictures>();
        services.AddVersionDifferences();
        services.AddRazorPages(pages =>
        {
            // Page by page: the page of problems is shown after authorization, and must not ask for it again. A page that is named
            // nowhere falls under the fallback policy, which is to read.
            foreach (var page in new[] { "/Alerts", "/Alert", "/Entities", "/Entity", "/Analytics", "/Models", "/ModelDifference", "/AllowList" })
            {
                pages.Conventions.AuthorizePage(page, Policies.Read);
            }

            pages.Conventions.AuthorizeFolder("/Admin", Policies.Admin);
            foreach (var page in new[] { "/SignIn", "/SignOut", "/Refused", "/Problem" })
            {
                pages.Conventions.AllowAnonymousToPage(page);
            }
        }).AddApplicationPart(typeof(AnalystPages).Assembly);
        services.AddRouting(routes => routes.LowercaseUrls = true);
        return services;
    }

    /// <summary>Maps the pages and their files, and shows a page where a browser would see an empty error.</summary>
    public static WebApplication MapAnalystPages(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseStatusCodePagesWithReExecute("/problem/{0}");
        app.Use(ForPeopleAsync);
        app.Services.GetRequiredService<WebFiles>().Map(app);
        app.MapRazorPages();
        return app;
    }

    // Programs get problem documents from the API itself. For people a fault becomes an empty 500, which the page of problems fills.
    private static async Task ForPeopleAsync(HttpContext http, RequestDelegate next)
    {
        if (!IsForPeople(http.Request.Path))
        {
            http.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            await next(http);
            return;
        }

        try
        {
            await next(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            PageFailed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AnalystPages)), fault, TerminalText.Escape(http.Request.Path));
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Error, Message = "The page {Path} failed.")]
    private static partial void PageFailed(ILogger logger, Exception fault, string path);

    private static bool IsForPeople(PathString path) =>
        !path.StartsWithSegments("/v1", StringComparison.Ordinal) && !path.StartsWithSegments("/openapi", StringComparison.Ordinal)
        && !path.StartsWithSegments("/health", StringComparison.Ordinal) && !path.StartsWithSegments("/metrics", StringComparison.Ordinal);
}
