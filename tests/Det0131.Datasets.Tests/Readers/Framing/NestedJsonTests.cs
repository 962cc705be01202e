using System.Text;
using System.Text.Json.Nodes;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>Against System.Text.Json.Nodes: what is put in its place reads as the text did.</summary>
public sealed class NestedJsonTests
{
    [Theory]
    [InlineData("""{"a":"b"}""")]
    [InlineData("""["a","b \" \\ é\n"]""")]
    [InlineData("""[{"a":[{"b":null}]}]""")]
    [InlineData("{\n  \"a\": [\n    \"b\"\n  ]\n}")]
    [InlineData("""{"a":{"b":"C:\\x \"y\" \u00e9"}}""")]
    public void Unfold_Json_PutsItInItsPlace(string text)
    {
        var nested = new NestedJson();
        var row = new JsonObject { ["x"] = "1", ["y"] = text, ["z"] = text, ["w"] = "{" }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        Assert.True(nested.Unfold(Encoding.UTF8.GetBytes(row)));
        var found = JsonNode.Parse(nested.Written)!.AsObject();
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["x"] = "1", ["y"] = JsonNode.Parse(text), ["z"] = JsonNode.Parse(text), ["w"] = "{" }, found));
    }

    [Theory]
    [InlineData("""{"a":1} """)]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a" 1}""")]
    [InlineData("""{"a":1}{"a":1}""")]
    [InlineData("""{a:1}""")]
    [InlineData("[1]")]
    [InlineData("[\"a\"")]
    [InlineData("{}")]
    [InlineData("")]
    public void Unfold_OtherTexts_LeavesTheRow(string text) => Assert.False(new NestedJson().Unfold(Row(text)));

    [Fact]
    public void Unfold_DeepNesting_LeavesTheRow()
    {
        Assert.True(new NestedJson().Unfold(Row(Deep(31))));
        Assert.False(new NestedJson().Unfold(Row(Deep(32))));
        Assert.False(new NestedJson().Unfold("""{"x":"{\"a\":\"\ud800\"}"}"""u8));
        Assert.False(new NestedJson().Unfold("""{"x":{"y":"{\"a\":1}"}}"""u8));
        Assert.False(new NestedJson().Unfold("""{"x":"{\"a\":1}" """u8));

        static string Deep(int levels) => "{\"a\":" + new string('[', levels) + new string(']', levels) + "}";
    }

    private static byte[] Row(string text) => Encoding.UTF8.GetBytes(new JsonObject { ["x"] = text }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}
