using System.Text.Json;

namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>
/// Finds to whom a call gives access: everybody, or another organisation's domain or project. After IAM policies (what was added; where the log has no such difference, the
/// policy that was set), sinks of logs, and the destinations of copies and transfers. The caller's own domain is taken to be the site's. Thread-safe.
/// </summary>
internal static class GoogleGrants
{
    /// <summary>Stands for everybody, as for the other clouds.</summary>
    public const string Everybody = "all";

    private const int MaxDepth = 32;

    private static readonly byte[][] Markers =
        ["\"members\""u8.ToArray(), "\"member\""u8.ToArray(), "estination"u8.ToArray(), "\"entity\""u8.ToArray()];

    /// <param name="bindingDeltas">What an IAM change adds and removes; a JSON array or empty.</param>
    /// <param name="request">The request, as JSON or empty.</param>
    /// <param name="metadata">The service's own part, as JSON or empty.</param>
    /// <param name="principal">Who calls.</param>
    /// <param name="project">Where.</param>
    public static string? ForeignAccount(ReadOnlySpan<byte> bindingDeltas, ReadOnlySpan<byte> request, ReadOnlySpan<byte> metadata, string? principal, string? project)
    {
        // Most calls grant nothing: told by text search, before anything is made.
        var isBinding = bindingDeltas is [(byte)'[', ..];
        var (inRequest, inMetadata) = (!isBinding && HasMarker(request), !isBinding && HasMarker(metadata));
        if (!isBinding && !inRequest && !inMetadata)
        {
            return null;
        }

        var found = new Found(principal, project);
        if (isBinding)
        {
            Read(bindingDeltas, found);
        }

        if (inRequest)
        {
            Read(request, found);
        }

        if (inMetadata)
        {
            Read(metadata, found);
        }

        return found.Best;
    }

    /// <summary>The project of a service account, when it is another's than <paramref name="project"/>. Google's own agents belong to none.</summary>
    public static string? ForeignProject(string? account, string? project)
    {
        const string Accounts = ".iam.gserviceaccount.com";
        if (account is null || project is null || !account.EndsWith(Accounts, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var at = account.IndexOf('@', StringComparison.Ordinal);
        var home = account.AsSpan()[(at + 1)..^Accounts.Length];
        return at < 0 || home.IsEmpty || home.Equals(project, StringComparison.OrdinalIgnoreCase) || IsGoogles(home) ? null : home.ToString().ToLowerInvariant();
    }

    private static bool IsGoogles(ReadOnlySpan<char> home) => home.Equals("system", StringComparison.OrdinalIgnoreCase)
        || home.Equals("compute-system", StringComparison.OrdinalIgnoreCase) || home.StartsWith("gcp-sa-", StringComparison.OrdinalIgnoreCase);

    public static bool IsServiceAccount(string name) => name.EndsWith("gserviceaccount.com", StringComparison.OrdinalIgnoreCase);

    private static bool HasMarker(ReadOnlySpan<byte> text)
    {
        foreach (var marker in Markers)
        {
            if (text.IndexOf(marker) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void Read(ReadOnlySpan<byte> json, Found found)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            Walk(document.RootElement, "", found, 0);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // Free text where an object was expected, or half a surrogate pair: no grant that could be read.
        }
    }

    private static void Walk(JsonElement element, string name, Found found, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object when IsRemoval(element):
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Walk(member.Value, member.Name, found, depth + 1);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, name, found, depth + 1);
                }

                break;
            case JsonValueKind.String when name is "member" or "members" or "entity":
                found.Member(element.GetString()!);
                break;
            case JsonValueKind.String when name.StartsWith("destination", StringComparison.Ordinal):
                found.Destination(element.GetString()!);
                break;
        }
    }

    private static bool IsRemoval(JsonElement element) =>
        element.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String && action.ValueEquals("REMOVE");

    private sealed class Found(string? principal, string? project)
    {
        private readonly string? own = principal is null || IsServiceAccount(principal) ? null : DomainOf(principal);
        private bool isEverybody;
        private string? account;

        public string? Best => isEverybody ? Everybody : account;

        /// <summary><c>user:name@domain</c>, <c>domain:name</c>, <c>allUsers</c>; access lists of objects write a hyphen for the colon.</summary>
        public void Member(string member)
        {
            if (member is "allUsers" or "allAuthenticatedUsers")
            {
                isEverybody = true;
                return;
            }

            var cut = member.IndexOfAny([':', '-']);
            if (cut <= 0)
            {
                return;
            }

            var (kind, name) = (member[..cut], member[(cut + 1)..]);
            account ??= kind switch
            {
                "domain" => Foreign(name),
                "user" or "group" when !IsServiceAccount(name) => DomainOf(name) is { } domain ? Foreign(domain) : null,
                "user" or "serviceAccount" => ForeignProject(name, project),
                _ => null,
            };
        }

        /// <summary>The project in <c>pubsub.googleapis.com/projects/NAME/topics/...</c></summary>
        public void Destination(string name)
        {
            const string Projects = "projects/";
            var at = name.IndexOf(Projects, StringComparison.Ordinal);
            if (at < 0 || project is null)
            {
                return;
            }

            var rest = name[(at + Projects.Length)..];
            var end = rest.IndexOf('/', StringComparison.Ordinal);
            rest = end < 0 ? rest : rest[..end];
            account ??= rest is "" or "_" or "-" || rest == project ? null : Cut(rest);
        }

        private string? Foreign(string domain) => domain.Equals(own, StringComparison.OrdinalIgnoreCase) ? null : Cut(domain.ToLowerInvariant());

        private static string? DomainOf(string name) => name.LastIndexOf('@') is > 0 and var at && at + 1 < name.Length ? name[(at + 1)..] : null;

        private static string Cut(string text) => text.Length <= 256 ? text : text[..256];
    }
}
