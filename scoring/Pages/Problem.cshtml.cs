using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>What a person sees instead of an empty error. Shows nothing of the fault itself: that is in the log.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ProblemModel : PageModel
{
    public int Status { get; private set; }

    public void OnGet(int status) => Status = status is >= 400 and <= 599 ? status : 500;

    public void OnPost(int status) => OnGet(status);
}
