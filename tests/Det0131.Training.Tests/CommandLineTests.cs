namespace Det0131.Training.Tests;

/// <summary>Runs the real program: what a shell script would see.</summary>
public sealed class CommandLineTests
{
    private const string Program = "Det0131.Training";

    [Theory]
    [InlineData("import")]
    [InlineData("aliases")]
    [InlineData("train")]
    [InlineData("elements")]
    [InlineData("models")]
    [InlineData("models", "list")]
    [InlineData("models", "promote")]
    [InlineData("simulate")]
    [InlineData("simulate", "report")]
    [InlineData("demo")]
    public void Help_OfACommand_HasAnExample(params string[] command)
    {
        var run = ProgramRun.Of(Program, [.. command, "--help"]);
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Contains("Example:", run.Output, StringComparison.Ordinal);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nope")]
    [InlineData("")]
    [InlineData("import")]
    [InlineData("import x --lake l --nope")]
    [InlineData("train --lake l")]
    [InlineData("train --lake l --store s --budget many")]
    [InlineData("train --lake l --store s --platform amiga")]
    [InlineData("train --lake l --store s --since-days 0")]
    [InlineData("train --lake l --store s --since-days 3 --from 2026-01-01")]
    [InlineData("train --lake l --store s --promote --promote-if-sound")]
    [InlineData("elements --store s --format xml")]
    [InlineData("models")]
    [InlineData("simulate")]
    [InlineData("simulate --out x --users 9")]
    [InlineData("simulate --out x --days 0 --density 30")]
    [InlineData("simulate --out x --start 2026-9-7")]
    [InlineData("simulate --out x --raw syslog")]
    [InlineData("simulate report x")]
    [InlineData("demo --seed -1")]
    public void BadArgument_IsACodeOfItsOwnAndAMessage(string line)
    {
        var run = ProgramRun.Of(Program, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("--help", run.Errors, StringComparison.Ordinal);
    }
}
