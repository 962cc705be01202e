using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Testing;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>
/// Rows against a writer of RFC 4180 in the test: what was written comes out, whatever the separator, the line end and the buffer. Spoiled files are held to a
/// property: every row that is whole and does not stand behind an open quote comes out.
/// </summary>
public sealed class CsvFramerTests
{
    private static readonly ReadLimits Short = new() { MaxLineBytes = 200 };
    private static readonly string[] Pieces = ["", "a", "10.0.0.1", " x ", "\"", "\"\"", "two words", ",", ";", "\t", "|", "line\nline", "line\r\nline", "é€😀", "\\", "{\"a\":[1]}", "\u0001", "C:\\x \"y\" z"];

    [Theory]
    [InlineData(',', "\n")]
    [InlineData(';', "\r\n")]
    [InlineData('\t', "\n")]
    [InlineData('|', "\r\n")]
    public void Next_RandomTables_GivesTheCellsThatWereWritten(char separator, string lineEnd)
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var names = Enumerable.Range(0, random.Next(2, 6)).Select(n => $"c{n}.x").ToArray();
            var rows = Enumerable.Range(0, random.Next(1, 20)).Select(_ => names.Select(_ => Cell(random)).ToArray()).Where(row => row.Any(cell => cell.Trim(' ', '\t').Length > 0)).ToList();
            var text = string.Concat(rows.Prepend(names).Select(row => string.Join(separator, row.Select(cell => Written(cell, separator, random))) + lineEnd));
            byte[] bytes = [.. round % 2 == 0 ? "\uFEFF"u8 : [], .. Encoding.UTF8.GetBytes(text)];

            var found = Framed.All(bytes, Framing.Csv, round % 3 == 0 ? 16 : 4096);

            Assert.All(found, record => Assert.Null(record.Defect));
            Assert.Equal(rows.Select(row => Shown(names, row)), found.Select(record => Shown(record.Text)));
        }
    }

    [Fact]
    public void Next_Rows_TellTheirLines()
    {
        var found = Framed.All("sep=,\r\n\r\na,b\r\n1,\"x\ny\"\r\n\r\n2,3\r\n"u8.ToArray(), Framing.Csv, 16);

        Assert.Equal([4L, 7L], found.Select(record => record.Line));
        Assert.Equal(["{\"a\":\"1\",\"b\":\"x\\u000ay\"}", "{\"a\":\"2\",\"b\":\"3\"}"], found.Select(record => record.Text));
    }

    [Theory]
    [InlineData("1,2,3", "more columns than the header")]
    [InlineData("1", "fewer columns than the header")]
    [InlineData("\"1,2", "quote is not closed")]
    [InlineData("1,\"2", "quote is not closed")]
    public void Next_OneSpoiledRow_TheOthersCount(string spoiled, string defect)
    {
        foreach (var size in new[] { 16, 4096 })
        {
            var found = Framed.All(Encoding.UTF8.GetBytes($"a,b\n1,2\n{spoiled}\n3,4\n5,\"6\"\n"), Framing.Csv, size);

            Assert.Equal([null, defect, null, null], found.Select(record => record.Defect));
            Assert.Equal("{\"a\":\"5\",\"b\":\"6\"}", found[^1].Text);
        }
    }

    [Fact]
    public void Next_QuotesInsideOfUnquotedText_StandAsTheyAre()
    {
        var found = Framed.All("a\tb\n\"C:\\Program Files\\x.exe\" -v\tx\nsay \"hi\"\ty\n"u8.ToArray(), Framing.Csv, 16);

        Assert.Equal(["\"C:\\Program Files\\x.exe\" -v", "say \"hi\""], found.Select(record => JsonDocument.Parse(record.Text).RootElement.GetProperty("a").GetString()));
    }

    [Fact]
    public void Next_LongRowsAndOpenQuotesEverywhere_AccountsForEachLine()
    {
        // Every line would open a quote that runs to the limit, were lines behind it not read one by one.
        var open = string.Concat(Enumerable.Repeat("x\",\"y\n", 2000));
        var opened = Framed.All(Encoding.UTF8.GetBytes("a,b\n" + open), Framing.Csv, 64, Short);
        Assert.Equal(2000, opened.Count);
        Assert.All(opened, record => Assert.Equal("quote is not closed", record.Defect));

        var longRows = Framed.All(Encoding.UTF8.GetBytes($"a,b\n1,{new string('x', 5000)}\n1,2\n\"{new string('y', 300)}\",3\n4,5"), Framing.Csv, 64, Short);
        Assert.Equal(["row longer than 200 bytes", null, "row longer than 200 bytes", null], longRows.Select(record => record.Defect));
    }

    [Fact]
    public void Next_HeaderAgainNamelessColumnsAndOtherCodePages_AreTaken()
    {
        byte[] bytes = [.. ",a,b\n0,1,\xE9\n,a,b\n1,,2\n"u8];
        bytes[Array.IndexOf(bytes, (byte)0xC3)] = (byte)' ';

        var found = Framed.All(bytes, Framing.Csv, 16);

        Assert.Equal(2, found.Count);
        Assert.Contains("\"a\":\"1\"", found[0].Text, StringComparison.Ordinal);
        Assert.Equal("{\"b\":\"2\"}", found[1].Text);
    }

    [Theory]
    [InlineData("a\n1\n")]
    [InlineData("\n\n,\n1,2\n")]
    [InlineData("a,\u0001\n1,2\n")]
    public void Next_NoHeader_RefusesEachLine(string text) =>
        Assert.All(Framed.All(Encoding.UTF8.GetBytes(text), Framing.Csv, 16), record => Assert.Equal("no header of column names", record.Defect));

    [Fact]
    public void Next_ManyRows_AllocatesNothingForEach()
    {
        var text = Encoding.UTF8.GetBytes("a,b,c\n" + string.Concat(Enumerable.Repeat("10.0.0.1,\"two \"\"words\"\"\",\\\n", 20_000)));
        using var framer = RecordFramer.Create(new MemoryStream(text), Framing.Csv);
        Assert.True(framer.Next());

        var least = Allocation.LeastOfRounds(() =>
        {
            for (var row = 0; row < 500; row++)
            {
                framer.Next();
            }
        });

        Assert.Null(framer.Defect);
        Assert.Equal(0, least);
    }

    [Fact]
    public void Next_BreakingStream_TellsItOnce()
    {
        var found = Framed.All(new BreakingStream("a,b\n1,2\n3,"u8.ToArray()), Framing.Csv, 16);

        Assert.Equal(2, found.Count);
        Assert.Null(found[0].Defect);
        Assert.NotNull(found[1].Defect);
    }

    [Theory]
    [InlineData("7/8/2019, 4:08:05.123 PM", "2019-07-08T16:08:05.123000Z")]
    [InlineData("12/31/2025, 12:00:00 AM", "2025-12-31T00:00:00.000000Z")]
    [InlineData("7/8/2019 16:08", "2019-07-08T16:08:00.000000Z")]
    [InlineData("2019-07-08T16:08:05Z", "2019-07-08T16:08:05Z")]
    [InlineData("13/31/2025, 12:00:00 AM", "13/31/2025, 12:00:00 AM")]
    public void Next_TimesUnderAzuresUtcHeader_AreWrittenAsIso(string cell, string expected)
    {
        var found = Assert.Single(Framed.All(Encoding.UTF8.GetBytes($"T [UTC],b\n\"{cell}\",x\n"), Framing.Csv, 64));

        Assert.Equal(expected, JsonDocument.Parse(found.Text).RootElement.GetProperty("T").GetString());
    }

    private static string Cell(Random random) => string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Written(string cell, char separator, Random random)
    {
        var mustQuote = cell.AsSpan().IndexOfAny([separator, '"', '\n', '\r']) >= 0 || cell.StartsWith(' ') || cell.EndsWith(' ');
        return mustQuote || random.Next(3) == 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }

    private static string Shown(string[] names, string[] row) =>
        string.Join('\u0002', names.Zip(row).Where(cell => cell.Second.Length > 0).Select(cell => $"{cell.First}={cell.Second}"));

    private static string Shown(string json)
    {
        using var parsed = JsonDocument.Parse(Encoding.Latin1.GetBytes(json));
        return string.Join('\u0002', parsed.RootElement.EnumerateObject().Select(member => $"{member.Name}={(member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText())}"));
    }
}
