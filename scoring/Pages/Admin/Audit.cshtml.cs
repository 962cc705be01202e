using System.Globalization;
using Det0131.Scoring.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages.Admin;

/// <summary>Who changed what. For admins. Searches the latest 10,000 lines.</summary>
public sealed class AuditModel(IAuditLog audit) : PageModel
{
    /// <summary>Lines that are searched.</summary>
    public const int MostLines = 10_000;

    private const int PageLength = 100;

    [BindProperty(SupportsGet = true)]
    public string? Who { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? What { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>How many matching lines come before the page.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Skip { get; set; }

    /// <summary>Latest first.</summary>
    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    /// <summary>Matching lines among those that are searched.</summary>
    public int Total { get; private set; }

    /// <summary>Lines before the page; 0: the first.</summary>
    public int Skipped { get; private set; }

    /// <summary>Whether there are older lines that were not searched.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Actions that occur, by name.</summary>
    public IReadOnlyList<string> Actions { get; private set; } = [];

    public bool IsNarrow => new[] { Who, What, Q }.Any(f => !string.IsNullOrWhiteSpace(f));

    public int? Next => Skipped + Lines.Count < Total ? Skipped + Lines.Count : null;

    public int? Previous => Skipped > 0 ? Math.Max(0, Skipped - PageLength) : null;

    /// <summary>The address of the page of the same search that begins after so many lines.</summary>
    public string At(int skip)
    {
        var fields = new[] { ("who", Who), ("what", What), ("q", Q), ("skip", skip > 0 ? skip.ToString(CultureInfo.InvariantCulture) : null) };
        return "/admin/audit?" + string.Join('&', fields.Where(f => !string.IsNullOrEmpty(f.Item2)).Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2!)}"));
    }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var all = await audit.ListAsync(MostLines, cancellation);
        IsCut = all.Count == MostLines;
        Actions = [.. all.Select(l => l.Action).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var found = all.Where(line => Has(line.Who, Who) && (string.IsNullOrEmpty(What) || line.Action == What) && (Has(line.Target, Q) || Has(line.Detail, Q) || Has(line.Who, Q))).ToList();
        Total = found.Count;
        Skipped = int.TryParse(Skip, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) ? Math.Min(skip, Math.Max(0, Total - 1)) : 0;
        Lines = found.GetRange(Skipped, Math.Min(PageLength, Total - Skipped));
    }

    private static bool Has(string? text, string? sought) =>
        string.IsNullOrWhiteSpace(sought) || text?.Contains(sought.Trim(), StringComparison.OrdinalIgnoreCase) == true;
}
