using System.Security.Claims;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace Det0131.Scoring.Access;

/// <summary>Names of the ways in.</summary>
public static class AccessSchemes
{
    /// <summary>Chooses between the two others by the request.</summary>
    public const string Either = "key";

    /// <summary>Programs: a key on every request.</summary>
    public const string Bearer = "bearer";

    /// <summary>Browsers: a cookie that stands for a key.</summary>
    public const string Session = "session";

    /// <summary>Where a browser without a session is sent.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Where a browser is sent whose key may not do that.</summary>
    public const string RefusedPath = "/refused";

    /// <summary>Query parameter of the sign-in page: the local path to go on to.</summary>
    public const string ReturnParameter = "returnUrl";

    /// <summary>Header in which scripts of the pages send the antiforgery token.</summary>
    public const string AntiforgeryHeader = "X-Antiforgery";
}

/// <summary>Registers keys, sessions and policies. Needs IKeyStore and IAuditLog from the alert store.</summary>
public static class AccessRegistration
{
    /// <summary>A session ends when nothing was done for so long.</summary>
    public static TimeSpan SessionLength { get; } = TimeSpan.FromHours(8);

    public static IServiceCollection AddAccess(this IServiceCollection services, ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddKeyRing();
        services.AddSingleton<RefusalCounter>();
        services.AddSingleton<SignInService>();
        services.AddDataProtection().SetApplicationName("det0131").PersistKeysToFileSystem(OwnDirectory(Path.Combine(options.Data, "session-keys")));
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = AccessSchemes.AntiforgeryHeader;
            antiforgery.Cookie.Name = "det0131_antiforgery";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // The page's own header says it, and stricter.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddAuthentication(AccessSchemes.Either)
            .AddPolicyScheme(AccessSchemes.Either, null, either => either.ForwardDefaultSelector =
                http => http.Request.Headers.ContainsKey("Authorization") ? AccessSchemes.Bearer : AccessSchemes.Session)
            .AddScheme<AuthenticationSchemeOptions, BearerKeyHandler>(AccessSchemes.Bearer, null)
            .AddCookie(AccessSchemes.Session, Session);
        services.AddAuthorization(Policies.AddTo);
        return services;
    }

    /// <summary>Keys alone, for the commands that work on them.</summary>
    public static IServiceCollection AddKeyRing(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<KeyRing>();
    }

    // Whoever reads these keys can make sessions.
    private static DirectoryInfo OwnDirectory(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void Session(CookieAuthenticationOptions session)
    {
        session.Cookie.Name = "det0131_session";
        session.Cookie.HttpOnly = true;
        session.Cookie.SameSite = SameSiteMode.Strict;
        session.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        session.ExpireTimeSpan = SessionLength;
        session.SlidingExpiration = true;
        session.LoginPath = AccessSchemes.SignInPath;
        session.AccessDeniedPath = AccessSchemes.RefusedPath;
        session.ReturnUrlParameter = AccessSchemes.ReturnParameter;
        session.Events.OnValidatePrincipal = async context =>
        {
            var ring = context.HttpContext.RequestServices.GetRequiredService<KeyRing>();
            var key = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is { } id ? await ring.InForceAsync(id, context.HttpContext.RequestAborted) : null;
            if (key is null)
            {
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync(AccessSchemes.Session);
                return;
            }

            // Not what the cookie says, what the store says.
            context.ReplacePrincipal(SignInService.Principal(key, AccessSchemes.Session));
        };
        session.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        session.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    // A browser that wants a page is led on; a program or a script is told.
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (IsPage(context.Request.Path))
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether a browser shows what is there; else a program or a script reads it.</summary>
    internal static bool IsPage(PathString path) => !path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase)
        && !path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);
}
