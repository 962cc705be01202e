using System.Text;
using Det0131.Datasets.Readers.Linux;

namespace Det0131.Datasets.Tests.Readers.Linux;

public sealed class AuditTextTests
{
    [Theory]
    [InlineData("a=1 b=\"x y\" c='p q' d={ e=f } g=(null)", "a:1|b:x y|c:p q|d: e=f |g:(null)")]
    [InlineData("key=(null)\u001DARCH=x86_64 UID=\"root\"", "key:(null)|ARCH:x86_64|UID:root")]
    [InlineData("stray (enforce) subj==unconfined", "subj:=unconfined")]
    [InlineData("open=\"never closed", "open:never closed")]
    [InlineData("a= b=1", "a:|b:1")]
    [InlineData("", "")]
    [InlineData("no pair at all", "")]
    public void Next_Forms_AreCut(string body, string expected)
    {
        var found = new List<string>();
        var reader = new AuditFieldReader(Encoding.UTF8.GetBytes(body));
        while (reader.Next())
        {
            found.Add($"{Encoding.UTF8.GetString(reader.Key)}:{Encoding.UTF8.GetString(reader.Value)}");
        }

        Assert.Equal(expected, string.Join('|', found));
    }

    [Theory]
    [InlineData("2F62696E2F7368", false, "/bin/sh")]
    [InlineData("2F62696E2F7368", true, "2F62696E2F7368")]
    [InlineData("2F6", false, "2F6")]
    [InlineData("(null)", false, "")]
    [InlineData("?", false, "")]
    [InlineData("sshd", false, "sshd")]
    public void Decode_QuotedIsTextBareMayBeHex(string value, bool isQuoted, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(AuditText.Decode(Encoding.UTF8.GetBytes(value), isQuoted, new byte[64])));

    /// <summary>The twin joins with the framework's string functions.</summary>
    [Fact]
    public void Join_RandomArguments_AgreesWithTheTwin()
    {
        var random = new Random(5);
        var joiner = new ArgumentJoiner(8192);
        for (var round = 0; round < 200; round++)
        {
            var arguments = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new string([.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => "ab -\t/é"[random.Next(7)])])).ToArray();
            joiner.Clear();
            foreach (var argument in arguments)
            {
                joiner.Begin();
                var half = Encoding.UTF8.GetBytes(argument);
                joiner.Append(half.AsSpan(0, half.Length / 2));
                joiner.Append(half.AsSpan(half.Length / 2));
            }

            joiner.End();
            var expected = string.Join(' ', arguments.Select(argument => argument.Length == 0 || argument.AsSpan().IndexOfAny(" \t") >= 0 ? $"\"{argument}\"" : argument));
            Assert.Equal(expected, Encoding.UTF8.GetString(joiner.Text));
        }
    }

    [Fact]
    public void Join_BeyondTheLimit_IsCutAndNeverLonger()
    {
        var joiner = new ArgumentJoiner(16);
        for (var argument = 0; argument < 10; argument++)
        {
            joiner.Begin();
            joiner.Append("a b"u8);
        }

        joiner.End();
        Assert.InRange(joiner.Text.Length, 10, 16);
        Assert.StartsWith("\"a b\" \"a b\"", Encoding.UTF8.GetString(joiner.Text), StringComparison.Ordinal);
    }
}
