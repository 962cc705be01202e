using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>
/// Keeps what a parser reports and holds it to the contract: each record accounted for once, only cleared events handed out, Emit only of the event handed out.
/// </summary>
internal sealed class CollectingSink : IRecordSink
{
    private readonly SecurityEvent shared = new();
    private int events;
    private int others;

    public List<SecurityEvent> Events { get; } = [];

    public List<string> Ignored { get; } = [];

    public List<string> Rejected { get; } = [];

    public int Held { get; private set; }

    /// <summary>Runs the records through a new parser of the format, ends the file and returns what came out.</summary>
    public static CollectingSink Read(SourceFormat format, string file, params IEnumerable<string> records) =>
        Read(format.CreateParser(file), file, records);

    public static CollectingSink Read(IRecordParser parser, string file, params IEnumerable<string> records) =>
        ReadBytes(parser, file, records.Select(Encoding.UTF8.GetBytes));

    public static CollectingSink ReadBytes(IRecordParser parser, string file, IEnumerable<byte[]> records)
    {
        var sink = new CollectingSink();
        var line = 0L;
        foreach (var record in records)
        {
            sink.Parse(parser, record, new RecordPosition(file, ++line));
        }

        parser.Complete(sink);
        return sink;
    }

    /// <summary>
    /// Hands one record to the parser and checks that it was accounted for exactly once. Beside one other report there may be events:
    /// those of an earlier join that this record brought to its end.
    /// </summary>
    public void Parse(IRecordParser parser, ReadOnlySpan<byte> record, RecordPosition position)
    {
        (events, others) = (0, 0);
        var heldBefore = Held;
        parser.Parse(record, position, this);

        // A further report is about a record held before.
        Assert.True(others == 1 || (others == 2 && heldBefore > 0) || (others == 0 && events > 0),
            $"Line {position.Line}: found {events} events and {others} other reports; expected some events or one report.");
    }

    public SecurityEvent NewEvent()
    {
        shared.Clear();
        return shared;
    }

    public void Emit(SecurityEvent filled)
    {
        Assert.Same(shared, filled);
        Assert.NotEqual("", filled.Source);
        Assert.NotEqual((EventKind)0, filled.Kind);
        events++;
        var copy = new SecurityEvent();
        copy.CopyFrom(filled);
        Events.Add(copy);
    }

    public void Ignore(string what)
    {
        others++;
        Ignored.Add(what);
    }

    public void Reject(string reason)
    {
        others++;
        Rejected.Add(reason);
    }

    public void Hold()
    {
        others++;
        Held++;
    }
}
