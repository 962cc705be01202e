using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>Reads the values that Zeek's writers write. Not thread-safe: unescaped text stands in a buffer that is used again.</summary>
internal sealed class ZeekText(Utf8Interner interner)
{
    /// <summary>A DNS name has at most 255 bytes, four times that when every one is escaped.</summary>
    public const int MaxNameBytes = 1024;

    public const int MaxTextBytes = 1024;

    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789abcdefABCDEF.:"u8);

    private byte[] scratch = new byte[256];

    /// <summary>The row is of a table, whose writer doubles backslashes; JSON has its own way to write them.</summary>
    public bool IsTable { get; set; }

    /// <summary>Epoch seconds or ISO 8601.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long micros)
    {
        var point = text.IndexOf((byte)'.');
        if (point > 0 && text.Length - point > 7 && !text.Contains((byte)':') && Utf8Parser.TryParse(text, out double seconds, out var used) && used == text.Length)
        {
            // A JSON number with more digits than microseconds carries the noise of binary fractions: rounded, not cut.
            micros = 0;
            return LogTime.TryEpochSeconds(text[..point], out _) && TryMicros(seconds, out micros);
        }

        return LogTime.TryEpochSeconds(text, out micros) || LogTime.TryIso8601(text, out micros);
    }

    /// <summary>Seconds with a fraction, also as <c>8e-06</c>.</summary>
    public static bool TryInterval(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        return Utf8Parser.TryParse(text, out double seconds, out var used) && used == text.Length && seconds >= 0 && TryMicros(seconds, out micros);
    }

    /// <summary>A count of 0 or more; JSON may write it as 12.0.</summary>
    public static bool TryCount(ReadOnlySpan<byte> text, out long count)
    {
        if (Utf8Parser.TryParse(text, out count, out var used) && used == text.Length)
        {
            return count >= 0;
        }

        var isNumber = Utf8Parser.TryParse(text, out double number, out used) && used == text.Length && number >= 0 && number < 9e18 && Math.Floor(number) == number;
        count = isNumber ? (long)number : 0;
        return isNumber;
    }

    public static bool IsAddress(ReadOnlySpan<byte> text) => text.Length is > 1 and < 46 && !text.ContainsAnyExcept(AddressBytes);

    /// <summary>Text with <c>\xNN</c> and the doubled backslashes of tables resolved, cut; as it stands where that would not be printable UTF-8.</summary>
    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text, int maxBytes)
    {
        text = TextExcerpt.Cut(text, maxBytes);
        if (text.IndexOf((byte)'\\') < 0 || (!IsTable && text.IndexOf("\\x"u8) < 0))
        {
            return text;
        }

        if (scratch.Length < text.Length)
        {
            scratch = new byte[text.Length];
        }

        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 3 < text.Length && text[at + 1] == 'x'
                && byte.TryParse(text.Slice(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                scratch[length++] = code;
                at += 3;
            }
            else if (IsTable && text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\\')
            {
                scratch[length++] = text[at++];
            }
            else
            {
                scratch[length++] = text[at];
            }
        }

        var plain = scratch.AsSpan(0, length);
        return Utf8.IsValid(plain) && !plain.ContainsAnyInRange((byte)0, (byte)31) ? plain : text;
    }

    public string? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : interner.Intern(Unescape(text, MaxTextBytes));

    public string? Lower(ReadOnlySpan<byte> text) => text.IsEmpty ? null : interner.InternLower(Unescape(text, MaxTextBytes));

    public string? Upper(ReadOnlySpan<byte> text) => text.IsEmpty ? null : interner.InternUpper(Unescape(text, MaxTextBytes));

    /// <summary>A DNS name in lower case without its final dot; the root is ".".</summary>
    public string? Name(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        var name = Unescape(text, MaxNameBytes);
        return interner.InternLower(name.Length > 1 && name[^1] == '.' ? name[..^1] : name);
    }

    /// <summary>
    /// The name in a Host header or SNI, without port; null when it is only the address that the record has anyway.
    /// </summary>
    public string? HostName(ReadOnlySpan<byte> text, string? knownAddress)
    {
        var host = Unescape(text, MaxNameBytes).Trim(" "u8);
        if (host is [(byte)'[', ..] && host.IndexOf((byte)']') is > 0 and var end)
        {
            host = host[1..end];
        }
        else if (host.Count((byte)':') == 1)
        {
            host = host[..host.IndexOf((byte)':')];
        }

        var name = Name(host.Length > 1 && host[^1] == '.' ? host[..^1] : host);
        return name is null || name == knownAddress || (knownAddress is not null && IsSameAddress(name, knownAddress)) ? null : name;
    }

    /// <summary><c>A</c>, <c>ANY</c> for *, <c>TYPE65399</c> for Zeek's query-65399 or where there is only the number.</summary>
    public string? DnsType(ReadOnlySpan<byte> name, ReadOnlySpan<byte> number)
    {
        if (name.StartsWith("query-"u8))
        {
            number = name["query-"u8.Length..];
            name = default;
        }

        if (!name.IsEmpty)
        {
            return name is [(byte)'*'] ? "ANY" : Upper(name);
        }

        if (!TryCount(number, out var code) || code > ushort.MaxValue)
        {
            return null;
        }

        Span<char> text = stackalloc char[12];
        text.TryWrite(CultureInfo.InvariantCulture, $"TYPE{code}", out var length);
        return interner.Intern(text[..length]);
    }

    private static bool IsSameAddress(string name, string address) =>
        name.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(name, out var one) && IPAddress.TryParse(address, out var other) && one.Equals(other);

    private static bool TryMicros(double seconds, out long micros)
    {
        var rounded = Math.Round(seconds * LogTime.MicrosPerSecond);
        micros = rounded is >= 0 and < 9e18 ? (long)rounded : 0;
        return rounded is >= 0 and < 9e18;
    }
}
