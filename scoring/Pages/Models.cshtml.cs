using System.Text.Json;
using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Versions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>Model versions, and which of them scores.</summary>
public sealed class ModelsModel(ModelStore store, IModelHost host, VersionDifferences differences, IAuditLog audit, TimeProvider time) : PageModel
{
    private const int LogLines = 50;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ListedVersion> Versions { get; private set; } = [];

    public string? Promoted { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<StoreLogEntry> Log { get; private set; } = [];

    /// <summary>What the roll back would make current; null: there is nothing before.</summary>
    public string? Before { get; private set; }

    public string? InUse => host.Current?.Version;

    public string? Problem => host.Problem;

    public string? Fault { get; private set; }

    /// <summary>Which versions can be compared.</summary>
    public CompareForm Compare { get; private set; } = CompareForm.Empty;

    public bool MayChange => User.May(Policies.Models);

    public void OnGet() => Load();

    public Task<IActionResult> OnPostPromoteAsync(string version, CancellationToken cancellation) => ChangeAsync("model.promote", () =>
    {
        var id = VersionId.Parse(version);
        store.Promote(id, User.KeyName());
        return (id, $"Promoted {id}.");
    }, cancellation);

    /// <param name="from">The version that the person saw as the current one: a second press must not go one further back.</param>
    /// <param name="cancellation">Stops the waiting for the log.</param>
    public Task<IActionResult> OnPostRollbackAsync(string? from, CancellationToken cancellation) => ChangeAsync("model.rollback", () =>
    {
        if (store.Current()?.ToString() is var current && current != from)
        {
            throw new FormatException($"The current version is {current ?? "none"} by now, not {from}. Nothing was rolled back.");
        }

        var id = store.Rollback(User.KeyName());
        return (id, $"Rolled back to {id}.");
    }, cancellation);

    /// <summary>A figure of a version's metrics; null: the maker did not keep it.</summary>
    public static double? Metric(Manifest manifest, string name)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Info.Metrics is { ValueKind: JsonValueKind.Object } metrics && metrics.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
    }

    private async Task<IActionResult> ChangeAsync(string action, Func<(VersionId Version, string Done)> change, CancellationToken cancellation)
    {
        if (!MayChange)
        {
            return Forbid();
        }

        try
        {
            var (version, done) = change();
            host.Refresh();
            await audit.WriteAsync(new AuditLine(time.GetUtcNow(), User.KeyName(), action, version.ToString(), null), cancellation);
            TempData["Done"] = done;
            return RedirectToPage();
        }
        catch (Exception fault) when (fault is ModelStoreException or FormatException or TimeoutException or IOException)
        {
            Fault = fault.Message;
            Load();
            return Page();
        }
    }

    private void Load()
    {
        Versions = [.. store.List().Reverse()];
        try
        {
            Promoted = store.Current()?.ToString();
        }
        catch (ModelStoreException damaged)
        {
            Fault ??= damaged.Message;
        }

        var log = store.Log();
        Log = [.. log.Reverse().Take(LogLines)];
        Before = Earlier(log);
        Compare = CompareForm.Of(store, differences, User);
    }

    // As the store itself will decide: what was promoted before the current one, without what was rolled back.
    private string? Earlier(IEnumerable<StoreLogEntry> log)
    {
        var promoted = new List<string>();
        foreach (var entry in log.Where(e => e.What is "promote" or "rollback"))
        {
            if (entry.What == "rollback" && promoted.LastIndexOf(entry.Version) is >= 0 and var at)
            {
                promoted.RemoveRange(at + 1, promoted.Count - at - 1);
            }
            else if (promoted.Count == 0 || promoted[^1] != entry.Version)
            {
                promoted.Add(entry.Version);
            }
        }

        return Promoted is not null && promoted.LastIndexOf(Promoted) is > 0 and var current ? promoted[current - 1] : null;
    }
}
