using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Det0131.Datasets.Readers.Aws;

/// <summary>
/// Finds to whom the request parameters of a call give access: another account, or everybody. After the request shapes of EC2
/// (launchPermission and createVolumePermission add), RDS and DocumentDB (valuesToAdd), SSM (accountIdsToAdd), S3 (replication, canned and
/// full ACLs, bucket policies), resource policies of other services (as an object or as text), Lambda (principal) and STS (roleArn). Thread-safe.
/// </summary>
internal static class CloudTrailGrants
{
    /// <summary>Stands for everybody.</summary>
    public const string Everybody = "all";

    private const int MaxDepth = 32;

    /// <summary>Conditions that hold a policy for everybody to an organisation, account or network after all.</summary>
    private static readonly string[] Limits =
    [
        "aws:PrincipalOrg", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:SourceAccount", "aws:SourceOrg", "aws:SourceArn", "aws:SourceVpc", "aws:SourceIp", "aws:VpcSource",
    ];

    /// <summary>What the text of a member may grant.</summary>
    private enum Meaning
    {
        None,

        /// <summary>A resource policy, as JSON inside the text.</summary>
        Policy,
        Account,
        AccountWhenAdded,
        CannedAcl,

        /// <summary>A group of S3, by URI.</summary>
        Grantee,
    }

    private static readonly (byte[] Name, Meaning Meaning)[] Names =
    [
        .. ((string[])["valuesToAdd", "accountIdsToAdd", "attributeValuesToAdd", "Account", "destinationAccount", "destinationAccountId", "targetAccount", "targetAccountId", "destinationOwnerId", "roleArn"])
            .Select(name => (Encoding.UTF8.GetBytes(name), Meaning.Account)),
        ("userId"u8.ToArray(), Meaning.AccountWhenAdded), ("group"u8.ToArray(), Meaning.AccountWhenAdded),
        ("x-amz-acl"u8.ToArray(), Meaning.CannedAcl), ("URI"u8.ToArray(), Meaning.Grantee),
    ];

    private static readonly byte[][] Markers =
    [
        "\"add\""u8.ToArray(), "ToAdd\""u8.ToArray(), "Principal"u8.ToArray(), "principal"u8.ToArray(), "Account\""u8.ToArray(), "AccountId\""u8.ToArray(), "Grantee"u8.ToArray(),
        "-acl\""u8.ToArray(), "\"roleArn\""u8.ToArray(),
    ];

    /// <summary>
    /// <see cref="Everybody"/>, else the first account that is not <paramref name="own"/>, else null. Text that is not JSON gives null.
    /// </summary>
    public static string? ForeignAccount(ReadOnlySpan<byte> requestParameters, string? own)
    {
        if (!HasMarker(requestParameters))
        {
            return null;
        }

        var found = new Found(own);
        try
        {
            var reader = new Utf8JsonReader(requestParameters);
            using var document = JsonDocument.ParseValue(ref reader);
            Walk(document.RootElement, Meaning.None, insideAdd: false, found, 0);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // The second: half a surrogate pair, which is no text.
            return null;
        }

        return found.Best;
    }

    /// <summary>Most calls grant nothing: told by text search, before anything is parsed.</summary>
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

    private static void Walk(JsonElement element, Meaning meaning, bool insideAdd, Found found, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WalkObject(element, insideAdd, found, depth);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, meaning, insideAdd, found, depth + 1);
                }

                break;
            case JsonValueKind.String:
                Text(element, meaning, insideAdd, found, depth);
                break;
        }
    }

    private static void WalkObject(JsonElement element, bool insideAdd, Found found, int depth)
    {
        // A statement of a policy: what it denies is no grant.
        var isDenied = element.TryGetProperty("Effect", out var effect) && effect.ValueKind == JsonValueKind.String && effect.ValueEquals("Deny");
        var isLimited = element.TryGetProperty("Condition", out var condition) && IsLimited(condition.GetRawText());
        foreach (var member in element.EnumerateObject())
        {
            if (member.NameEquals("remove"u8))
            {
                continue;
            }

            if (member.NameEquals("Principal"u8) || member.NameEquals("principal"u8) || member.NameEquals("principals"u8))
            {
                if (!isDenied)
                {
                    Principal(member.Value, isLimited, found);
                }
            }
            else
            {
                Walk(member.Value, MeaningOf(member), insideAdd || member.NameEquals("add"u8), found, depth + 1);
            }
        }
    }

    private static bool IsLimited(string condition) => Array.Exists(Limits, limit => condition.Contains(limit, StringComparison.OrdinalIgnoreCase));

    /// <summary>By the name's bytes: a request has many members, and few of them grant anything.</summary>
    private static Meaning MeaningOf(JsonProperty member)
    {
        foreach (var (name, meaning) in Names)
        {
            if (member.NameEquals(name))
            {
                return meaning;
            }
        }

        return JsonMarshal.GetRawUtf8PropertyName(member).IndexOf("olicy"u8) >= 0 ? Meaning.Policy : Meaning.None;
    }

    private static void Principal(JsonElement principal, bool isLimited, Found found)
    {
        switch (principal.ValueKind)
        {
            case JsonValueKind.String when principal.ValueEquals("*"):
                found.AddEverybody(isLimited);
                break;
            case JsonValueKind.String:
                found.Add(principal.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in principal.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.String)
                    {
                        Principal(item, isLimited, found);
                    }
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in principal.EnumerateObject())
                {
                    if (member.NameEquals("AWS"u8) && member.Value.ValueKind != JsonValueKind.Object)
                    {
                        Principal(member.Value, isLimited, found);
                    }
                }

                break;
        }
    }

    private static void Text(JsonElement element, Meaning meaning, bool insideAdd, Found found, int depth)
    {
        if (meaning == Meaning.None || (meaning == Meaning.AccountWhenAdded && !insideAdd))
        {
            return;
        }

        var text = element.GetString()!;
        switch (meaning)
        {
            case Meaning.Policy when text.Length > 1 && text[0] == '{':
                Nested(text, found, depth);
                break;
            case Meaning.Account or Meaning.AccountWhenAdded when text is Everybody:
            case Meaning.CannedAcl when text.StartsWith("public-", StringComparison.Ordinal):
            case Meaning.Grantee when text.EndsWith("/global/AllUsers", StringComparison.Ordinal) || text.EndsWith("/global/AuthenticatedUsers", StringComparison.Ordinal):
                found.AddEverybody(isLimited: false);
                break;
            case Meaning.Account or Meaning.AccountWhenAdded:
                found.Add(text);
                break;
        }
    }

    private static void Nested(string text, Found found, int depth)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            Walk(document.RootElement, Meaning.None, insideAdd: false, found, depth + 1);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // A policy that is not JSON was refused by the service too.
        }
    }

    private sealed class Found(string? own)
    {
        private string? account;
        private bool isEverybody;

        public string? Best => isEverybody ? Everybody : account;

        public void AddEverybody(bool isLimited) => isEverybody |= !isLimited;

        public void Add(string text)
        {
            var named = AwsArn.Account(text);
            if (account is null && !named.IsEmpty && !named.SequenceEqual(own))
            {
                account = named.ToString();
            }
        }
    }
}
