using System.Globalization;
using Det0131.Scoring.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages.Admin;

/// <summary>The keys by which programs and people are let in: list, make, revoke. For admins.</summary>
public sealed class KeysModel(KeyRing ring, TimeProvider time) : PageModel
{
    /// <summary>Those in force first, then by name.</summary>
    public IReadOnlyList<AccessKey> Keys { get; private set; } = [];

    /// <summary>Keys that are revoked or expired; listed only when asked for.</summary>
    public int Ended { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? All { get; set; }

    public bool ShowsEnded => All == "1";

    /// <summary>The key that was just made, with its secret: on this one answer and nowhere else.</summary>
    public NewKey? Made { get; private set; }

    public KeyForm Form { get; private set; } = new();

    /// <summary>Why the form was not taken; null: it was not sent, or taken.</summary>
    public string? Fault { get; private set; }

    public DateTimeOffset Now => time.GetUtcNow();

    public string? OwnId => User.KeyId();

    public Task OnGetAsync(CancellationToken cancellation) => LoadAsync(cancellation);

    public async Task<IActionResult> OnPostMakeAsync([FromForm] KeyForm form, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(form);
        try
        {
            Made = await ring.MakeAsync(form.Name?.Trim() ?? "", RoleNames.Parse(form.Role), Life(form.Days), User.KeyName(), cancellation);
            // Neither the browser nor anything before it may keep the secret.
            Response.Headers.CacheControl = "no-store";
        }
        catch (ArgumentException fault)
        {
            (Form, Fault) = (form, fault.Message);
        }

        await LoadAsync(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(string id, CancellationToken cancellation)
    {
        if (id == OwnId)
        {
            Fault = "This is the key that you are signed in with. Sign in with another admin's key to revoke it.";
            await LoadAsync(cancellation);
            return Page();
        }

        try
        {
            await ring.RevokeAsync(id, User.KeyName(), cancellation);
            TempData["Done"] = "Revoked. Sessions and programs that used it are shut out.";
        }
        catch (KeyNotFoundException)
        {
            TempData["Done"] = "That key was not in force any more.";
        }

        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        var keys = await ring.ListAsync(cancellation);
        Ended = keys.Count(k => !KeyRing.InForce(k, Now));
        Keys = [.. keys.Where(k => ShowsEnded || KeyRing.InForce(k, Now)).OrderByDescending(k => KeyRing.InForce(k, Now)).ThenBy(k => k.Name, StringComparer.OrdinalIgnoreCase).ThenBy(k => k.Id, StringComparer.Ordinal)];
    }

    private static TimeSpan? Life(string? days) => string.IsNullOrWhiteSpace(days) ? null
        : int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? TimeSpan.FromDays(number)
        : throw new ArgumentException("The life of the key is no whole number of days; leave it empty for a key without end.");
}

/// <summary>A key that a person wants made.</summary>
public sealed record KeyForm
{
    public string? Name { get; init; }

    public string? Role { get; init; } = RoleNames.Of(Access.Role.Analyst);

    /// <summary>Days that it lives; empty: for ever.</summary>
    public string? Days { get; init; } = "90";
}
