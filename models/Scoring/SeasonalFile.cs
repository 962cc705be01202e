using System.Text;
using Det0131.Models.Baselines;

namespace Det0131.Models.Scoring;

/// <summary>Seasonal expectations as a file: magic, format, count, then for each entity (in ordinal order) its name and record.</summary>
internal static class SeasonalFile
{
    private const int CurrentFormat = 1;

    private static readonly byte[] Magic = "DET0131S"u8.ToArray();

    public static void Write(string path, SeasonalBook book)
    {
        using var writer = new BinaryWriter(File.Create(path), Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(CurrentFormat);
        writer.Write(book.ByEntity.Count);
        var record = new byte[SeasonalExpectation.RecordBytes];
        foreach (var (entity, expectation) in book.ByEntity.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            expectation.Write(record);
            writer.Write(entity);
            writer.Write(record);
        }
    }

    /// <exception cref="InvalidDataException">The file is missing, damaged or newer.</exception>
    public static SeasonalBook Read(string path)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            {
                throw new InvalidDataException($"{Path.GetFileName(path)} is no file of seasonal expectations.");
            }

            var format = reader.ReadInt32();
            if (format is < 1 or > CurrentFormat)
            {
                throw new InvalidDataException($"{Path.GetFileName(path)} has format {format}; this program reads up to {CurrentFormat}.");
            }

            var count = reader.ReadInt32();
            var book = new Dictionary<string, SeasonalExpectation>(StringComparer.Ordinal);
            for (var i = 0; i < count; i++)
            {
                var entity = reader.ReadString();
                book[entity] = SeasonalExpectation.Read(reader.ReadBytes(SeasonalExpectation.RecordBytes));
            }

            return reader.BaseStream.Position == reader.BaseStream.Length
                ? new SeasonalBook(book)
                : throw new InvalidDataException($"{Path.GetFileName(path)} goes on after its last record.");
        }
        catch (Exception e) when (e is EndOfStreamException or FileNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is missing or ends early.", e);
        }
    }
}
