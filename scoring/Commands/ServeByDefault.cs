namespace Det0131.Scoring.Commands;

/// <summary>A command line without a command is one of <c>serve</c>.</summary>
internal static class ServeByDefault
{
    private static readonly string[] OfTheProgram = ["--help", "-h", "-?", "/?", "/h", "--version"];

    public static string[] In(string[] arguments) =>
        arguments.Length == 0 || (arguments[0].StartsWith('-') && !OfTheProgram.Contains(arguments[0])) ? ["serve", .. arguments] : arguments;
}
