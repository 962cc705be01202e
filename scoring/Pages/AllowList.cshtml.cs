using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>What is meant to happen, and until when.</summary>
public sealed class AllowListModel(IAllowList allowList, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Ended { get; set; }

    public bool ShowsEnded => Ended == "1";

    public IReadOnlyList<AllowEntry> Entries { get; private set; } = [];

    public DateTimeOffset Now => time.GetUtcNow();

    public bool MayWork => User.May(Policies.Work);

    public async Task OnGetAsync(CancellationToken cancellation) => Entries = await allowList.ListAsync(ShowsEnded, cancellation);

    public async Task<IActionResult> OnPostEndAsync(string entry, CancellationToken cancellation)
    {
        if (!MayWork)
        {
            return Forbid();
        }

        try
        {
            await allowList.EndAsync(entry, User.KeyName(), cancellation);
        }
        catch (KeyNotFoundException)
        {
            TempData["Done"] = "That entry had ended already.";
            return RedirectToPage();
        }

        TempData["Done"] = "Ended. What it suppressed shows again.";
        return RedirectToPage();
    }
}
