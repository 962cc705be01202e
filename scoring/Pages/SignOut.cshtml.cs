using Det0131.Scoring.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>Ends a session.</summary>
public sealed class SignOutModel : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        await SignInService.SignOutAsync(HttpContext);
        return LocalRedirect(AccessSchemes.SignInPath);
    }
}
