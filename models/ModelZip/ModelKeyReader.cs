using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Det0131.Models.ModelZip;

/// <summary>
/// Reads one <c>Model.key</c>, believing nothing: every offset, length and count is checked against the bytes that are
/// there before it is used, so memory is bounded by the size of the entry.
/// </summary>
internal ref struct ModelKeyReader
{
    private const int MaximumStrings = GamModel.MaximumFeatures + 1;
    private readonly string entry;
    private readonly ReadOnlySpan<byte> block;
    private readonly string[] strings;
    private int position;

    public ModelKeyReader(string entry, ReadOnlySpan<byte> file, ModelComponent component)
    {
        this.entry = entry;
        if (file.Length < ModelKeyWriter.HeaderBytes + sizeof(ulong))
        {
            throw Wrong($"{file.Length} bytes", "a header of 256 bytes and a tail of 8");
        }

        Expect(BinaryPrimitives.ReadUInt64LittleEndian(file), ModelKeyWriter.FileSignature, "signature");
        var written = BinaryPrimitives.ReadUInt32LittleEndian(file[0x08..]);
        var readable = BinaryPrimitives.ReadUInt32LittleEndian(file[0x0C..]);
        if (readable > ModelKeyWriter.FormatVersion || written < ModelKeyWriter.FormatVersion)
        {
            throw Wrong($"file format {written:x8}, readable by {readable:x8}", $"format {ModelKeyWriter.FormatVersion:x8}: {Age(readable, ModelKeyWriter.FormatVersion)}");
        }

        CheckComponent(file, component);

        var modelBytes = Offset(file, 0x18);
        var tail = Offset(file, 0x80);
        Expect((ulong)Offset(file, 0x10), ModelKeyWriter.HeaderBytes, "start of the model block");
        Expect((ulong)Offset(file, 0x88), (ulong)file.Length, "end");
        Expect((ulong)tail, (ulong)(file.Length - sizeof(ulong)), "start of the tail");
        Expect(BinaryPrimitives.ReadUInt64LittleEndian(file[tail..]), ModelKeyWriter.TailSignature, "tail");

        block = Part(file, ModelKeyWriter.HeaderBytes, modelBytes, "model block");
        strings = ReadStrings(file);
        CheckAssembly(file, component);
    }

    public int ReadInt(string what) => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int), what));

    /// <summary>A count within [1, maximum] of things that take at least <paramref name="bytesEach"/> bytes of this block.</summary>
    public int ReadCount(string what, int maximum, int bytesEach)
    {
        var count = ReadInt(what);
        var most = Math.Min(maximum, (block.Length - position) / bytesEach);
        return count >= 1 && count <= most ? count : throw Wrong($"{count} {what}", $"1 to {most}");
    }

    public double ReadDouble(string what) => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double), what));

    public double[] ReadDoubles(int count, string what)
    {
        var bytes = Take(checked(count * sizeof(double)), what);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
        }

        return values;
    }

    public string ReadString(string what)
    {
        var index = ReadInt(what);
        return index >= 0 && index < strings.Length
            ? strings[index]
            : throw Wrong($"string number {index} as {what}", $"0 to {strings.Length - 1}");
    }

    public readonly void ExpectEnd()
    {
        if (position != block.Length)
        {
            throw Wrong($"{block.Length - position} bytes after the model", "none");
        }
    }

    public readonly ModelFormatException Wrong(string found, string expected) => new(entry, found, expected);

    private readonly void CheckComponent(ReadOnlySpan<byte> file, ModelComponent component)
    {
        var signature = Encoding.Latin1.GetString(file.Slice(0x40, 8)).Replace('\0', ' ');
        var loader = Encoding.Latin1.GetString(file.Slice(0x50, 24)).TrimEnd('\0');
        if (signature != component.Signature || loader != component.Loader)
        {
            throw Wrong($"component '{Printable(signature)}' of loader '{Printable(loader)}'", $"'{component.Signature}' of '{component.Loader}'");
        }

        var written = BinaryPrimitives.ReadUInt32LittleEndian(file[0x48..]);
        var readable = BinaryPrimitives.ReadUInt32LittleEndian(file[0x4C..]);
        if (readable > component.VersionWritten || written < component.VersionWritten)
        {
            throw Wrong(
                $"'{component.Signature}' of version {written:x}, readable by {readable:x}",
                $"version {component.VersionWritten:x}: {Age(readable, component.VersionWritten)}");
        }
    }

    // ML.NET loads the assembly that is named here, so a foreign name would run foreign code in a notebook. Not loaded here, but refused.
    private readonly void CheckAssembly(ReadOnlySpan<byte> file, ModelComponent component)
    {
        var bytes = Part(file, Offset(file, 0x90), Length(file, BinaryPrimitives.ReadUInt32LittleEndian(file[0x98..])), "assembly name");
        var name = Encoding.Unicode.GetString(bytes);
        if (name != component.Assembly && !name.StartsWith(component.Assembly + ",", StringComparison.Ordinal))
        {
            throw Wrong($"assembly '{Printable(name)}'", component.Assembly);
        }
    }

    private readonly string[] ReadStrings(ReadOnlySpan<byte> file)
    {
        var tableBytes = Offset(file, 0x28);
        if (tableBytes % sizeof(long) != 0 || tableBytes / sizeof(long) > MaximumStrings)
        {
            throw Wrong($"a string table of {tableBytes} bytes", $"8 for each of at most {MaximumStrings} strings");
        }

        var table = Part(file, Offset(file, 0x20), tableBytes, "string table");
        var chars = Part(file, Offset(file, 0x30), Offset(file, 0x38), "string characters");
        var found = new string[tableBytes / sizeof(long)];
        var start = 0;
        for (var i = 0; i < found.Length; i++)
        {
            var end = BinaryPrimitives.ReadInt64LittleEndian(table[(i * sizeof(long))..]);
            if (end < start || end > chars.Length || end % 2 != 0)
            {
                throw Wrong($"string {i} that ends at byte {end}", $"an even number from {start} to {chars.Length}");
            }

            found[i] = Encoding.Unicode.GetString(chars[start..(int)end]);
            start = (int)end;
        }

        if (start != chars.Length)
        {
            throw Wrong($"{chars.Length - start} bytes after the last string", "none");
        }

        return found;
    }

    private ReadOnlySpan<byte> Take(int bytes, string what)
    {
        if (bytes > block.Length - position)
        {
            throw Wrong($"{block.Length - position} bytes left for {what}", $"{bytes}");
        }

        var taken = block.Slice(position, bytes);
        position += bytes;
        return taken;
    }

    private readonly int Offset(ReadOnlySpan<byte> file, int at) => Length(file, unchecked((ulong)BinaryPrimitives.ReadInt64LittleEndian(file[at..])));

    private readonly int Length(ReadOnlySpan<byte> file, ulong value) =>
        value <= (ulong)file.Length ? (int)value : throw Wrong($"an offset or length of {value}", $"at most {file.Length}, the entry's size");

    private readonly ReadOnlySpan<byte> Part(ReadOnlySpan<byte> file, int start, int length, string what) =>
        start <= file.Length - sizeof(ulong) - length
            ? file.Slice(start, length)
            : throw Wrong($"a {what} from {start} to {(long)start + length}", $"an end at most at {file.Length - sizeof(ulong)}, the tail");

    private readonly void Expect(ulong found, ulong expected, string what)
    {
        if (found != expected)
        {
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{what} {found:x}"), string.Create(CultureInfo.InvariantCulture, $"{expected:x}"));
        }
    }

    private static string Age(uint readable, uint known) => readable > known ? "the model is newer than this program" : "the model is too old";

    // Text from the file goes into messages: cut it, and show nothing that could steer a terminal.
    private static string Printable(string text) =>
        new(text.Take(80).Select(c => c is >= ' ' and <= '~' ? c : '?').ToArray());
}
