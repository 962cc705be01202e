using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Det0131.Datasets.Enrichment;

/// <summary>Where an address is.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, or null when not known.</param>
/// <param name="Network">Autonomous system, <c>AS15169 Google LLC</c>, or null when not known.</param>
public readonly record struct AddressPlace(string? Country, string? Network);

/// <summary>
/// Country and autonomous system by address, from the range files beside the assembly. Each file is loaded at its first use. Thread-safe.
/// </summary>
/// <remarks>
/// Only globally routed addresses are looked up: private, loopback, link-local, shared, documentation, multicast and reserved ones have no place,
/// although the published country file lists some (172.16.0.0/12 as Australia). IPv4 inside IPv6 (::ffff:a.b.c.d, 64:ff9b::/96) is looked up as IPv4.
/// </remarks>
public sealed class AddressRanges
{
    private readonly Lazy<(RangeTable<uint> Ranges, LabelTable Labels)> countries4;
    private readonly Lazy<(RangeTable<uint> Ranges, LabelTable Labels)> networks4;
    private readonly Lazy<(RangeTable<UInt128> Ranges, LabelTable Labels)> countries6;
    private readonly Lazy<(RangeTable<UInt128> Ranges, LabelTable Labels)> networks6;

    /// <summary>Uses the files of a folder, named as in <see cref="BundledFiles"/> without their folder.</summary>
    public AddressRanges(string folder)
    {
        countries4 = Load<uint>(folder, BundledFiles.CountryIPv4);
        countries6 = Load<UInt128>(folder, BundledFiles.CountryIPv6);
        networks4 = Load<uint>(folder, BundledFiles.AsnIPv4);
        networks6 = Load<UInt128>(folder, BundledFiles.AsnIPv6);
    }

    /// <summary>Uses the files that the build placed beside the assembly.</summary>
    public static AddressRanges Bundled { get; } = new(Path.Combine(AppContext.BaseDirectory, "data"));

    /// <summary>The place of an address; of text that is none, and of an address that is not globally routed, nothing is known.</summary>
    /// <exception cref="InvalidDataException">A range file cannot be read.</exception>
    public AddressPlace Find(ReadOnlySpan<char> address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!Models.Knowledge.CommandLines.RemoteTarget.IsAddressText(address) || !IPAddress.TryParse(address, out var parsed) || !parsed.TryWriteBytes(bytes, out _))
        {
            return default;
        }

        if (parsed.AddressFamily == AddressFamily.InterNetwork)
        {
            return FindIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        ulong high = unchecked((ulong)(number >> 64));
        ulong middle = unchecked((ulong)number) >> 32;
        bool mapped = high == 0 && middle == 0xffff;
        bool translated = high == 0x0064_ff9b_0000_0000 && middle == 0;
        if (mapped || translated)
        {
            return FindIPv4(unchecked((uint)number));
        }

        // 2000::/3 is what IANA has given out for global unicast; 2001:db8::/32 is for documents.
        return high >> 61 != 1 || high >> 32 == 0x2001_0db8 ? default : Place(countries6.Value, networks6.Value, number);
    }

    /// <summary>Whether an IPv4 address is globally routed, after the IANA special-purpose address registry (RFC 6890 and its updates).</summary>
    public static bool IsGlobal(uint address) =>
        (address >> 24) is not (0 or 10 or 127) && (address >> 28) < 0xe
        && (address >> 22) != (0x64400000 >> 22) && (address >> 16) is not (0xa9fe or 0xc0a8) && (address >> 20) != 0xac1
        && (address >> 8) is not (0xc00000 or 0xc00002 or 0xc63364 or 0xcb0071) && (address >> 17) != (0xc6120000 >> 17);

    /// <summary>Loads every file now, two at a time, instead of at the first use.</summary>
    /// <exception cref="InvalidDataException">A range file cannot be read.</exception>
    public void Load() => Parallel.Invoke(() => _ = countries6.Value, () => _ = networks4.Value, () => _ = networks6.Value, () => _ = countries4.Value);

    private static AddressPlace Place<T>((RangeTable<T> Ranges, LabelTable Labels) countries, (RangeTable<T> Ranges, LabelTable Labels) networks, T number)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        int country = countries.Ranges.Find(number);
        int network = networks.Ranges.Find(number);
        return new AddressPlace(country < 0 ? null : countries.Labels[country], network < 0 ? null : networks.Labels[network]);
    }

    private static Lazy<(RangeTable<T>, LabelTable)> Load<T>(string folder, string name)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T> =>
        new(() =>
        {
            var path = Path.Combine(folder, Path.GetFileName(name));
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"Found no {Path.GetFileName(name)} in {folder}; expected it there, where building Det0131.Datasets places it.", path);
            }

            var labels = new LabelTable();
            return (AddressRangeFile.Read<T>(path, labels), labels);
        });

    private AddressPlace FindIPv4(uint address) => IsGlobal(address) ? Place(countries4.Value, networks4.Value, address) : default;
}
