using System.Buffers;
using System.Text;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>RFC 6587's two framings, held against the messages that were framed, however the stream is cut.</summary>
public sealed class SyslogFramerTests
{
    [Fact]
    public void TryTake_MixedFramingsInAnyPieces_SameMessages()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var messages = Enumerable.Range(0, 6).Select(i => $"<{random.Next(1, 191)}>1 message {i} {new string('x', random.Next(50))}").ToList();
            var stream = string.Concat(messages.Select(message => random.Next(2) == 0 ? $"{message.Length} {message}" : message + "\n"));

            Assert.Equal(messages, Take(Encoding.ASCII.GetBytes(stream), random));
        }
    }

    [Fact]
    public void TryTake_CountedMessageWithLineEndInside_IsOne() =>
        Assert.Equal(["<1>a\nb", "2026-08-03T11:00:00Z In(14) c"], Take("6 <1>a\nb2026-08-03T11:00:00Z In(14) c\n"u8.ToArray(), new Random(1)));

    [Fact]
    public void TryTake_TooLong_IsRefusedAndTheNextIsWhole()
    {
        var large = new string('y', SyslogFramer.LongestMessage + 1);
        var stream = Encoding.ASCII.GetBytes($"<1>a\n<2>{large}\n<3>b\n{large.Length} {large}<4>c\n999999999 <5>");

        Assert.Equal(["<1>a", SyslogFramer.TooLong, "<3>b", SyslogFramer.TooLong, "<4>c", SyslogFramer.TooLong], Take(stream, new Random(2)));
    }

    [Fact]
    public void TryTake_StreamEnds_RestIsTaken()
    {
        Assert.Equal(["<1>a", "<2>b"], Take("<1>a\n<2>b"u8.ToArray(), new Random(1)));
        Assert.Equal(["<1>a", "connection ended within a message"], Take("<1>a\n20 <2>b"u8.ToArray(), new Random(1)));
    }

    private static List<string> Take(byte[] stream, Random random)
    {
        var framer = new SyslogFramer();
        var found = new List<string>();
        var rest = ReadOnlySequence<byte>.Empty;
        for (var at = 0; at <= stream.Length;)
        {
            var next = at == stream.Length ? at + 1 : Math.Min(stream.Length, at + random.Next(1, stream.Length > 1000 ? 40_000 : 30));
            rest = new ReadOnlySequence<byte>([.. rest.ToArray(), .. stream[at..Math.Min(next, stream.Length)]]);
            at = next;
            while (framer.TryTake(ref rest, at > stream.Length, out var message, out var defect))
            {
                found.Add(defect ?? Encoding.ASCII.GetString(message.ToArray()));
            }
        }

        Assert.True(rest.IsEmpty);
        return found;
    }
}
