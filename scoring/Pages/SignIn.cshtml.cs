using Det0131.Scoring.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>Begins a session with a key.</summary>
public sealed class SignInModel(SignInService signIn) : PageModel
{
    [BindProperty(SupportsGet = true, Name = AccessSchemes.ReturnParameter)]
    public string? ReturnUrl { get; set; }

    /// <summary>Why not; null: not tried yet.</summary>
    public string? Fault { get; private set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? LocalRedirect(Target) : Page();

    public async Task<IActionResult> OnPostAsync(string? key, CancellationToken cancellation)
    {
        switch (await signIn.SignInAsync(HttpContext, key, cancellation))
        {
            case SignInOutcome.SignedIn:
                return LocalRedirect(Target);
            case SignInOutcome.TooMany:
                Fault = $"Too many tries. Wait {Math.Max(1, Math.Ceiling(signIn.RetryAfter(HttpContext).TotalMinutes)):0} min.";
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return Page();
            default:
                Fault = "No key in force opens with that. Check it, or ask an administrator for a new one.";
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return Page();
        }
    }

    // Only paths of this service: a link could lead elsewhere after the sign-in.
    private string Target => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/";
}
