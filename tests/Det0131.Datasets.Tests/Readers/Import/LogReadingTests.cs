using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>Streams and single records, held against the import of a file with the same content.</summary>
public sealed class LogReadingTests : IDisposable
{
    private const string Log = "#words\nok\nok\nbad\nok é\n\nok\nbad\n";

    private static readonly SourceFormat Words = new("words", Framing.Lines,
        (head, _) => head.AsSpan().StartsWith("#words"u8) ? new Detection(100, "#words") : Detection.None, file => new EchoParser());

    private static readonly ImportOptions Options = new() { Formats = [Words] };

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ReadStream_SameBytesAsAFile_SameEventsAndCounts()
    {
        var fromFile = new List<string>();
        var path = folder.Write("a.log", Log);
        var file = LogImporter.Run([path], Options, e => fromFile.Add(Show(e)));
        var fromStream = new List<string>();

        var stream = LogImporter.ReadStream(new MemoryStream(Encoding.UTF8.GetBytes(Log)), path, Options, e => fromStream.Add(Show(e)));

        Assert.Equal(4, fromFile.Count);
        Assert.Equal(fromFile, fromStream);
        Assert.Equal((file.Total.Read, file.Total.Accepted, file.Total.Rejected), (stream.Total.Read, stream.Total.Accepted, stream.Total.Rejected));
        Assert.Equal(file.Examples, stream.Examples);
        Assert.Equal(file.Files[0] with { Counts = stream.Total }, stream.Files[0] with { Counts = stream.Total });
    }

    [Fact]
    public void Add_LinesOfAFile_SameEventsAndCounts()
    {
        var fromFile = new List<string>();
        var path = folder.Write("a.log", Log);
        var file = LogImporter.Run([path], Options, e => fromFile.Add(Show(e)));
        var fed = new List<string>();
        var feed = new LogFeed(Words, path, Options, e => fed.Add(Show(e)));
        var line = 0;
        foreach (var text in Log.TrimEnd().Split('\n'))
        {
            line++;
            if (text.Length > 0)
            {
                feed.Add(Encoding.UTF8.GetBytes(text), line);
            }
        }

        feed.Complete(line);

        Assert.Equal(fromFile, fed);
        Assert.Equal(file.Total.RejectedBy, feed.Counts.RejectedBy);
        Assert.Equal(file.Total.Read, feed.Counts.Read);
    }

    [Fact]
    public void ReadStream_NotRecognised_SaysWhatItBeginsWith()
    {
        var report = LogImporter.ReadStream(new MemoryStream("what is this"u8.ToArray()), "body", Options, _ => { });

        Assert.Contains("what is this", Assert.Single(report.Problems).Problem, StringComparison.Ordinal);
    }

    /// <summary>A property: the identities of a body are those of any other order of its records, and all differ.</summary>
    [Fact]
    public void ReadStream_IdentityByContent_OrderAndPlaceDoNotMatterAndEqualRecordsDiffer()
    {
        var options = Options with { IdentityByContent = true };
        string[] lines = ["ok a", "ok b", "ok a", "ok c", "ok a"];
        var first = Identities(options, "one", lines);
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            random.Shuffle(lines);
            Assert.Equal(first.Order(), Identities(options, "two", ["bad", .. lines]).Order());
        }

        Assert.Equal(5, first.Distinct().Count());
        Assert.Equal(3, first.Intersect(Identities(options, "one", "ok a", "ok b", "ok c", "ok d")).Count());
        Assert.NotEqual(first.Order(), Identities(Options, "one", lines).Order());
    }

    private static List<UInt128> Identities(ImportOptions options, string name, params string[] lines)
    {
        var found = new List<UInt128>();
        LogImporter.ReadStream(new MemoryStream(Encoding.UTF8.GetBytes("#words\n" + string.Join('\n', lines))), name, options, e => found.Add(e.Identity));
        return found;
    }

    private static string Show(SecurityEvent e) => $"{e.Identity} {e.File} {e.Line} {e.Raw}";

    private sealed class EchoParser : IRecordParser
    {
        public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
        {
            if (!record.StartsWith("ok"u8))
            {
                sink.Reject("bad word");
                return;
            }

            var made = sink.NewEvent();
            (made.Source, made.Kind) = ("test.words", EventKind.ProcessStart);
            sink.Emit(made);
        }

        public void Complete(IRecordSink sink)
        {
        }
    }
}
