using Det0131.Datasets.Readers;
using Det0131.Datasets.Tests.Readers.Mutation;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>
/// What a reader allocates for a record once it is warm, beyond the strings that its events keep, counted by the runtime: the seed records of each format come again
/// and again. A format that is not named here may allocate next to nothing.
/// </summary>
public sealed class ReaderAllocationTests
{
    private const int WarmUp = 4_000;
    private const int RecordsOfARound = 2_000;

    // Buffers grow once in a while, and the last strings of a round may belong to the next.
    private const int Slack = 16;

    /// <summary>Bytes a record, the mean over the seeds, where it is more.</summary>
    private static readonly Dictionary<string, int> Bounds = new(StringComparer.Ordinal)
    {
        // A new table, with its header, every few seeds.
        ["zeek.lines"] = 96,

        // Requests that may grant something are read as a document: one seed in a few is one, of real calls one in thousands.
        ["cloudtrail.json"] = 288,
        ["azure.json"] = 224,
        ["gcp.json"] = 288,

        // Wrapped command lines, and texts that are put together of two.
        ["esxi.lines"] = 64,
        ["windows.json"] = 96,
    };

    public static TheoryData<string> Keys => [.. SourceFormats.All.Select(Seeds.KeyOf).Where(key => File.Exists(Seeds.PathOf(key)))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Next_SeedsAgainAndAgain_AllocatesLittleBeyondWhatItKeeps(string key)
    {
        var kept = new KeptStrings();
        using var counting = Open(key, kept.Count);
        Read(counting, WarmUp);
        var before = kept.Bytes;
        Read(counting, RecordsOfARound);
        var keptBytes = (kept.Bytes - before) / (double)RecordsOfARound;

        using var reading = Open(key, static _ => { });
        Read(reading, WarmUp);
        var bytes = (Allocation.LeastOfRounds(() => Read(reading, RecordsOfARound)) / (double)RecordsOfARound) - keptBytes;
        Assert.True(reading.Counts.Events > 0, "no events");
        var bound = Bounds.GetValueOrDefault(key, Slack);
        Assert.True(bytes <= bound, $"{key}: {bytes:0.0} B a record beyond {keptBytes:0.0} B of kept strings, expected at most {bound}");
    }

    private static LogReading Open(string key, Action<Models.Events.SecurityEvent> accept) => new(
        new RepeatedBytes(SeedLog.Of(Seeds.PathOf(key)), long.MaxValue >> 24), Seeds.PathOf(key), new ImportOptions { KeepRaw = false, Formats = [Seeds.FormatOf(key)] }, accept);

    private static void Read(LogReading reading, int records)
    {
        for (var i = 0; i < records; i++)
        {
            if (!reading.Next())
            {
                Assert.Fail("the log ended");
            }
        }
    }
}
