namespace Det0131.Datasets.Readers.Aws;

/// <summary>Parts of Amazon resource names: <c>arn:partition:service:region:account:resource</c>. Thread-safe.</summary>
internal static class AwsArn
{
    private const int AccountDigits = 12;
    private const int FieldsBeforeResource = 5;

    public static bool IsAccount(ReadOnlySpan<char> text) => text.Length == AccountDigits && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>The account of an ARN, or the text itself when it is an account; else empty.</summary>
    public static ReadOnlySpan<char> Account(ReadOnlySpan<char> text)
    {
        if (IsAccount(text))
        {
            return text;
        }

        var account = Field(text, FieldsBeforeResource - 1, last: false);
        return IsAccount(account) ? account : default;
    }

    /// <summary>
    /// What an ARN names, without where it is: <c>key/14eb3a8a</c>, of an object in a bucket the bucket. Text that is no ARN comes back as it is.
    /// </summary>
    public static ReadOnlySpan<char> Resource(ReadOnlySpan<char> text)
    {
        var resource = Field(text, FieldsBeforeResource, last: true);
        if (resource.IsEmpty)
        {
            return text;
        }

        var slash = resource.IndexOf('/');
        return slash > 0 && Field(text, 2, last: false) is "s3" ? resource[..slash] : resource;
    }

    /// <summary>Behind the last / or :, for example the session name of an assumed role.</summary>
    public static ReadOnlySpan<char> LastName(ReadOnlySpan<char> text) => text[(text.LastIndexOfAny('/', ':') + 1)..];

    /// <summary>Role of <c>arn:aws:sts::account:assumed-role/Role/session</c>, or empty.</summary>
    public static ReadOnlySpan<char> AssumedRole(ReadOnlySpan<char> text)
    {
        const string Kind = "assumed-role/";
        var resource = Field(text, FieldsBeforeResource, last: true);
        if (!resource.StartsWith(Kind, StringComparison.Ordinal))
        {
            return default;
        }

        var role = resource[Kind.Length..];
        var slash = role.IndexOf('/');
        return slash < 0 ? role : role[..slash];
    }

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> text, int index, bool last)
    {
        if (!text.StartsWith("arn:", StringComparison.Ordinal))
        {
            return default;
        }

        for (; index > 0; index--)
        {
            var colon = text.IndexOf(':');
            if (colon < 0)
            {
                return default;
            }

            text = text[(colon + 1)..];
        }

        var end = last ? -1 : text.IndexOf(':');
        return end < 0 ? text : text[..end];
    }
}
