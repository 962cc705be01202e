namespace Det0131.Models.ModelZip;

/// <summary>Writes ML.NET's binary data view (IDV) with columns and no rows: how a model zip says what its inputs are.</summary>
internal static class IdvSchemaWriter
{
    private const ulong Signature = 0x00425644004C4D43;
    private const ulong Version = 0x0001000100010006;
    private const ulong TailSignature = 0x434D4C0044564200;
    private const int HeaderBytes = 256;

    /// <summary>One scalar column of floats for each name.</summary>
    public static byte[] Scalars(IEnumerable<string> names) => Write(names.Select(name => (name, VectorSize: 0)).ToArray());

    /// <summary>One column that holds a vector of <paramref name="size"/> floats.</summary>
    public static byte[] Vector(string name, int size) => Write([(name, VectorSize: size)]);

    private static byte[] Write((string Name, int VectorSize)[] columns)
    {
        var table = new MemoryStream();
        using var entries = new BinaryWriter(table);
        foreach (var (name, vectorSize) in columns)
        {
            entries.Write(name);
            WriteCodec(entries, vectorSize);
            entries.Write((byte)1); // deflate, were there a block
            entries.Write7BitEncodedInt(1); // rows per block
            entries.Write((long)HeaderBytes); // the lookup table, empty without rows
            entries.Write(0L); // no metadata
        }

        entries.Flush();

        var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write(Signature);
        writer.Write(Version);
        writer.Write(Version);
        writer.Write((long)HeaderBytes);
        writer.Write(HeaderBytes + table.Length);
        writer.Write(0L); // rows
        writer.Write(columns.Length);
        writer.Write(new byte[HeaderBytes - checked((int)file.Length)]);
        writer.Write(table.ToArray());
        writer.Write(TailSignature);
        return file.ToArray();
    }

    private static void WriteCodec(BinaryWriter entries, int vectorSize)
    {
        const string scalar = "Single";
        if (vectorSize == 0)
        {
            entries.Write(scalar);
            entries.Write7BitEncodedInt(0);
            return;
        }

        entries.Write("VBuffer");
        entries.Write7BitEncodedInt(1 + scalar.Length + 1 + 4 + 4); // the inner codec's name and parameters, then dimensions
        entries.Write(scalar);
        entries.Write7BitEncodedInt(0);
        entries.Write(1);
        entries.Write(vectorSize);
    }
}
