using Det0131.Models.Drift;
using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Versions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>What differs between two versions, as <c>models diff</c> prints it. Who may promote may begin a comparison; everybody who reads sees it.</summary>
public sealed class ModelDifferenceModel(ModelStore store, VersionDifferences differences, IAuditLog audit, TimeProvider time) : PageModel
{
    /// <summary>Features that the chart draws; the table has all.</summary>
    public const int DrawnFeatures = 12;

    /// <summary>What there is of the pair in the address; null: no such pair was compared.</summary>
    public ComparisonState? State { get; private set; }

    /// <summary>What the form offers.</summary>
    public CompareForm Form { get; private set; } = CompareForm.Empty;

    public string? Fault { get; private set; }

    public VersionDifference? Found => State?.Found;

    /// <summary>Elements in which something changed, and how many there are in which nothing did.</summary>
    public (IReadOnlyList<ElementChanges> Changed, int Unchanged) Elements
    {
        get
        {
            List<ElementChanges> changed = [.. Found?.Elements.Where(e => e.BecameNormal + e.StoppedBeingNormal + e.OfNewEntities + e.OfGoneEntities + e.Uncertain > 0) ?? []];
            return (changed, (Found?.Elements.Count ?? 0) - changed.Count);
        }
    }

    public void OnGet(string? before, string? after, bool lake)
    {
        if (VersionId.TryParse(before, out var first) && VersionId.TryParse(after, out var second))
        {
            State = differences.Find(new ComparedVersions(first, second, lake));
            Fault = State?.Fault ?? (State is null ? "These versions were not compared yet, or too long ago to be kept." : null);
            Form = CompareForm.Of(store, differences, User, before, after, lake);
            return;
        }

        Fault = before is null && after is null ? null : "Found something else than the ids of two versions; expected ids as the models page lists them.";
        Form = CompareForm.Of(store, differences, User);
    }

    public async Task<IActionResult> OnPostAsync(string? before, string? after, bool lake, CancellationToken cancellation)
    {
        if (!User.May(Policies.Models))
        {
            return Forbid();
        }

        Form = CompareForm.Of(store, differences, User, before, after, lake);
        if (!VersionId.TryParse(before, out var first) || !VersionId.TryParse(after, out var second) || first == second || !Form.Has(before) || !Form.Has(after))
        {
            Fault = "Expected two different versions of the store that can be read.";
            return Page();
        }

        var asked = new ComparedVersions(first, second, lake && differences.HasLake);
        if (differences.Start(asked))
        {
            await audit.WriteAsync(new AuditLine(time.GetUtcNow(), User.KeyName(), "model.compare", $"{first} {second}", null), cancellation);
        }
        else if (differences.Running?.Of != asked)
        {
            Fault = "Another comparison is under way; this one can begin when it has ended.";
            return Page();
        }

        return RedirectToPage(new { before, after, lake = asked.WithLake });
    }
}
