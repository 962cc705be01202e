using System.Net;
using System.Text;

namespace Det0131.Datasets.Readers.HostLogs;

/// <summary>
/// Makes the strings of events from the texts of host logs. One per parser; repeated names cost no allocation. Not thread-safe.
/// </summary>
internal sealed class HostText
{
    /// <summary>Command lines are cut here, on a character boundary.</summary>
    public const int LongestCommandBytes = 4096;

    private const int LongestExtension = 16;
    private const int MostAddresses = 4096;

    private readonly Utf8Interner interner = Utf8Interner.Shared;
    private readonly Dictionary<string, string?> ipv6 = new(StringComparer.Ordinal);

    /// <summary>As logged; null for "".</summary>
    public string? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : interner.Intern(text);

    /// <summary>In lower case; null for "".</summary>
    public string? Lower(ReadOnlySpan<byte> text) => text.IsEmpty ? null : interner.InternLower(text);

    /// <summary>Lower-case last segment of a path; null when there is none.</summary>
    /// <param name="path">The path.</param>
    /// <param name="backslash">True when a backslash separates too (Windows); on other systems it is part of a name.</param>
    public string? BaseName(ReadOnlySpan<byte> path, bool backslash)
    {
        var cut = backslash ? path.LastIndexOfAny((byte)'/', (byte)'\\') : path.LastIndexOf((byte)'/');
        return Lower(path[(cut + 1)..]);
    }

    /// <summary>
    /// Lower-case extension with its dot (<c>.sql</c>). Null without one, for a name that is only an extension (<c>.bashrc</c>),
    /// and when what follows the dot is longer than 16 bytes or holds a blank.
    /// </summary>
    public string? Extension(ReadOnlySpan<byte> path, bool backslash)
    {
        var cut = backslash ? path.LastIndexOfAny((byte)'/', (byte)'\\') : path.LastIndexOf((byte)'/');
        var name = path[(cut + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        if (dot <= 0 || dot == name.Length - 1 || name.Length - dot > LongestExtension || name[dot..].Contains((byte)' '))
        {
            return null;
        }

        return interner.InternLower(name[dot..]);
    }

    /// <summary>A name without its final dot, in lower case; null for "".</summary>
    public string? DomainName(ReadOnlySpan<byte> name) => Lower(name.EndsWith("."u8) ? name[..^1] : name);

    /// <summary>
    /// An address in its usual form: IPv6 shortened (<c>fe80:0:0:0:0:0:0:1</c> is <c>fe80::1</c>), without a zone, and IPv4 taken out of
    /// <c>::ffff:1.2.3.4</c>. Null for what is no address.
    /// </summary>
    public string? Address(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > 64)
        {
            return null;
        }

        if (IsPlainIPv4(text))
        {
            return interner.Intern(text);
        }

        if (!text.Contains((byte)':') || !Ascii.IsValid(text))
        {
            return null;
        }

        var raw = interner.Intern(text);
        if (!ipv6.TryGetValue(raw, out var usual))
        {
            usual = IPAddress.TryParse(raw, out var address) ? Usual(address) : null;
            if (ipv6.Count == MostAddresses)
            {
                ipv6.Clear();
            }

            ipv6.Add(raw, usual);
        }

        return usual;
    }

    /// <summary>0 to 65535; else null.</summary>
    public static int? Port(ReadOnlySpan<byte> text) => Number(text) is >= 0 and <= 65535 and var port ? (int)port : null;

    /// <summary>A whole decimal number and nothing else; else null.</summary>
    public static long? Number(ReadOnlySpan<byte> text) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length ? value : null;

    /// <summary>A number in decimal, or in hexadecimal after 0x; nothing else; null if it does not fit.</summary>
    public static long? HexOrNumber(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("0x"u8) && !text.StartsWith("0X"u8))
        {
            return Number(text);
        }

        var digits = text[2..];
        return System.Buffers.Text.Utf8Parser.TryParse(digits, out long value, out var used, 'x') && used == digits.Length && value >= 0 ? value : null;
    }

    /// <summary>A process id as text for keys: <c>0x1610</c> and <c>5648</c> give the same. Null for what is not a number.</summary>
    public string? ProcessId(ReadOnlySpan<byte> text) => HexOrNumber(text) is { } id and >= 0 ? NumberText(id) : null;

    public string NumberText(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        System.Buffers.Text.Utf8Formatter.TryFormat(number, digits, out var length);
        return interner.Intern(digits[..length]);
    }

    /// <summary>Two texts with a mark between, for example <c>domain\name</c>, in lower case.</summary>
    public string Joined(ReadOnlySpan<byte> first, char mark, ReadOnlySpan<byte> second)
    {
        Span<byte> both = stackalloc byte[Utf8Interner.LongestKept];
        if (first.Length + second.Length + 1 > both.Length)
        {
            return $"{Encoding.UTF8.GetString(first)}{mark}{Encoding.UTF8.GetString(second)}".ToLowerInvariant();
        }

        first.CopyTo(both);
        both[first.Length] = (byte)mark;
        second.CopyTo(both[(first.Length + 1)..]);
        return interner.InternLower(both[..(first.Length + 1 + second.Length)]);
    }

    /// <summary>As <see cref="Joined(ReadOnlySpan{byte}, char, ReadOnlySpan{byte})"/> for strings as they are.</summary>
    public string Joined(string first, char mark, string second)
    {
        Span<char> both = stackalloc char[Utf8Interner.LongestKept];
        if (first.Length + second.Length + 1 > both.Length)
        {
            return $"{first}{mark}{second}";
        }

        first.CopyTo(both);
        both[first.Length] = mark;
        second.CopyTo(both[(first.Length + 1)..]);
        return interner.Intern(both[..(first.Length + 1 + second.Length)]);
    }

    /// <summary>A text that seldom comes back, cut at 4 KiB on a character boundary; null for "".</summary>
    public static string? Cut(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestCommandBytes)
        {
            var end = LongestCommandBytes;
            while (end > 0 && (text[end] & 0xC0) == 0x80)
            {
                end--;
            }

            text = text[..end];
        }

        return text.IsEmpty ? null : Encoding.UTF8.GetString(text);
    }

    /// <summary>Usual text of an address: IPv4 taken out of IPv6, no zone.</summary>
    public static string Usual(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes()).ToString()
            : address.ToString();
    }

    private static bool IsPlainIPv4(ReadOnlySpan<byte> text)
    {
        int parts = 0, value = 0, digits = 0;
        foreach (var mark in text)
        {
            if (mark == '.')
            {
                if (digits == 0 || ++parts > 3)
                {
                    return false;
                }

                (value, digits) = (0, 0);
            }
            else if (mark is < (byte)'0' or > (byte)'9' || (digits > 0 && value == 0) || (value = (value * 10) + (mark - '0')) > 255)
            {
                return false;
            }
            else
            {
                digits++;
            }
        }

        return parts == 3 && digits > 0;
    }
}
