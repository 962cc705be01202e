using System.Text;
using Det0131.Datasets.Readers.Syslog;

namespace Det0131.Datasets.Tests.Readers.Syslog;

/// <summary>Heads after RFC 3164, RFC 5424 and the files of rsyslog and Cisco; the parts are worked out by hand.</summary>
public sealed class SyslogReaderTests
{
    private const long Time = 1767344400000000;

    [Theory]
    [InlineData("<165>1 2026-01-02T09:00:00Z mx1 postfix/smtp 42 - [sd@1 a=\"x]\\\"y\"][b@2] hello", "mx1", "postfix/smtp", "hello")]
    [InlineData("<165>1 2026-01-02T10:00:00.000+01:00 mx1 app - - - \uFEFFhello", "mx1", "app", "hello")]
    [InlineData("2026-01-02T10:00:00.000000+01:00 mx1 postfix/smtp[42]: hello", "mx1", "postfix/smtp", "hello")]
    [InlineData("Jan  2 2026 09:00:00 asa-1 : %ASA-6-302013: hello", "asa-1", "", "%ASA-6-302013: hello")]
    [InlineData("<166>Jan 02 2026 09:00:00: %ASA-6-302013: hello", "", "", "%ASA-6-302013: hello")]
    [InlineData("<30>Jan  2 09:00:00 mx1 kernel: IN=eth0 OUT= a: b", "mx1", "kernel", "IN=eth0 OUT= a: b")]
    [InlineData("Jan  2 09:00:00 fw1 1,2026/01/02 09:00:00,0,TRAFFIC", "fw1", "", "1,2026/01/02 09:00:00,0,TRAFFIC")]
    public void Read_EveryForm_HeadIsCutOff(string line, string host, string program, string message)
    {
        var parts = new SyslogReader("logs/2026/x.log").Read(Encoding.UTF8.GetBytes(line));

        Assert.Equal((SyslogTime.Known, Time, null), (parts.Time, parts.TimeMicros, parts.TimeProblem));
        Assert.Equal((host, program, message), (Text(parts.Host), Text(parts.Program), Text(parts.Message)));
    }

    [Fact]
    public void Read_NoHead_IsAllMessageWithoutTime()
    {
        var parts = new SyslogReader("x").Read("<14>date=2026-01-02 a=b"u8);

        Assert.Equal(("date=2026-01-02 a=b", "", "time missing"), (Text(parts.Message), Text(parts.Host), parts.TimeProblem));
    }

    [Fact]
    public void Read_NoYearAnywhere_SaysSo() =>
        Assert.Equal("time without a year, and none in the file's name", new SyslogReader("mail.log").Read("Jan  2 09:00:00 mx1 a: b"u8).TimeProblem);

    [Theory]
    [InlineData("Feb 30 2026 09:00:00 h a: b")]
    [InlineData("Feb 29 09:00:00 h a: b")]
    [InlineData("Jan 0 2026 09:00:00 h a: b")]
    [InlineData("Jan 2 2026 25:00:00 h a: b")]
    [InlineData("Jam 2 2026 09:00:00 h a: b")]
    public void Read_NoSuchTime_Missing(string line) => Assert.Equal(SyslogTime.None, new SyslogReader("2026.log").Read(Encoding.UTF8.GetBytes(line)).Time);

    [Theory]
    [InlineData("mail.log-20260104", 1, 2, 2026)]
    [InlineData("mail.log-20260104", 1, 5, 2026)]
    [InlineData("mail.log-20260104", 12, 30, 2025)]
    [InlineData("logs/2024/mail-2026-01-04.log", 12, 30, 2025)]
    [InlineData("2026/mail.log", 12, 30, 2026)]
    [InlineData("fw-2026_01.log", 1, 30, 2026)]
    [InlineData("mail.log", 1, 2, null)]
    [InlineData("host20261.log", 1, 2, null)]
    [InlineData("build-120260104", 1, 2, null)]
    public void Of_FileName_Year(string file, int month, int day, int? expected) => Assert.Equal(expected, new YearOfFile(file).Of(month, day));

    [Fact]
    public void Of_YearEnds_NextYearBegins()
    {
        var year = new YearOfFile("2025.log");

        Assert.Equal([2025, 2025, 2026, 2025, 2026, 2026], ((int, int)[])[(11, 3), (12, 31), (1, 1), (12, 31), (1, 1), (7, 1)] is var days ? days.Select(day => year.Of(day.Item1, day.Item2)!.Value) : []);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
