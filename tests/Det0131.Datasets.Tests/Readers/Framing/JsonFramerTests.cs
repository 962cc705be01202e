using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class JsonFramerTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<int> BufferSizes => [16, 64, RecordFramer.DefaultBufferBytes];

    /// <summary>Independent twin: the records as made, written in every layout with System.Text.Json, must come back in order and equal.</summary>
    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void Next_EveryLayout_GivesTheRecords(int bufferBytes)
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var records = Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomRecord(random)).ToArray();
            string Write(string record, JsonSerializerOptions? options) => JsonSerializer.Serialize(JsonDocument.Parse(record).RootElement, options);
            foreach (var options in new[] { null, Indented })
            {
                var written = records.Select(record => Write(record, options)).ToArray();
                string[] layouts =
                [
                    string.Join('\n', written), string.Join("\r\n", written) + "\r\n", string.Concat(written), "\uFEFF[" + string.Join(",", written) + "]",
                    " [\n " + string.Join(" ,\n", written) + "\n]\n", "[" + string.Join("][", written) + "]",
                    "{\"Records\":[" + string.Join(",", written) + "]}",
                    "{ \"@odata.context\" : \"x[{\", \"meta\":{\"records\":[{}]},\n \"value\" :\n [ " + string.Join(",\n", written) + "], \"after\": [{\"records\":[{}]}] }",
                    "{\"records\":[" + written[0] + "]}\n{\"records\":[]}" + string.Concat(written[1..].Select(record => "{\"records\":[" + record + "],\"n\":1}\n")),
                ];
                foreach (var layout in layouts)
                {
                    var found = Framed.All(Encoding.UTF8.GetBytes(layout), Framing.Json, bufferBytes);
                    Assert.All(found, record => Assert.Null(record.Defect));
                    Assert.Equal(records.Select(record => Write(record, null)), found.Select(record => Write(record.Text, null)));
                    var starts = found.Select(record => (int)record.Line);
                    Assert.Equal(starts.Order(), starts);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void Next_BrokenValue_OnlyThatOneIsLost(int bufferBytes)
    {
        foreach (var broken in new[]
        {
            "{\"a\":\"cut off", "{\"a\":1,", "{\"a\":[1,2", "{\"a\":{\"b\":1}", "{\"a\":[1}", "{\"a\":\"x\\", "text, not JSON", "12", "\"text\"", "{\"a\":1]", "}",
        })
        {
            var found = Framed.All(Encoding.UTF8.GetBytes($"{{\"n\":1}}\n{broken}\n{{\"n\":2}}\n{{\"n\":3}}\n"), Framing.Json, bufferBytes);

            Assert.Equal(["{\"n\":1}", "{\"n\":2}", "{\"n\":3}"], found.Where(record => record.Defect is null).Select(record => record.Text));
            var defect = Assert.Single(found, record => record.Defect is not null);
            Assert.Contains(defect.Defect, new[] { NotClosed, "not a JSON value" });
            Assert.Equal(2, defect.Line);
            Assert.Equal([1L, 2, 3, 4], found.Select(record => record.Line));
        }
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void Next_CutFile_OneDefectAtTheEnd(int bufferBytes)
    {
        foreach (var cut in new[] { "[{\"a\":1},\n{\"b\"", "{\"Records\":[{\"a\":1},", "{\"Records\":[{\"a\":1}]", "[{\"a\":1}", "{\"a\":1}{\"b\":\"" })
        {
            var found = Framed.All(Encoding.UTF8.GetBytes(cut), Framing.Json, bufferBytes);

            Assert.Equal([null, NotClosed], found.Select(record => record.Defect));
        }

        var broken = Framed.All(new BreakingStream("{\"a\":1}\n{\"b\":"u8.ToArray()), Framing.Json, bufferBytes);
        Assert.Equal([null, "broken"], broken.Select(record => record.Defect));
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void Next_ValueOverTheLimit_IsRefusedAndPassedOver(int bufferBytes)
    {
        var limits = new ReadLimits { MaxJsonBytes = 100 };
        foreach (var large in new[] { "{\"a\":\"" + new string('x', 500) + "\"}", "{\"a\":[" + string.Join(",", Enumerable.Repeat("{\"b\":[]}", 60)) + "]}" })
        {
            var found = Framed.All(Encoding.UTF8.GetBytes("{\"n\":1}\n" + large + "\n{\"n\":2}"), Framing.Json, bufferBytes, limits);

            Assert.Equal([null, "record longer than 100 bytes", null], found.Select(record => record.Defect));
            Assert.Equal("{\"n\":2}", found[2].Text);
            Assert.Equal(3, found[2].Line);
        }
    }

    /// <summary>Property: whatever the bytes, the result does not depend on the buffer, ends, and has line numbers inside the file.</summary>
    [Fact]
    public void Next_RandomBytes_SameForEveryBuffer()
    {
        var random = new Random(5);
        const string Letters = "{}[]\",:\\\n ax\r\0\u00ff";
        string[] pieces = ["{\"a\":1}", "\"Records\":[", "{\"value\":[", "\n{", "{\"b\":\"\\\"}\"}", "]}"];
        var limits = new ReadLimits { MaxJsonBytes = 200 };
        var values = 0;
        for (var round = 0; round < 4000; round++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(120); i > 0; i--)
            {
                text.Append(random.Next(3) == 0 ? pieces[random.Next(pieces.Length)] : Letters[random.Next(Letters.Length)].ToString());
            }

            var data = Encoding.Latin1.GetBytes(text.ToString());
            var plain = Framed.All(data, Framing.Json, 1 << 16);
            Assert.Equal(plain, Framed.All(data, Framing.Json, 16));
            Assert.Equal(plain, Framed.All(data, Framing.Json, 64));
            Assert.All(plain, record => Assert.InRange(record.Line, 1, text.ToString().Count(letter => letter == '\n') + 1));
            values += plain.Count(record => record.Defect is null);
            _ = Framed.All(data, Framing.Json, 16, limits);
        }

        Assert.True(values > 1000);
    }

    private const string NotClosed = "JSON value is not closed";

    private static string RandomRecord(Random random)
    {
        string Value(int depth) => random.Next(depth > 4 ? 4 : 7) switch
        {
            0 => "1.5e3",
            1 => "\"}{][\\\" \\\\\"",
            2 => "null",
            3 => "\"Records\"",
            4 => "[" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1))) + "]",
            _ => "{" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(i => $"\"k{i}\":{Value(depth + 1)}")) + "}",
        };
        return $"{{\"k\":{Value(1)},\"z\":{Value(0)}}}";
    }
}
