using System.Globalization;
using System.Text.RegularExpressions;
using Det0131.Models.Alerts;

namespace Det0131.Models.Tests.Alerts;

public sealed partial class AlertTableTests
{
    [Theory]
    [InlineData(10, 80)]
    [InlineData(100, 100)]
    [InlineData(500, 160)]
    public void Write_AnyWidth_StaysWithinIt(int asked, int expected)
    {
        foreach (string sample in OcsfWriterTests.Samples.Select(row => row.Data))
        {
            string[] lines = Write(OcsfWriterTests.Sample(sample), new AlertTableOptions { Columns = asked }).Split('\n');

            Assert.All(lines, line => Assert.InRange(TerminalText.Columns(line), 0, expected));
            Assert.Equal(new string('=', expected), lines[0]);
        }
    }

    // Property: the printed tenths add up to the printed score, whatever the remainders.
    [Fact]
    public void Write_PrintedContributions_AddUpToThePrintedScore()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            Alert alert = AlertSamples.Ftp() with
            {
                Contributions =
                [
                    .. Enumerable.Range(0, random.Next(1, 30)).Select(i =>
                        AlertSamples.Contributions[0] with { FeatureId = $"f{i}", Bits = (random.NextDouble() * 20) - 4 }),
                ],
            };
            string text = Write(alert, new AlertTableOptions());
            decimal printed = FigureAndBar().Matches(text).Sum(match => decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            decimal score = decimal.Parse(Score().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

            Assert.Equal(alert.Contributions.Count, FigureAndBar().Count(text));
            Assert.Equal(score, printed);
        }
    }

    [Fact]
    public void Write_HostileText_SendsNoControlOrBidirectionalCharacter()
    {
        string text = Write(OcsfWriterTests.Sample("hostile"), new AlertTableOptions());

        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202e', text);
        Assert.DoesNotContain('\0', text);
        Assert.Contains(@"x\u{1b}[2J\u{202e}gnp.exe \u{d800} </script> \u{0}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Ansi_OnlyAddsColours()
    {
        string plain = Write(AlertSamples.Ftp(), new AlertTableOptions());
        string coloured = Write(AlertSamples.Ftp(), new AlertTableOptions { UseAnsi = true });

        Assert.NotEqual(plain, coloured);
        Assert.Equal(plain, Colour().Replace(coloured, ""));
    }

    [Fact]
    public void Write_FullAlert_ReadsFromWhatToWhyToNext()
    {
        string text = Write(AlertSamples.Ftp(), new AlertTableOptions { Columns = 120, MaxEvents = 1 });
        string[] expectedInOrder =
        [
            @"MEDIUM  corp\alice on pc7 sent 412 MB by ftp to files.example.net (NL) at 03:12 on 4 Mar, outside the usual hours",
            "35.3 bits, rarer than once in 280 days at this site; confidence 85 of 100",
            "T1048.003 Exfiltration Over Unencrypted Non-C2 Protocol",
            "2026-03-04 03:12:08 to 03:40:11 Europe/Amsterdam (from 2026-03-04T02:12:08.500Z)",
            "  14.2 ############ ftp.exe started by winword.exe  [lineage.transfer_tool, ParentProcessAnomaly]",
            "because   ftp.exe started by winword.exe: 0 of 28 days on this host, 0 of 412 hosts",
            "typical   0 to 3.1 MB an hour",
            "  -0.3 -            partly local",
            "Known signs",
            "Events (first of 14)",
            @"03:12:08  ftp.exe started by winword.exe: ftp -v -s:C:\Users\Alice\ftp.txt",
            @"record 4411, windows.sysmon, C:\logs\alice\sysmon.ndjson:118",
            "Next checks",
            "Verify",
            "Contain",
            "Ask",
        ];

        int from = 0;
        foreach (string expected in expectedInOrder)
        {
            int found = text.IndexOf(expected, from, StringComparison.Ordinal);
            Assert.True(found >= 0, $"Not found after character {from}: {expected}\n{text}");
            from = found + expected.Length;
        }
    }

    /// <summary>The transfer that the headline speaks of is shown, however late it came.</summary>
    [Fact]
    public void Write_FewerEventsThanThereAre_ShowsTheFirstAndTheLargest()
    {
        var alert = AlertSamples.Ftp();
        var one = alert.Events[0] with { BytesOut = null };
        alert = alert with { Events = [.. Enumerable.Range(0, 9).Select(i => one with { Identity = (UInt128)i, TimeMicros = one.TimeMicros + i, Summary = $"event {i}", BytesOut = i == 7 ? 9_000 : i })] };
        var text = Write(alert, new AlertTableOptions { Columns = 120, MaxEvents = 3 });
        Assert.Contains("Events (first 2 and largest of 14)", text, StringComparison.Ordinal);
        Assert.Equal(["event 0", "event 1", "event 7"], Regex.Matches(text, "event [0-9]").Select(m => m.Value));
    }

    [Fact]
    public void WriteList_Alerts_GivesOneLineEach()
    {
        using var output = new StringWriter { NewLine = "\n" };
        new AlertTable(output, new AlertTableOptions { Columns = 80 }).WriteList([AlertSamples.Ftp(), OcsfWriterTests.Sample("bare")]);
        string[] lines = output.ToString().Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("MEDIUM  35.3 bits  rarer than once in 280 days", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("...", lines[0], StringComparison.Ordinal);
        Assert.Equal(80, lines[0].Length);
        Assert.StartsWith("LOW      0.0 bits  not calibrated yet", lines[1], StringComparison.Ordinal);
    }

    private static string Write(Alert alert, AlertTableOptions options)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new AlertTable(output, options).Write(alert);
        return output.ToString();
    }

    [GeneratedRegex(@"^ *(-?\d+\.\d) [#-]+ ", RegexOptions.Multiline)]
    private static partial Regex FigureAndBar();

    [GeneratedRegex(@"^(-?\d+\.\d) bits,", RegexOptions.Multiline)]
    private static partial Regex Score();

    [GeneratedRegex("\u001b\\[\\d+m")]
    private static partial Regex Colour();
}
