using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers;

public sealed class LogImporterTests : IDisposable
{
    private static readonly SourceFormat Words = new("words", Framing.Lines,
        (head, _) => head.AsSpan().StartsWith("#words"u8) ? new Detection(100, "#words") : Detection.None, file => new WordParser());

    private static readonly SourceFormat Objects = new("objects", Framing.Json,
        (record, _) => record.AsSpan().IndexOf("\"n\""u8) > 0 ? new Detection(80, "the field n") : Detection.None, file => new WordParser());

    private static readonly ImportOptions Options = new() { Formats = [Words, Objects] };

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_AllOutcomes_AddUp()
    {
        var path = folder.Write("a.log", "#words\nok\nok\nbad\nhold\nhold\nboom\ndrop\n");
        var (report, events) = Run(Options, path);
        var counts = report.Total;

        Assert.Equal(8, counts.Read);
        Assert.Equal(counts.Read, counts.Accepted + counts.Ignored + counts.Rejected + counts.Held);
        Assert.Equal((2L, 2L, 3L, 1L), (counts.Accepted, counts.Ignored, counts.Rejected, counts.Held));
        Assert.Equal(new Dictionary<string, long> { ["header"] = 1, ["dropped"] = 1 }, counts.IgnoredBy);
        Assert.Equal(new Dictionary<string, long> { ["bad word"] = 1, ["not finished"] = 1, ["defect in the reader (InvalidCastException)"] = 1 }, counts.RejectedBy);
        Assert.Equal(3, counts.Events);
        Assert.Equal(new Dictionary<string, long> { ["test.words"] = 3 }, counts.EventsBy);
        Assert.Equal(counts.Read, report.ByFormat["words"].Read);
        Assert.Equal(new FileReport(path, "words", "#words", null, report.Files[0].Counts), Assert.Single(report.Files));
        Assert.Equal([(path, 2L), (path, 3L), (path, 6L)], events.Select(one => (one.File, one.Line)));
    }

    [Fact]
    public void Run_NoIdentityFromTheParser_SameInAnotherFolderAndDifferentForEqualLines()
    {
        var first = Run(Options, folder.Write("x/a.log", "#words\nok\nok\n")).Events;
        var second = Run(Options, folder.Write("y/a.log.gz", TestFolder.Gzip("#words\r\nok\r\nok"u8.ToArray()))).Events;

        Assert.Equal(first.Select(one => one.Identity), second.Select(one => one.Identity));
        Assert.NotEqual(first[0].Identity, first[1].Identity);
        Assert.DoesNotContain(first, one => one.Identity == UInt128.Zero);
    }

    [Fact]
    public void Run_LongRecord_RawIsRedactedAndCutBetweenCharacters()
    {
        var line = "ok secret " + new string('ü', 3000);
        var options = Options with { Redact = text => text.Replace("secret", "***", StringComparison.Ordinal) };

        var one = Assert.Single(Run(options, folder.Write("a.log", "#words\n" + line)).Events);

        Assert.Equal("ok *** " + new string('ü', (4096 - 10) / 2), one.Raw);
        Assert.Null(Assert.Single(Run(options with { KeepRaw = false }, folder.Write("b.log", "#words\nok")).Events).Raw);
    }

    [Fact]
    public void Run_PlatformGiven_OnlyWhereTheRecordTellsNone()
    {
        var events = Run(Options with { Platform = Platform.Linux }, folder.Write("a.log", "#words\nok\nok mac")).Events;

        Assert.Equal([Platform.Linux, Platform.MacOS], events.Select(one => one.Platform));
    }

    [Fact]
    public void Run_FilesOfManyKinds_EachIsReportedAndNoneIsFatal()
    {
        folder.Write("1.log", "#words\nok\n");
        folder.Write("2.json", "[{\"n\":1},{\"n\":2}]");
        folder.Write("3.txt", "some \u001b[31mtext\n");
        folder.Write("4.empty", "");
        folder.Write("5.gz", TestFolder.Gzip(Encoding.UTF8.GetBytes("#words\n" + string.Concat(Enumerable.Repeat("ok\n", 500))))[..^12]);
        folder.Write("6.zip", [(byte)'P', (byte)'K', 3, 4, 0]);
        folder.Write("7.utf16", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("#words\r\nok\r\n")]);
        var report = Run(Options, folder.Path).Report;

        Assert.Equal(["words", "objects", null, null, "words", null, "words"], report.Files.Select(file => file.Format));
        Assert.Null(report.Files[0].Problem);
        Assert.Equal("not recognised: begins with 'some \\x1b[31mtext\\x0a'; looked for words, objects", report.Files[2].Problem);
        Assert.Equal(("empty", null), (report.Files[3].Why, report.Files[3].Problem));
        Assert.Equal("compressed data ends early", report.Files[4].Problem);
        Assert.Equal(1, report.Files[4].Counts.RejectedBy["compressed data ends early"]);
        Assert.StartsWith("damaged archive", report.Files[5].Problem, StringComparison.Ordinal);
        Assert.Equal(3, report.Problems.Count());
        Assert.All(report.Files, file => Assert.Equal(file.Counts.Read, file.Counts.Accepted + file.Counts.Ignored + file.Counts.Rejected + file.Counts.Held));
    }

    [Fact]
    public void Run_RejectsFile_HoldsEveryRejectAndReportTheFirstFive()
    {
        var rejects = Path.Combine(folder.Path, "rejects.ndjson");
        var options = Options with { RejectsPath = rejects, Redact = text => text.Replace("pw", "***", StringComparison.Ordinal) };
        var report = Run(options, folder.Write("a.log", "#words\n" + string.Concat(Enumerable.Repeat("bad pw \u0001\n", 7)))).Report;

        var lines = File.ReadAllLines(rejects).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(7, lines.Length);
        Assert.Equal("bad *** \u0001", lines[6].GetProperty("text").GetString());
        Assert.Equal((8, "bad word"), (lines[6].GetProperty("line").GetInt32(), lines[6].GetProperty("reason").GetString()));
        Assert.Equal([2L, 3, 4, 5, 6], report.Examples.Select(example => example.Line));
        Assert.All(report.Examples, example => Assert.Equal("bad *** \\x01", example.Excerpt));
    }

    [Fact]
    public void Run_Strict_StopsAtTheFirstReject()
    {
        var path = folder.Write("a.log", "#words\nok\nbad\nok\n");
        var taken = 0;

        var problem = Assert.Throws<StrictReadException>(() => LogImporter.Run([path], Options with { Strict = true }, _ => taken++));

        Assert.Equal(1, taken);
        Assert.Equal(new RejectedRecord(path, 3, "bad word", "bad"), problem.Record);
        Assert.Contains($"{path}, line 3: bad word: 'bad'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TakerThrows_ItsOwnExceptionComesOut() =>
        Assert.Throws<FormatException>(() => LogImporter.Run([folder.Write("a.log", "#words\nok\n")], Options, _ => throw new FormatException()));

    [Fact]
    public void Run_UnknownSource_NamesTheKnownOnes() =>
        Assert.Contains("expected one of words, objects", Assert.Throws<ArgumentException>(() => Run(Options with { Source = "nothing" }, folder.Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_SourceNamed_UnrecognisedFileIsReadAsThat()
    {
        var report = Run(Options with { Source = "words" }, folder.Write("a.log", "ok\n")).Report;

        Assert.Equal("named by the caller", Assert.Single(report.Files).Why);
        Assert.Equal(1, report.Total.Accepted);
    }

    [Fact]
    public void Run_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => LogImporter.Run([folder.Write("a.log", "#words\n")], Options, _ => { }, null, new CancellationToken(true)));

    [Fact]
    public void SourceFormats_All_HaveNamesAndDistinctParsers()
    {
        Assert.NotEmpty(SourceFormats.All);
        Assert.All(SourceFormats.All, format => Assert.Matches("^[a-z][a-z0-9]+$", format.Name));
        Assert.All(SourceFormats.All, format => Assert.NotSame(format.CreateParser("a"), format.CreateParser("a")));
    }

    private static (ReadReport Report, List<SecurityEvent> Events) Run(ImportOptions options, params string[] paths)
    {
        var events = new List<SecurityEvent>();
        var report = LogImporter.Run(paths, options, one =>
        {
            var copy = new SecurityEvent();
            copy.CopyFrom(one);
            events.Add(copy);
        });
        return (report, events);
    }

    /// <summary>A format whose words say what is to become of the line.</summary>
    private sealed class WordParser : IRecordParser
    {
        private readonly List<int> lines = [];

        public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
        {
            switch (Encoding.UTF8.GetString(record).Split(' ')[0])
            {
                case "#words":
                    sink.Ignore("header");
                    break;
                case "hold":
                    lines.Add((int)position.Line);
                    sink.Hold();
                    break;
                case "drop":
                    // Two reports for one record: about itself, and about one held before.
                    sink.Ignore("dropped");
                    sink.Reject("not finished");
                    lines.RemoveAt(0);
                    break;
                case "boom":
                    throw new InvalidCastException();
                case "bad":
                    sink.Reject("bad word");
                    break;
                default:
                    Emit(sink, record.EndsWith("mac"u8) ? Platform.MacOS : Platform.Unknown);
                    break;
            }
        }

        public void Complete(IRecordSink sink)
        {
            lines.ForEach(line => Emit(sink, Platform.Unknown, line));
        }

        private static void Emit(IRecordSink sink, Platform platform, long line = 0)
        {
            var made = sink.NewEvent();
            (made.Source, made.Kind, made.Platform, made.Line) = ("test.words", EventKind.ProcessStart, platform, line);
            sink.Emit(made);
        }
    }
}
