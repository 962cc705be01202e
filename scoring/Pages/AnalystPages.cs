using Det0131.Scoring.Access;
using Det0131.Scoring.Pages.Rendering;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Det0131.Scoring.Pages;

/// <summary>The pages on which analysts work: one registration, one mapping.</summary>
public static class AnalystPages
{
    private const string ProblemPath = "/problem";

    /// <summary>Registers the pages. Alert store, allow-list, model host, model store, audit log, status, sign-in and timeline are registered by their own parts.</summary>
    public static IServiceCollection AddAnalystPages(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WebFiles>();
        services.AddRazorPages(pages =>
        {
            pages.Conventions.AuthorizeFolder("/", Policies.Read);
            pages.Conventions.AllowAnonymousToPage("/SignIn");
            pages.Conventions.AllowAnonymousToPage("/Refused");
            pages.Conventions.AllowAnonymousToPage("/Problem");
        });
        services.AddRouting(routes => routes.LowercaseUrls = true);
        return services;
    }

    /// <summary>Maps the pages and their files, and shows a page where a browser would see an empty error.</summary>
    public static WebApplication MapAnalystPages(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseWhen(http => IsForPeople(http.Request.Path), branch =>
        {
            branch.UseExceptionHandler(ProblemPath + "/500");
            branch.UseStatusCodePagesWithReExecute(ProblemPath + "/{0}");
        });
        app.Services.GetRequiredService<WebFiles>().Map(app);
        app.MapRazorPages();
        return app;
    }

    // Programs get problem documents from the API itself.
    private static bool IsForPeople(PathString path) =>
        !path.StartsWithSegments("/v1", StringComparison.Ordinal) && !path.StartsWithSegments("/openapi", StringComparison.Ordinal)
        && !path.StartsWithSegments("/health", StringComparison.Ordinal) && !path.StartsWithSegments("/metrics", StringComparison.Ordinal);
}
