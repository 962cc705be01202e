using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Mutation;

/// <summary>Reads spoiled bytes as an import does and holds the reader to its contract.</summary>
internal sealed class SpoiledLog(SourceFormat format)
{
    /// <summary>Reasons are a small vocabulary, whatever the records hold; the audit reader names the types that it ignores, up to a number.</summary>
    private const int MostReasons = 100;

    private const int LongestReason = 90;

    private readonly HashSet<string> reasons = new(StringComparer.Ordinal);

    /// <summary>Reads a whole log: nothing is thrown, no defect is met, and each record is accounted for. Gives what came out of it.</summary>
    public List<(string Source, long TimeMicros, UInt128 Identity)> Read(Stream stream, string what)
    {
        var events = new List<(string, long, UInt128)>();
        var options = new ImportOptions { Formats = [format], Source = format.Name };
        var report = LogImporter.ReadStream(stream, "x.log", options, (SecurityEvent e) => events.Add((e.Source, e.TimeMicros, e.Identity)));
        var counts = report.Total;
        Assert.True(counts.Read == counts.Accepted + counts.Ignored + counts.Rejected + counts.Held,
            $"{what}: read {counts.Read}, accepted {counts.Accepted}, ignored {counts.Ignored}, rejected {counts.Rejected}, held {counts.Held}");
        Assert.Equal(events.Count, counts.Events);
        reasons.UnionWith(counts.RejectedBy.Keys);
        reasons.UnionWith(counts.IgnoredBy.Keys);
        var defects = report.Examples.Where(example => example.Reason.StartsWith("defect", StringComparison.Ordinal)).ToList();
        Assert.True(defects.Count == 0, $"{what}: {string.Join('\n', defects)}");
        Assert.InRange(reasons.Count, 0, MostReasons);
        Assert.All(reasons, reason => Assert.InRange(reason.Length, 1, LongestReason));
        return events;
    }

    public List<(string Source, long TimeMicros, UInt128 Identity)> Read(byte[] bytes, string what) => Read(new MemoryStream(bytes), what);

    /// <summary>Gives at most some bytes at a time, as a pipe or a socket may.</summary>
    public sealed class Dripping(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);
    }
}
