using Det0131.Models.Jobs;

namespace Det0131.Models.Tests.Jobs;

public sealed class JobTests
{
    [Fact]
    public void Run_WhatTheWorldCauses_IsOneLineAndACode()
    {
        Assert.Equal((3, ""), Run(() => 3));
        Assert.Equal((1, "error: gone" + Environment.NewLine), Run(() => throw new FileNotFoundException("gone")));
        Assert.Equal((1, "error: bad" + Environment.NewLine), Run(() => throw new FormatException("bad")));
        Assert.Equal((130, "interrupted" + Environment.NewLine), Run(() => throw new OperationCanceledException()));
        // A fault of our own keeps its stack.
        Assert.Throws<NullReferenceException>(() => Run(() => throw new NullReferenceException()));
    }

    [Theory]
    [InlineData("2026-11-21", 1_795_219_200)]
    [InlineData("2026-11-21T08:00", 1_795_248_000)]
    [InlineData("2026-11-21 08:00:00", 1_795_248_000)]
    [InlineData("2026-11-21T08:00:00Z", 1_795_248_000)]
    [InlineData("2026-11-21T09:00:00+01:00", 1_795_248_000)]
    [InlineData("1970-01-01", 0)]
    public void Parse_Moment_IsUtcMicroseconds(string text, long seconds)
    {
        Assert.Equal(seconds * 1_000_000, TimeText.Parse(text));
        Assert.Equal(seconds * 1_000_000, TimeText.Parse(TimeText.Format(seconds * 1_000_000)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("21.11.2026")]
    [InlineData("2026-02-30")]
    public void Parse_SomethingElse_SaysWhatWasExpected(string text) =>
        Assert.Contains($"Found time '{text}'; expected", Assert.Throws<FormatException>(() => TimeText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Report_NoTerminal_WritesNothingAndATerminalGetsOneLine()
    {
        JobProgress.Silent.Report("reading", 1, 2);
        JobProgress.Silent.Clear();
        using var terminal = new StringWriter();
        var progress = new JobProgress(terminal, TimeProvider.System);
        progress.Report("reading", 5, 10, "records");
        Assert.Equal("\rreading: 5 of 10 records", terminal.ToString());
        progress.Clear();
        Assert.EndsWith("\r", terminal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', terminal.ToString());
    }

    private static (int Code, string Errors) Run(Func<int> job)
    {
        using var errors = new StringWriter();
        return (JobExit.Run(job, errors), errors.ToString());
    }
}
