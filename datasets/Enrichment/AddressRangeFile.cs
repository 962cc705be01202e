using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Det0131.Datasets.Enrichment;

/// <summary>
/// Reads address range files: lines <c>first address,last address,country</c> or <c>first address,last address,number,name</c>, UTF-8,
/// names quoted as in CSV. The files come with the build, so a line that cannot be read is an error and no event's fault.
/// </summary>
internal static class AddressRangeFile
{
    /// <summary>Reads a file into ranges; labels get their index in <paramref name="labels"/>.</summary>
    /// <exception cref="InvalidDataException">A line cannot be read; names file and line, what was found and expected.</exception>
    // Runs once over a million lines: compiled with full optimisation at once, the load takes half the time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static RangeTable<T> Read<T>(string path, LabelTable labels)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var bytes = (ReadOnlySpan<byte>)File.ReadAllBytes(path);
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var ranges = new List<AddressRange<T>>(bytes.Length / 25);
        int line = 0;
        while (!bytes.IsEmpty)
        {
            line++;
            int end = bytes.IndexOf((byte)'\n');
            var row = (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r');
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (row.IsEmpty)
            {
                continue;
            }

            if (!TryReadRow(row, labels, out AddressRange<T> range))
            {
                throw new InvalidDataException(
                    $"{path}, line {line.ToString(CultureInfo.InvariantCulture)}: found \"{Encoding.UTF8.GetString(row[..Math.Min(row.Length, 80)])}\", expected first address,last address,country or number,name.");
            }

            ranges.Add(range);
        }

        return RangeTable<T>.Build(ranges);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadRow<T>(ReadOnlySpan<byte> row, LabelTable labels, out AddressRange<T> range)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        range = default;
        int first = row.IndexOf((byte)',');
        int second = first < 0 ? -1 : row[(first + 1)..].IndexOf((byte)',');
        if (second < 0 || !TryReadAddress(row[..first], out T from) || !TryReadAddress(row.Slice(first + 1, second), out T to) || to < from)
        {
            return false;
        }

        int label = labels.IndexOf(row[(first + second + 2)..]);
        range = new AddressRange<T>(from, to, label);
        return label >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadAddress<T>(ReadOnlySpan<byte> text, out T number)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Span<byte> bytes = stackalloc byte[16];
        bool read = typeof(T) == typeof(uint) ? TryReadIPv4(text, bytes) : IPAddress.TryParse(text, out var address) && address.TryWriteBytes(bytes, out int written) && written == 16;
        number = read
            ? typeof(T) == typeof(uint) ? T.CreateTruncating(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : T.CreateTruncating(BinaryPrimitives.ReadUInt128BigEndian(bytes))
            : default;
        return read;
    }

    /// <summary>Four decimal parts. The library's parser makes an object for each of the 1.5 million addresses and accepts other forms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadIPv4(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        int part = 0;
        int value = -1;
        foreach (byte c in text)
        {
            if (c == (byte)'.')
            {
                if (value < 0 || part == 3)
                {
                    return false;
                }

                bytes[part++] = (byte)value;
                value = -1;
            }
            else if (c is >= (byte)'0' and <= (byte)'9' && (value = (Math.Max(value, 0) * 10) + c - '0') <= 255)
            {
                continue;
            }
            else
            {
                return false;
            }
        }

        if (part != 3 || value < 0)
        {
            return false;
        }

        bytes[3] = (byte)value;
        return true;
    }
}
