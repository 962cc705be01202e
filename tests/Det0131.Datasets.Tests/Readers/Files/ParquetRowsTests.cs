using System.Text;
using System.Text.Json.Nodes;
using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Tests.Readers.Import;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>Parquet that DuckDB writes from the formats' JSON records: its events against those of the JSON, which is read without DuckDB.</summary>
public sealed class ParquetRowsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ocsf.json")]
    [InlineData("ecs.json")]
    [InlineData("vpcflow.json")]
    [InlineData("suricata.json")]
    [InlineData("cloudtrail.json")]
    public void Run_RecordsOfAFormat_GiveTheEventsOfTheirJson(string seeds)
    {
        var compared = 0;

        // Each record in a file of its own, so that DuckDB infers the types from it alone.
        foreach (var (record, at) in Seeds.Records(seeds).Select((record, at) => (record, at)))
        {
            var expected = CsvRecordsTests.Read(record, out var json);
            if (json.Format is null)
            {
                continue; // An envelope around records is nothing that a table holds.
            }

            var path = FromJson(record, $"rows {at} [a]*?.parquet");
            var found = new List<string>();
            var report = Assert.Single(LogImporter.Run([path], new ImportOptions(), one => found.Add(CsvRecordsTests.Show(one))).Files);

            Assert.Equal((json.Format, null, json.Counts.Accepted), (report.Format, report.Problem, report.Counts.Accepted));
            Assert.Equal(expected, found);
            compared++;
        }

        Assert.True(compared > 0);
    }

    [Fact]
    public void Run_ManyRowsAndSmallReads_EveryRowComesOnce()
    {
        var path = Write("many.parquet", "SELECT range AS n, CASE WHEN range % 7 = 0 THEN 'NaN'::DOUBLE WHEN range % 7 = 1 THEN '-Infinity'::DOUBLE ELSE 0.5 END AS d, 'say \"NaN\" \\ ' || range AS t FROM range(5000)");
        using var stream = Assert.Single(SourceFiles.Expand([path])).Open();
        using var lines = new StreamReader(stream, Encoding.UTF8, false, 61);
        var rows = 0;
        for (; lines.ReadLine() is { } line; rows++)
        {
            var d = rows % 7 < 2 ? "null" : "0.5";
            Assert.Equal($"{{\"n\":{rows},\"d\":{d},\"t\":\"say \\\"NaN\\\" \\\\ {rows}\"}}", line);
        }

        Assert.Equal(5000, rows);
    }

    /// <summary>Kusto exports its dynamic columns as text.</summary>
    [Theory]
    [InlineData("ecs.json")]
    [InlineData("ocsf.json")]
    [InlineData("cloudtrail.json")]
    public void Run_ListsAndObjectsAsText_GiveTheEventsOfTheJson(string seeds)
    {
        var compared = 0;
        foreach (var (record, at) in Seeds.Records(seeds).Select((record, at) => (record, at)))
        {
            var expected = CsvRecordsTests.Read(record, out var json);
            if (json.Format is null || JsonNode.Parse(record) is not JsonObject { Count: > 1 } root)
            {
                continue;
            }

            var columns = root.Where(member => member.Value is not null).Select(member => $"'{member.Value!.ToString().Replace("'", "''", StringComparison.Ordinal)}' AS \"{member.Key}\"");
            var found = new List<string>();
            LogImporter.Run([Write($"text {at}.parquet", "SELECT " + string.Join(", ", columns))], new ImportOptions(), one => found.Add(CsvRecordsTests.Show(one)));
            Assert.Equal(expected, found);
            compared += expected.Count;
        }

        Assert.True(compared > 1);
    }

    [Fact]
    public void Run_TypesOfTables_AreTextThatReadersKnow()
    {
        var path = Write("types.parquet", "SELECT TIMESTAMP '2026-01-02 03:04:05.123456' AS ts, {'a': {'b': [1, 2]}} AS s, MAP {'k': 1} AS m, 'x'::BLOB AS b, NULL AS z, 1.50::DECIMAL(10,2) AS dc");
        using var stream = Assert.Single(SourceFiles.Expand([path])).Open();

        Assert.Equal("{\"ts\":\"2026-01-02 03:04:05.123456\",\"s\":{\"a\":{\"b\":[1,2]}},\"m\":{\"k\":1},\"b\":\"x\",\"z\":null,\"dc\":1.5}\n", new StreamReader(stream).ReadToEnd());
    }

    [Fact]
    public void Run_PartOfALake_IsRefusedWithTheReason()
    {
        var path = Write("part.parquet", "SELECT 1 AS \"@timestamp\", uuid() AS \"det0131.identity\", 'network_flow' AS \"det0131.kind\"");

        Assert.Equal("found a part of a lake of events; expected logs (name it with --lake to read it)", ProblemOf(path));
    }

    [Fact]
    public void Run_PackedSentOrDamagedParquet_IsRefusedWithTheReason()
    {
        const string Inside = "found a Parquet file inside of something else; expected it unpacked, as a file of its own";
        var bytes = File.ReadAllBytes(Write("good.parquet", "SELECT 1 AS a"));

        Assert.Equal(Inside, ProblemOf(folder.Write("a.gz", TestFolder.Gzip(bytes))));
        Assert.Equal(Inside, ProblemOf(folder.Write("a.zip", TestFolder.Zip(("a.parquet", bytes)))));
        Assert.Equal(Inside, ProblemOf(folder.Write("b.zip", TestFolder.Zip(("a.gz", TestFolder.Gzip(bytes))))));
        Assert.Equal(Inside, Assert.Single(LogImporter.ReadStream(new MemoryStream(bytes), "x", new ImportOptions(), _ => { }).Files).Problem);
        Assert.Equal("Parquet footer is damaged: found no end of a Parquet file; is it still being written?", ProblemOf(folder.Write("cut.parquet", bytes[..^9])));
        Assert.Equal("Parquet footer is damaged: found no end of a Parquet file; is it still being written?", ProblemOf(folder.Write("short.parquet", "PAR1PAR1PAR1")));
        Assert.Equal("found an encrypted Parquet file; expected a plain one", ProblemOf(folder.Write("e.parquet", [.. "PARE"u8, .. new byte[9], .. "PARE"u8])));
        Assert.StartsWith("Parquet data is damaged: ", ProblemOf(folder.Write("empty.parquet", [.. "PAR1"u8, 0, 1, 0, 0, 0, .. "PAR1"u8])), StringComparison.Ordinal);
    }

    /// <summary>A footer written by hand: without the look at it, DuckDB overflows its stack on the deep one and ends the process.</summary>
    [Theory]
    [InlineData(50, null)]
    [InlineData(1_000, "found columns of a Parquet file nested more than 100 levels deep; expected fewer")]
    [InlineData(500_000, "found 500002 columns in a Parquet file; expected 1 to 5000")]
    public void Run_DeeplyNestedColumns_AreRefusedBeforeTheyAreRead(int levels, string? problem)
    {
        var footer = new List<byte> { 0x15, 2, 0x19, 0xFC };
        for (var count = (uint)levels + 2; count > 0; count >>= 7)
        {
            footer.Add((byte)((count & 0x7F) | (count > 0x7F ? 0x80u : 0)));
        }

        footer.AddRange([0x48, 1, (byte)'s', 0x15, 2, 0]);
        for (var level = 0; level < levels; level++)
        {
            footer.AddRange([0x35, 2, 0x18, 1, (byte)'a', 0x15, 2, 0]);
        }

        footer.AddRange([0x15, 2, 0x25, 2, 0x18, 1, (byte)'x', 0, 0x16, 0, 0x19, 0x0C, 0]);
        byte[] bytes = [.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Count), .. "PAR1"u8];

        Assert.Equal(problem, ProblemOf(folder.Write("deep.parquet", bytes)));
    }

    [Fact]
    public void Run_ChangedBytes_EndInRowsOrReasons()
    {
        var good = File.ReadAllBytes(FromJson([.. Seeds.File("ocsf.json")], "good.parquet"));
        var random = new Random(5);
        for (var round = 0; round < 150; round++)
        {
            var bytes = good.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                // The footer holds the structure: most of the changes go there.
                bytes[random.Next(3) == 0 ? random.Next(4, bytes.Length) : random.Next(bytes.Length / 2, bytes.Length)] = (byte)random.Next(256);
            }

            var path = folder.Write("changed.parquet", bytes);
            var report = LogImporter.Run([path], new ImportOptions { Limits = new ReadLimits { RatioFreeBytes = 1 << 20, MaxRatio = 50 } }, _ => { });
            var counts = report.Total;
            Assert.Equal(counts.Read, counts.Accepted + counts.Ignored + counts.Rejected + counts.Held);
            Assert.Single(report.Files);
        }
    }

    [Fact]
    public void Run_FewBytesThatUnfoldToManyRows_EndsAtTheRatio()
    {
        var path = Write("bomb.parquet", "SELECT 'tcp' AS a_long_name_of_a_column, 1 AS n FROM range(3000000)");
        var limits = new ReadLimits { RatioFreeBytes = 1 << 20, MaxRatio = 5 };

        Assert.Equal("compression ratio is over the limit", Assert.Single(LogImporter.Run([path], new ImportOptions { Limits = limits, Source = "vpcflow" }, _ => { }).Files).Problem);
    }

    private static string? ProblemOf(string path) => Assert.Single(LogImporter.Run([path], new ImportOptions(), _ => { }).Files).Problem;

    private string FromJson(byte[] records, string name)
    {
        var json = folder.Write("records.ndjson", records);
        return Write(name, $"SELECT * FROM read_json({SqlText.Literal(json)}, format = 'newline_delimited', union_by_name = true)");
    }

    private string Write(string name, string query)
    {
        var path = Path.Combine(folder.Path, name);
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { Threads = 1, AllowedDirectories = [folder.Path] });
        using var connection = database.Connect();
        connection.Execute($"COPY ({query}) TO {SqlText.Literal(path)} (FORMAT parquet)");
        return path;
    }
}
