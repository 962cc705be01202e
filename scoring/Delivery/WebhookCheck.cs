using System.Net;

namespace Det0131.Scoring.Delivery;

/// <summary>Whether a webhook may be stored. Where its name leads is looked at again at each connection.</summary>
internal static class WebhookCheck
{
    private const int LongestUrl = 2048;
    private const int ShortestSecret = 16;
    private const int LongestSecret = 256;

    /// <returns>The address.</returns>
    /// <exception cref="ArgumentException">Lists every fault; holds neither address nor secret.</exception>
    public static Uri Check(WebhookDraft draft, bool allowInternal)
    {
        var faults = new List<string>();
        var isUrl = Uri.TryCreate(draft.Url, UriKind.Absolute, out var url) && draft.Url.Length <= LongestUrl;
        if (!isUrl || url!.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            faults.Add($"the address is no http or https address of at most {LongestUrl} characters without user name and fragment");
        }
        else if (!allowInternal && IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !PublicAddress.Is(address))
        {
            faults.Add($"the address leads to {address}, which is internal; expected a public one, or start the service with webhooks to internal addresses allowed");
        }

        if (draft.Secret is { } secret && (secret.Length is < ShortestSecret or > LongestSecret || secret.Any(c => c is < '!' or > '~')))
        {
            faults.Add($"the secret has {secret.Length} characters; expected {ShortestSecret} to {LongestSecret} printable ASCII characters");
        }

        CheckForm(faults, draft.Format, draft.LeastSeverity);
        return faults.Count == 0 ? url! : throw new ArgumentException(string.Join("; ", faults) + ".");
    }

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public static void Check(WebhookChange change)
    {
        var faults = new List<string>();
        CheckForm(faults, change.Format, change.LeastSeverity);
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }

    private static void CheckForm(List<string> faults, string? format, Models.Alerts.AlertSeverity? severity)
    {
        if (format is not (null or AlertForm.Ocsf or AlertForm.Ecs))
        {
            faults.Add("the format is not known; expected ocsf or ecs");
        }

        if (severity is { } least && !Enum.IsDefined(least))
        {
            faults.Add($"the least severity is {(int)least}; expected 1 to 5");
        }
    }
}
