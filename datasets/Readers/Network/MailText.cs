namespace Det0131.Datasets.Readers.Network;

/// <summary>Mail addresses as logs write them: <c>&lt;a@b.example&gt;</c>, <c>"A" &lt;a@b.example&gt;</c>, <c>a@b.example</c>. Thread-safe.</summary>
internal static class MailText
{
    private const int LongestBytes = 320;

    /// <summary>The address alone in lower case; null for the empty sender of bounces and for what is no address.</summary>
    public static string? AddressOf(ReadOnlySpan<byte> text, Utf8Interner interner)
    {
        var open = text.LastIndexOf((byte)'<');
        var close = text.LastIndexOf((byte)'>');
        var address = (open >= 0 && close > open ? text[(open + 1)..close] : text).Trim(" \""u8);
        return address.Length is > 2 and <= LongestBytes && address.IndexOf((byte)'@') > 0 ? interner.InternLower(address) : null;
    }

    /// <summary>What stands behind the @, in lower case without a final dot; null when there is none.</summary>
    public static string? DomainOf(ReadOnlySpan<char> address, Utf8Interner interner)
    {
        if (!address.Contains('@'))
        {
            return null;
        }

        var domain = address[(address.LastIndexOf('@') + 1)..].Trim("<>\" ").TrimEnd('.');
        if (domain.Length is 0 or > 253 || domain.Contains('[') || domain.Contains(' '))
        {
            return null;
        }

        Span<char> lower = stackalloc char[253];
        return interner.Intern(lower[..domain.ToLowerInvariant(lower)]);
    }
}
