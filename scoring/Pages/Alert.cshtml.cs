using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Pictures;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Pages.Rendering;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>One alert: why, what now, and what people made of it.</summary>
public sealed class AlertModel(
    IAlertStore alerts, IAllowList allowList, IModelHost host, IPictureSource pictures, IEntityTimeline timeline, TimeProvider time) : PageModel
{
    /// <summary>Longest comment.</summary>
    public const int MostComment = 4000;

    private const int TimelineEvents = 300;
    private const long HourMicros = 3_600_000_000;

    public StoredAlert Stored { get; private set; } = null!;

    public Alert Alert => Stored.Alert;

    public IReadOnlyList<AlertHistoryLine> History { get; private set; } = [];

    public EntityEvents Around { get; private set; } = new([], 0, null);

    /// <summary>Contributions by element, in descending order of bits; allowances last.</summary>
    public IReadOnlyList<ElementBits> Elements { get; private set; } = [];

    /// <summary>The largest contribution in bits, allowances without their sign; above 0.</summary>
    public double MostBits { get; private set; } = 1;

    /// <summary>The score from which alerts of its kind open; null while no model is loaded.</summary>
    public double? ThresholdDays =>
        host.Current?.Model.Calibration.Threshold.RatePerDay.TryGetValue(Alert.AnalyticId, out var rate) == true && rate > 0 ? 1 / rate : null;

    /// <summary>The model changed since the alert was made: pictures show what the present one knows.</summary>
    public bool IsOtherModel => host.Current is { } current && current.Version != Alert.ModelVersion;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What the life form shows: what the alert has, or what a person wrote that could not be stored.</summary>
    public LifeForm Life { get; private set; } = new();

    public AllowForm Allow { get; private set; } = new();

    /// <summary>Why the form was not taken; null: it was not sent, or taken.</summary>
    public string? LifeFault { get; private set; }

    public string? AllowFault { get; private set; }

    public bool MayWork => User.May(Policies.Work);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellation) =>
        await LoadAsync(id, cancellation) ? Stored.MergedInto is { } into && !Request.Query.ContainsKey("stay") ? RedirectToPage(new { id = into }) : Page() : NotFound();

    /// <summary>The alert as other programs take it.</summary>
    public async Task<IActionResult> OnGetExportAsync(string id, string? format, CancellationToken cancellation)
    {
        if (await alerts.FindAsync(id, cancellation) is not { } stored || format is not ("ocsf" or "ecs"))
        {
            return NotFound();
        }

        var bytes = new ArrayBufferWriter<byte>();
        if (format == "ocsf")
        {
            using var writer = new OcsfWriter(bytes);
            writer.Write(stored.Alert, stored.Revision == 1 ? AlertActivity.Create : AlertActivity.Update);
        }
        else
        {
            using var writer = new EcsWriter(bytes);
            writer.Write(stored.Alert);
        }

        return File(bytes.WrittenMemory.ToArray(), "application/json; charset=utf-8");
    }

    public async Task<IActionResult> OnPostChangeAsync(string id, [FromForm] LifeForm form, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (!MayWork)
        {
            return Forbid();
        }

        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        var change = new AlertChange(
            form.State is { } state && Enum.IsDefined(state) && state != Stored.State ? state : null,
            (form.Owner ?? "").Trim() is var owner && owner != (Stored.Owner ?? "") ? owner : null,
            string.IsNullOrWhiteSpace(form.Comment) ? null : form.Comment.Trim());
        if (change is { State: null, Owner: null, Comment: null })
        {
            Life = form with { Revision = Stored.Revision };
            LifeFault = "Nothing was changed: choose another state or owner, or write a comment.";
            return Page();
        }

        try
        {
            await alerts.ChangeAsync(id, change, User.KeyName(), form.Revision, cancellation);
        }
        catch (AlertConflictException)
        {
            Life = form with { Revision = Stored.Revision };
            LifeFault = $"The alert changed while you were writing: it is now {Words.Of(Stored.State).ToLowerInvariant()}"
                + (Stored.Owner is { } by ? $" with {Shown.Plain(by)}" : "") + ". What you wrote is kept below; look at the history and save again.";
            return Page();
        }
        catch (ArgumentException fault)
        {
            Life = form;
            LifeFault = fault.Message;
            return Page();
        }

        TempData["Done"] = change.State is { } now ? $"Saved as {Words.Of(now).ToLowerInvariant()}." : "Saved.";
        return RedirectToPage(new { id });
    }

    public async Task<IActionResult> OnPostAllowAsync(string id, [FromForm] AllowForm form, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (!MayWork)
        {
            return Forbid();
        }

        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        Allow = form;
        if (!DateOnly.TryParseExact(form.Expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires))
        {
            AllowFault = "Say on which day the entry ends.";
            return Page();
        }

        var entry = new AllowEntry
        {
            Id = EntryId(id, User.KeyName(), Now),
            Analytic = Cleaned(form.Analytic),
            Entity = Cleaned(form.Entity),
            Destination = Cleaned(form.Destination),
            Reason = form.Reason?.Trim() ?? "",
            Owner = User.KeyName(),
            MadeAt = Now,
            ExpiresAt = new DateTimeOffset(expires.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            FromAlert = id,
        };
        if (!entry.Matches(Alert, Now))
        {
            AllowFault = entry.ExpiresAt <= Now ? "The entry would have ended already: choose a later day." : "The entry would not match this alert: keep its entity or destination as they are.";
            return Page();
        }

        try
        {
            await allowList.AddAsync(entry, User.KeyName(), cancellation);
        }
        catch (ArgumentException fault)
        {
            AllowFault = fault.Message;
            return Page();
        }

        TempData["Done"] = $"Suppressed until {Words.Day(expires)}. The entry is on the allow-list.";
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellation)
    {
        if (await alerts.FindAsync(id, cancellation) is not { } stored)
        {
            return false;
        }

        Stored = stored;
        History = await alerts.HistoryAsync(id, cancellation);
        Around = await timeline.ReadAsync(Alert.Entity, Alert.FirstMicros - HourMicros, Alert.LastMicros + HourMicros, TimelineEvents, cancellation);
        MostBits = Math.Max(1, Alert.Contributions.Select(c => Math.Abs(c.Bits)).DefaultIfEmpty(1).Max());
        Elements = [.. Alert.Contributions.GroupBy(c => c.ElementName)
            .Select(g => new ElementBits(g.Key, Describe(g.Key), g.Sum(c => c.Bits),
                [.. g.OrderByDescending(c => c.Bits).Select(c => new FeatureBits(c, c.Place is null ? null : pictures.Of(c)))]))
            .OrderByDescending(e => e.Bits)];
        Life = new LifeForm { State = stored.State, Owner = stored.Owner, Revision = stored.Revision };
        Allow = new AllowForm
        {
            Analytic = Alert.AnalyticId, Entity = Alert.Entity.ToString(), Destination = Alert.Destination.Name,
            Expires = Now.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        return true;
    }

    private string? Describe(string element) =>
        AnalyticCatalogue.All.FirstOrDefault(a => a.Id == Alert.AnalyticId)?.Elements.FirstOrDefault(e => e.Name == element)?.Description;

    private static string? Cleaned(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string EntryId(string alert, string who, DateTimeOffset at) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{alert}\n{who}\n{at.UtcTicks}"))))[..16];
}

/// <summary>One element's part of a score.</summary>
public sealed record ElementBits(string Name, string? Description, double Bits, IReadOnlyList<FeatureBits> Features);

/// <summary>One feature's part, with what the model knows around it.</summary>
public sealed record FeatureBits(AlertContribution Contribution, ContributionPictures? Pictures);

/// <summary>What a person says of an alert.</summary>
public sealed record LifeForm
{
    public AlertState? State { get; init; }

    public string? Owner { get; init; }

    public string? Comment { get; init; }

    /// <summary>The revision that the person saw.</summary>
    public long? Revision { get; init; }
}

/// <summary>What a person wants to be meant to happen.</summary>
public sealed record AllowForm
{
    public string? Analytic { get; init; }

    public string? Entity { get; init; }

    public string? Destination { get; init; }

    public string? Reason { get; init; }

    /// <summary>First day on which it holds no more.</summary>
    public string? Expires { get; init; }
}
