using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class JsonFieldsTests
{
    private readonly Utf8Interner interner = new();

    [Theory]
    [InlineData("""{"winlog":{"event_data":{"Image":"a"}}}""")]
    [InlineData("""{"winlog.event_data.Image":"a"}""")]
    [InlineData("""{"winlog.event_data":{"Image":"a"}}""")]
    [InlineData("""{"winlog":{"x":[{"event_data":1}],"event_data.Image":"a"}}""")]
    [InlineData("""{"win\u006cog":{"event_data":{"Im\u0061ge":"\u0061"}}}""")]
    public void TryRead_NestedFlatOrMixedPath_IsFound(string json)
    {
        var fields = new JsonFields("winlog.event_data.Image");

        Assert.True(fields.TryRead(Encoding.UTF8.GetBytes(json), out var values));
        Assert.Equal("a", values.Text(0, interner));
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "2", null)]
    [InlineData("""{"a":{"b":1},"a":{"c":2}}""", """{"c":2}""", null)]
    [InlineData("""{"a":{"b":1},"a":7}""", "7", null)]
    [InlineData("""{"a":{"b":1},"a":null}""", "", null)]
    [InlineData("""{"a.b":1,"a":{"b":2}}""", """{"b":2}""", "2")]
    [InlineData("""{"a":7,"a":{"b":1}}""", """{"b":1}""", "1")]
    public void TryRead_DuplicateKey_LastOneWinsWhole(string json, string a, string? b)
    {
        var fields = new JsonFields("a", "a.b");

        Assert.True(fields.TryRead(Encoding.UTF8.GetBytes(json), out var values));
        Assert.Equal(a, Encoding.UTF8.GetString(values.Bytes(0)));
        Assert.Equal(b, values.Text(1, interner));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":1} {}")]
    [InlineData("{\"a\":tru}")]
    [InlineData("{\"a\":\"x}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":\"\u0000\"}")]
    [InlineData("\0\0\0")]
    public void TryRead_NotOneObject_False(string json) => Assert.False(new JsonFields("a").TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void TryRead_BadUtf8_False() => Assert.False(new JsonFields("a").TryRead([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8], out _));

    [Fact]
    public void TryRead_HundredLevels_False() =>
        Assert.False(new JsonFields("a").TryRead(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100) + new string(']', 100) + "}"), out _));

    [Fact]
    public void TryRead_HalfSurrogate_GivesEscapedText()
    {
        var fields = new JsonFields("a");

        Assert.True(fields.TryRead("""{"a":"x\ud800","\ud800":1}"""u8, out var values));
        Assert.Equal("""x\ud800""", values.Text(0, interner));
    }

    [Fact]
    public void TryRead_SecondRecord_ForgetsTheFirst()
    {
        var fields = new JsonFields("a", "b");
        Assert.True(fields.TryRead("""{"a":"\t","b":2}"""u8, out _));

        Assert.True(fields.TryRead("""{"b":3}"""u8, out var values));
        Assert.False(values.Has(0));
        Assert.Equal(3, values.Int64(1));
    }

    [Fact]
    public void TryReadUntil_WantedSlotFound_DoesNotLookFurther()
    {
        var fields = new JsonFields("id", "later");

        Assert.True(fields.TryReadUntil("""{"id":5,"later":1, broken"""u8, 0, out var values));
        Assert.Equal(5, values.Int64(0));
        Assert.False(values.Has(1));
    }

    [Theory]
    [InlineData("443", 443L)]
    [InlineData("443.0", 443L)]
    [InlineData("\"443\"", 443L)]
    [InlineData("4.43e2", 443L)]
    [InlineData("-1", -1L)]
    [InlineData("443.5", null)]
    [InlineData("\"443 \"", null)]
    [InlineData("\"0x1f\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"NaN\"", null)]
    [InlineData("\"Infinity\"", null)]
    [InlineData("1e300", null)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    public void Int64_NumberOrText_WholeNumbersOnly(string json, long? expected)
    {
        Assert.True(new JsonFields("a").TryRead(Encoding.UTF8.GetBytes($"{{\"a\":{json}}}"), out var values));
        Assert.Equal(expected, values.Int64(0));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"False\"", false)]
    [InlineData("1", true)]
    [InlineData("\"0\"", false)]
    [InlineData("\"yes\"", null)]
    [InlineData("2", null)]
    public void Boolean_ManySpellings_AreUnderstood(string json, bool? expected)
    {
        Assert.True(new JsonFields("a").TryRead(Encoding.UTF8.GetBytes($"{{\"a\":{json}}}"), out var values));
        Assert.Equal(expected, values.Boolean(0));
    }

    [Fact]
    public void Constructor_PathTwice_Refused() =>
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new JsonFields("a", "a")).Message, StringComparison.Ordinal);

    [Fact]
    public void First_EmptyNullAndMissing_ArePassedOver()
    {
        Assert.True(new JsonFields("a", "b", "c", "d").TryRead("""{"a":"","b":null,"d":"x"}"""u8, out var values));
        Assert.Equal(3, values.First(0, 1, 2, 3));
        Assert.Equal(-1, values.First(0, 1, 2));
    }

    /// <summary>Independent twin: System.Text.Json's document model, looked up name by name, on random objects from few names so that paths and duplicates meet.</summary>
    [Fact]
    public void TryRead_RandomObjects_EqualsDocumentModel()
    {
        string[] paths = ["a", "a.b", "a.b.c", "b", "b.a", "c.c.c"];
        var fields = new JsonFields(paths);
        var random = new Random(7);
        var found = 0;
        for (var round = 0; round < 3000; round++)
        {
            var json = RandomObject(random, 0);
            var bytes = Encoding.UTF8.GetBytes(json);
            Assert.True(fields.TryRead(bytes, out var values), json);
            using var document = JsonDocument.Parse(bytes);
            for (var slot = 0; slot < paths.Length; slot++)
            {
                var expected = Look(document.RootElement, paths[slot].Split('.'));
                Assert.True(expected is not null == (values.Kind(slot) != JsonFieldKind.Missing), $"{paths[slot]} in {json}");
                if (expected is { } element)
                {
                    found++;
                    var text = element.ValueKind switch { JsonValueKind.String => element.GetString(), JsonValueKind.Null => "", _ => element.GetRawText() };
                    Assert.Equal(text, Encoding.UTF8.GetString(values.Bytes(slot)));
                }
            }
        }

        Assert.True(found > 1000, $"Only {found} values compared.");
    }

    [Fact]
    public void TryRead_SteadyState_AllocatesNothing()
    {
        var fields = new JsonFields("id.orig_h", "x.y", "s");
        var record = """{"ts":1.5,"id.orig_h":"10.0.0.1","x":{"y":12,"z":[1,2]},"s":"a\tb"}"""u8.ToArray();
        long Sum()
        {
            long sum = 0;
            for (var i = 0; i < 2000; i++)
            {
                Assert.True(fields.TryRead(record, out var values));
                sum += values.Int64(1)!.Value + values.Text(0, interner)!.Length + values.Bytes(2).Length;
            }

            return sum;
        }

        Sum();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(2000 * (12 + 8 + 3), Sum());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
    }

    private static JsonElement? Look(JsonElement element, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            // TryGetProperty gives the last of equal names.
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    private static string RandomObject(Random random, int depth)
    {
        var members = Enumerable.Range(0, random.Next(0, 5)).Select(_ => $"\"{"abcd"[random.Next(4)]}\" : {RandomValue(random, depth)}");
        return "{" + string.Join(", ", members) + "}";
    }

    private static string RandomValue(Random random, int depth) => random.Next(depth > 3 ? 5 : 8) switch
    {
        0 => "null",
        1 => "12.5",
        2 => "\"plain\"",
        3 => "\"esc\\\\aped\\n\\u00e9\"",
        4 => "[{\"a\":1},2]",
        _ => RandomObject(random, depth + 1),
    };
}
