using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>One framed record, copied.</summary>
internal sealed record Framed(string Text, long Line, string? Defect)
{
    public static List<Framed> All(byte[] data, Det0131.Datasets.Readers.Framing framing, int bufferBytes, ReadLimits? limits = null) =>
        All(new MemoryStream(data), framing, bufferBytes, limits);

    public static List<Framed> All(Stream stream, Det0131.Datasets.Readers.Framing framing, int bufferBytes, ReadLimits? limits = null)
    {
        using var framer = RecordFramer.Create(stream, framing, limits, bufferBytes);
        var all = new List<Framed>();
        while (framer.Next())
        {
            all.Add(new Framed(Encoding.Latin1.GetString(framer.Record), framer.Line, framer.Defect));
            Assert.True(all.Count < 1_000_000, "The framer does not come to an end.");
        }

        return all;
    }
}
