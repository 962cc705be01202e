using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>Hostile input and allocation, checked the same way for every parser.</summary>
internal static class Damage
{
    /// <summary>Runs records with random changes through one parser; CollectingSink checks that each is accounted for once, and nothing may be thrown.</summary>
    public static void Check(SourceFormat format, IReadOnlyList<byte[]> records, int rounds)
    {
        Assert.NotEmpty(records);
        var random = new Random(5);
        var sink = new CollectingSink();
        IRecordParser parser = format.CreateParser("x.log");
        for (int round = 1; round <= rounds; round++)
        {
            sink.Parse(parser, Damaged(records[random.Next(records.Count)], random), new RecordPosition("x.log", round));
        }

        parser.Complete(sink);

        // Reasons must be few and fixed, whatever the records hold.
        Assert.InRange(sink.Rejected.Concat(sink.Ignored).Distinct().Count(), 1, 24);
    }

    /// <summary>In steady state a record costs no allocation.</summary>
    public static void CheckAllocation(SourceFormat format, byte[] record, int leastEvents)
    {
        const int Records = 2000;
        var sink = new CountingSink();
        IRecordParser parser = format.CreateParser("x.log");
        void Run()
        {
            for (int i = 1; i <= Records; i++)
            {
                parser.Parse(record, new RecordPosition("x.log", i), sink);
            }
        }

        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
        Assert.True(sink.Events >= leastEvents * 2 * Records, $"{sink.Events} events");
    }

    private static byte[] Damaged(byte[] record, Random random)
    {
        byte[] damaged = [.. record];
        for (int changes = random.Next(1, 6); changes > 0 && damaged.Length > 1; changes--)
        {
            int at = random.Next(damaged.Length);
            int to = random.Next(at, Math.Min(damaged.Length, at + 40));
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged = damaged[..at];
                    break;
                case 2:
                    damaged = [.. damaged[..at], .. damaged[to..]];
                    break;
                case 3:
                    damaged = [.. damaged[..to], .. damaged[at..]];
                    break;
                default:
                    damaged = [.. damaged[..at], .. Encoding.UTF8.GetBytes("[]<>()'\":, {}-9999999999999999999"[random.Next(30)..]), .. damaged[at..]];
                    break;
            }
        }

        return damaged;
    }

    private sealed class CountingSink : IRecordSink
    {
        private readonly SecurityEvent shared = new();

        public int Events { get; private set; }

        public SecurityEvent NewEvent()
        {
            shared.Clear();
            return shared;
        }

        public void Emit(SecurityEvent filled) => Events++;

        public void Ignore(string what)
        {
        }

        public void Reject(string reason)
        {
        }

        public void Hold()
        {
        }
    }
}
