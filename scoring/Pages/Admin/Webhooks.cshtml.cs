using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Delivery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages.Admin;

/// <summary>Where alerts are posted to, and what could not be delivered. For admins.</summary>
public sealed class WebhooksModel(IWebhooks webhooks) : PageModel
{
    private const int MostDead = 200;

    public IReadOnlyList<Webhook> Webhooks { get; private set; } = [];

    /// <summary>Given-up deliveries, latest first; the latest 200.</summary>
    public IReadOnlyList<DeadDelivery> Dead { get; private set; } = [];

    /// <summary>What was just added, with its secret: on this one answer and nowhere else.</summary>
    public WebhookMade? Made { get; private set; }

    public WebhookForm Form { get; private set; } = new();

    public string? Fault { get; private set; }

    /// <summary>A webhook's address without its path, which is often its password.</summary>
    public static string Place(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.GetLeftPart(UriPartial.Authority) + (url.PathAndQuery.Length > 1 ? "/\u2026" : "");
    }

    public Task OnGetAsync(CancellationToken cancellation) => LoadAsync(cancellation);

    public async Task<IActionResult> OnPostAddAsync([FromForm] WebhookForm form, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(form);
        try
        {
            var draft = new WebhookDraft(form.Url?.Trim() ?? "", form.Format ?? "", form.Severity ?? AlertSeverity.Informational, string.IsNullOrEmpty(form.Secret) ? null : form.Secret);
            Made = await webhooks.AddAsync(draft, User.KeyName(), cancellation);
            Response.Headers.CacheControl = "no-store";
        }
        catch (ArgumentException fault)
        {
            // The secret is typed again: it does not go back into the page.
            (Form, Fault) = (form with { Secret = null }, fault.Message);
        }

        await LoadAsync(cancellation);
        return Page();
    }

    public Task<IActionResult> OnPostSwitchAsync(string id, bool on, CancellationToken cancellation) => ActAsync(async () =>
    {
        await webhooks.ChangeAsync(id, new WebhookChange(IsEnabled: on), User.KeyName(), cancellation);
        return on ? "On: new alerts are posted to it." : "Off: what waits for it goes on waiting.";
    });

    public Task<IActionResult> OnPostRemoveAsync(string id, CancellationToken cancellation) => ActAsync(async () =>
    {
        await webhooks.RemoveAsync(id, User.KeyName(), cancellation);
        return "Removed, with everything that waited for it.";
    });

    /// <param name="id">The webhook.</param>
    /// <param name="cursor">One delivery; null: all of the webhook.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public Task<IActionResult> OnPostAgainAsync(string id, long? cursor, CancellationToken cancellation) =>
        ActAsync(async () => $"{Rendering.Words.Count(await webhooks.SendAgainAsync(id, cursor, User.KeyName(), cancellation), "delivery", "deliveries")} queued again.");

    /// <param name="id">The webhook.</param>
    /// <param name="cursor">One delivery; null: all of the webhook.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public Task<IActionResult> OnPostDropAsync(string id, long? cursor, CancellationToken cancellation) =>
        ActAsync(async () => $"{Rendering.Words.Count(await webhooks.DropDeadAsync(id, cursor, User.KeyName(), cancellation), "delivery", "deliveries")} dropped.");

    private async Task<IActionResult> ActAsync(Func<Task<string>> act)
    {
        try
        {
            TempData["Done"] = await act();
        }
        catch (KeyNotFoundException)
        {
            TempData["Done"] = "That webhook was removed by somebody else.";
        }

        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        Webhooks = await webhooks.ListAsync(cancellation);
        Dead = await webhooks.ListDeadAsync(MostDead, cancellation);
    }
}

/// <summary>A webhook that a person wants added.</summary>
public sealed record WebhookForm
{
    public string? Url { get; init; }

    public string? Format { get; init; } = "ocsf";

    public AlertSeverity? Severity { get; init; } = AlertSeverity.Medium;

    /// <summary>Empty: one is made.</summary>
    public string? Secret { get; init; }

    // A record's own text would hold the secret.
    public override string ToString() => $"webhook, {Format}";
}
