using System.Text;
using Det0131.Datasets.Readers.Windows;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Tests.Readers.HostLogs;

namespace Det0131.Datasets.Tests.Readers.Windows;

/// <summary>Real records, broken at random with fixed seeds: no exception, and every record accounted for once (the sink checks it).</summary>
public sealed class WindowsHostileTests
{
    [Theory]
    [InlineData("otrf-nxlog-2020.ndjson")]
    [InlineData("otrf-winlogbeat6.ndjson")]
    [InlineData("otrf-log-analytics.ndjson")]
    [InlineData("otrf-flat-local-time.ndjson")]
    public void Parse_BrokenRecords_NeverThrows(string file) => Mutations.Run(WindowsFormat.Format, file, seed: 7, rounds: 100);

    [Fact]
    public void Parse_IgnoredRecords_AllocateNothing()
    {
        var record = File.ReadLines(Fixture.PathOf("otrf-nxlog-2020.ndjson")).First(line => line.Contains("\"EventID\":10,", StringComparison.Ordinal));
        var bytes = Encoding.UTF8.GetBytes(record);
        var parser = WindowsFormat.Format.CreateParser("f");
        var sink = new SilentSink();
        for (var warmUp = 0; warmUp < 200; warmUp++)
        {
            parser.Parse(bytes, new RecordPosition("f", 1), sink);
        }

        Assert.Equal(0, Allocation.LeastOfRounds(() =>
        {
            for (var round = 0; round < 100; round++)
            {
                parser.Parse(bytes, new RecordPosition("f", 1), sink);
            }
        }));
        Assert.Equal(200 + (Allocation.Rounds * 100), sink.Ignored);
    }

    [Fact]
    public void Parse_RepeatedFlow_AllocatesOnlyItsRecordId()
    {
        var record = File.ReadLines(Fixture.PathOf("otrf-nxlog-2020.ndjson")).First(line => line.Contains("5985", StringComparison.Ordinal));
        var bytes = Encoding.UTF8.GetBytes(record);
        var parser = WindowsFormat.Format.CreateParser("f");
        var sink = new SilentSink();
        for (var warmUp = 0; warmUp < 200; warmUp++)
        {
            parser.Parse(bytes, new RecordPosition("f", 1), sink);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            parser.Parse(bytes, new RecordPosition("f", 1), sink);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 0, 200);
    }
}
