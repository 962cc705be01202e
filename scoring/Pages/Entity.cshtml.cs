using Det0131.Models.Pictures;
using Det0131.Scoring.Alerts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>What is learned of a host, user or role, and its alerts.</summary>
public sealed class EntityModel(IPictureSource pictures, IAlertStore alerts, PagePresent present) : PageModel
{
    private const int MostAlerts = 20;

    public string Kind { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Null while no model is loaded.</summary>
    public EntityPicture? Picture { get; private set; }

    public AlertPage Alerts { get; private set; } = new([], null, 0);

    public DateTimeOffset Now => present.Now;

    public async Task<IActionResult> OnGetAsync(string kind, string? name, CancellationToken cancellation)
    {
        if (kind is not ("host" or "user" or "role") || string.IsNullOrEmpty(name) || name.Length > 1000)
        {
            return NotFound();
        }

        (Kind, Name) = (kind, name);
        Picture = pictures.Of($"{kind}:{name}");
        Alerts = await alerts.ListAsync(new AlertQuery { Entity = name, WithOverBudget = true, WithSuppressed = true, Order = AlertOrder.Newest, Limit = MostAlerts }, cancellation);
        return Page();
    }
}
