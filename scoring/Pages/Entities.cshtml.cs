using Det0131.Models.Pictures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>Finds a host, user or role that the model knows.</summary>
public sealed class EntitiesModel(IPictureSource pictures) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public KnownEntities Found { get; private set; } = new([], 0);

    public void OnGet() => Found = pictures.Find(Q?.Trim() ?? "");
}
