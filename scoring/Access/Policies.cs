using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Det0131.Scoring.Access;

/// <summary>Names of what a person or program may do; endpoints and pages require one of them. A table of roles by policy, in one place.</summary>
public static class Policies
{
    /// <summary>See alerts, entities, models, the allow-list.</summary>
    public const string Read = "read";

    /// <summary>Change alerts and the allow-list.</summary>
    public const string Work = "work";

    /// <summary>Promote and roll back model versions.</summary>
    public const string Models = "models";

    /// <summary>Keys, webhooks, the audit log.</summary>
    public const string Admin = "admin";

    /// <summary>Send events.</summary>
    public const string Ingest = "ingest";

    /// <summary>Read the metrics: as <see cref="Read"/>, or from this machine.</summary>
    public const string Metrics = "metrics";

    private static readonly Role[] Readers = [Role.Analyst, Role.DataScientist, Role.Admin];

    /// <summary>Whether a role may do what a policy names. The page's question before it shows a button.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such policy.</exception>
    public static bool Allows(string policy, Role role) => RolesOf(policy).Contains(role);

    /// <summary>Registers the policies. What names none needs <see cref="Read"/>, so that a forgotten policy does not open a door.</summary>
    public static void AddTo(AuthorizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var policy in new[] { Read, Work, Models, Admin, Ingest })
        {
            options.AddPolicy(policy, p => p.RequireAuthenticatedUser().RequireRole(RolesOf(policy).Select(r => r.ToString())));
        }

        options.AddPolicy(Metrics, p => p.AddRequirements(new FromHereOrReader()));
        options.DefaultPolicy = options.GetPolicy(Read)!;
        options.FallbackPolicy = options.DefaultPolicy;
    }

    private static Role[] RolesOf(string policy) => policy switch
    {
        Read or Work or Metrics => Readers,
        Models => [Role.DataScientist, Role.Admin],
        Admin => [Role.Admin],
        Ingest => [Role.Ingest, Role.Admin],
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not a policy."),
    };

    /// <summary>A reader's key, or a request of this machine that no proxy passed on.</summary>
    internal sealed class FromHereOrReader : AuthorizationHandler<FromHereOrReader>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, FromHereOrReader requirement)
        {
            if (Readers.Any(role => context.User.IsInRole(role.ToString())) || (context.Resource is HttpContext http && RemoteAddress.IsThisMachine(http)))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}

/// <summary>What the pages ask of who is signed in.</summary>
public static class SignedInPrincipal
{
    /// <summary>Name of the acting key: what goes into history and audit as <c>who</c>.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static string KeyName(this ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return principal.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in.");
    }

    /// <summary>Public id of the acting key; null: nobody is signed in.</summary>
    public static string? KeyId(this ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return principal.FindFirstValue(ClaimTypes.NameIdentifier);
    }

    /// <summary>Whether who is signed in may do what a policy names.</summary>
    public static bool May(this ClaimsPrincipal principal, string policy)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return Enum.TryParse<Role>(principal.FindFirstValue(ClaimTypes.Role), out var role) && Policies.Allows(policy, role);
    }
}
