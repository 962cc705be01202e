using System.Text;

namespace Det0131.Models.ModelZip;

/// <summary>
/// Puts one <c>Model.key</c> together: header of 256 bytes, model block, string table, string characters, assembly name, tail.
/// All numbers little endian.
/// </summary>
internal sealed class ModelKeyWriter
{
    public const int HeaderBytes = 256;
    public const ulong FileSignature = 0x4C45444F4D004C4D;
    public const ulong TailSignature = 0x4D4C004D4F44454C;
    public const uint FormatVersion = 0x00010002;

    private readonly MemoryStream block = new();
    private readonly List<string> strings = [];
    private readonly BinaryWriter body;

    public ModelKeyWriter() => body = new BinaryWriter(block);

    public void Write(int value) => body.Write(value);

    public void Write(double value) => body.Write(value);

    public void Write(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            body.Write(value);
        }
    }

    /// <summary>Writes the string's index in the table, which holds each string once, in the order of first use.</summary>
    public void Write(string text)
    {
        var index = strings.IndexOf(text);
        if (index < 0)
        {
            index = strings.Count;
            strings.Add(text);
        }

        body.Write(index);
    }

    public byte[] ToArray(ModelComponent component)
    {
        body.Flush();
        var chars = Encoding.Unicode.GetBytes(string.Concat(strings));
        var assembly = Encoding.Unicode.GetBytes(component.AssemblyFullName);
        var modelEnd = HeaderBytes + block.Length;
        var charsStart = modelEnd + (8L * strings.Count);
        var assemblyStart = charsStart + chars.Length;
        var tail = assemblyStart + assembly.Length;
        var hasStrings = strings.Count > 0;

        var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write(FileSignature);
        writer.Write(FormatVersion);
        writer.Write(FormatVersion);
        writer.Write((long)HeaderBytes);
        writer.Write(block.Length);
        writer.Write(hasStrings ? modelEnd : 0);
        writer.Write(8L * strings.Count);
        writer.Write(hasStrings ? charsStart : 0);
        writer.Write((long)chars.Length);
        WriteFixed(writer, component.Signature.Replace(' ', '\0'), 8);
        writer.Write(component.VersionWritten);
        writer.Write(component.VersionReadable);
        WriteFixed(writer, component.Loader, 24);
        WriteFixed(writer, component.AlternateLoader, 24);
        writer.Write(tail);
        writer.Write(tail + 8);
        writer.Write(assemblyStart);
        writer.Write(assembly.Length);
        writer.Write(new byte[HeaderBytes - checked((int)file.Length)]);

        writer.Write(block.GetBuffer(), 0, checked((int)block.Length));
        var end = 0L;
        foreach (var text in strings)
        {
            end += 2L * text.Length;
            writer.Write(end);
        }

        writer.Write(chars);
        writer.Write(assembly);
        writer.Write(TailSignature);
        return file.ToArray();
    }

    private static void WriteFixed(BinaryWriter writer, string text, int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        bytes.Clear();
        Encoding.Latin1.GetBytes(text, bytes);
        writer.Write(bytes);
    }
}
