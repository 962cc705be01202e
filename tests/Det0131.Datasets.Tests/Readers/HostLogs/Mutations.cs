using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.HostLogs;

/// <summary>Breaks the records of a fixture: cut, bytes changed, parts repeated, quotes and braces put in.</summary>
internal static class Mutations
{
    private static readonly byte[] Nasty = "\"\\{}[]:,=\0\xFF'<>&;%-\x1D )("u8.ToArray();

    public static void Run(SourceFormat format, string fixture, int seed, int rounds)
    {
        var records = File.ReadLines(Fixture.PathOf(fixture)).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes).ToArray();
        Assert.NotEmpty(records);
        var random = new Random(seed);
        var parser = format.CreateParser(fixture);
        var sink = new CollectingSink();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var record in records)
            {
                sink.Parse(parser, Mutate(record, random), new RecordPosition(fixture, round + 1));
            }
        }

        parser.Complete(sink);
        Assert.True(sink.Events.Count + sink.Ignored.Count + sink.Rejected.Count > 0);
    }

    private static byte[] Mutate(byte[] record, Random random)
    {
        var broken = record.ToList();
        for (var times = random.Next(1, 4); times > 0 && broken.Count > 1; times--)
        {
            var at = random.Next(broken.Count);
            switch (random.Next(5))
            {
                case 0:
                    broken.RemoveRange(at, broken.Count - at);
                    break;
                case 1:
                    broken[at] = Nasty[random.Next(Nasty.Length)];
                    break;
                case 2:
                    broken.Insert(at, Nasty[random.Next(Nasty.Length)]);
                    break;
                case 3:
                    var length = Math.Min(random.Next(1, 80), broken.Count - at);
                    broken.InsertRange(random.Next(broken.Count), broken.GetRange(at, length));
                    break;
                default:
                    broken.RemoveRange(at, Math.Min(random.Next(1, 40), broken.Count - at));
                    break;
            }
        }

        return [.. broken];
    }
}

/// <summary>Counts and keeps nothing, for measuring what a parser allocates.</summary>
internal sealed class SilentSink : IRecordSink
{
    private readonly SecurityEvent shared = new();

    public long Events { get; private set; }

    public long Ignored { get; private set; }

    public SecurityEvent NewEvent()
    {
        shared.Clear();
        return shared;
    }

    public void Emit(SecurityEvent filled) => Events++;

    public void Ignore(string what) => Ignored++;

    public void Reject(string reason) => throw new InvalidOperationException($"Found the record refused: {reason}. Expected it to be used.");

    public void Hold()
    {
        // Nothing to count.
    }
}
