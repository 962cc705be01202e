using System.Text.Json;

namespace Det0131.Datasets.Readers.Azure;

/// <summary>
/// Finds to whom a management call gives access: everybody, whoever holds a link, another tenant, subscription or storage account. After the request bodies of
/// Azure's REST API. An assignment of a role names its principal without a tenant, so only members of foreign groups are told. Thread-safe.
/// </summary>
internal static class AzureGrants
{
    /// <summary>Stands for everybody, as for the other clouds.</summary>
    public const string Everybody = "all";

    /// <summary>Stands for whoever holds the signed link that the call answers with.</summary>
    public const string LinkHolder = "link";

    private const int MaxDepth = 32;

    /// <param name="action">As <see cref="Models.Events.SecurityEvent.CloudAction"/>.</param>
    /// <param name="requestBody">JSON, or empty; what is no JSON gives nothing.</param>
    /// <param name="resource">Id of the resource acted on.</param>
    public static string? ForeignAccount(string action, ReadOnlySpan<byte> requestBody, ReadOnlySpan<byte> resource)
    {
        if (action.EndsWith("/begingetaccess/action", StringComparison.Ordinal) || action.EndsWith("/listaccountsas/action", StringComparison.Ordinal)
            || action.EndsWith("/listservicesas/action", StringComparison.Ordinal))
        {
            return LinkHolder;
        }

        if (requestBody.IsEmpty || !IsGrant(action))
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(requestBody);
            using var document = JsonDocument.ParseValue(ref reader);
            return Find(document.RootElement, resource, 0);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // Cut short by the log, or half a surrogate pair.
            return null;
        }
    }

    private static bool IsGrant(string action) => action switch
    {
        "microsoft.storage:storageaccounts/write" => true,
        "microsoft.storage:storageaccounts/blobservices/containers/write" => true,
        "microsoft.storage:storageaccounts/objectreplicationpolicies/write" => true,
        "microsoft.authorization:roleassignments/write" => true,
        "microsoft.managedservices:registrationdefinitions/write" => true,
        "microsoft.managedservices:registrationassignments/write" => true,
        "microsoft.compute:galleries/share/action" => true,
        _ => false,
    };

    private static string? Find(JsonElement element, ReadOnlySpan<byte> resource, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                if (Find(item, resource, depth + 1) is { } found)
                {
                    return found;
                }
            }

            return null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in element.EnumerateObject())
        {
            if ((Grantee(element, member, resource) ?? Find(member.Value, resource, depth + 1)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Grantee(JsonElement holder, JsonProperty member, ReadOnlySpan<byte> resource)
    {
        var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : "";
        return member.Name.ToUpperInvariant() switch
        {
            "PUBLICACCESS" => Is(text, "Blob") || Is(text, "Container") ? Everybody : null,
            "ALLOWBLOBPUBLICACCESS" => member.Value.ValueKind == JsonValueKind.True || Is(text, "true") ? Everybody : null,
            "DESTINATIONACCOUNT" => Destination(text, resource),
            "MANAGEDBYTENANTID" => Known(text),
            "PRINCIPALTYPE" => Is(text, "ForeignGroup") ? Principal(holder) : null,
            "IDS" when member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0 && member.Value[0].ValueKind == JsonValueKind.String =>
                Known(member.Value[0].GetString()!),
            "TYPE" => Is(text, "Community") ? Everybody : null,
            _ => null,
        };
    }

    /// <summary>A storage account by its id or its name; the one that replicates is no foreign one.</summary>
    private static string? Destination(string text, ReadOnlySpan<byte> resource)
    {
        var account = text[(text.LastIndexOf('/') + 1)..];
        var own = System.Text.Encoding.UTF8.GetString(resource);
        return own.Contains($"/{account}/", StringComparison.OrdinalIgnoreCase) || own.EndsWith($"/{account}", StringComparison.OrdinalIgnoreCase) ? null : Known(account);
    }

    private static string Principal(JsonElement holder)
    {
        foreach (var member in holder.EnumerateObject())
        {
            if (Is(member.Name, "principalId") && member.Value.ValueKind == JsonValueKind.String && Known(member.Value.GetString()!) is { } id)
            {
                return id;
            }
        }

        return "foreign group";
    }

    private static string? Known(string text) => text.Length is > 0 and <= 256 ? text.ToLowerInvariant() : null;

    private static bool Is(string text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
