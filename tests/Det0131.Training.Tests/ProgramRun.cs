namespace Det0131.Training.Tests;

/// <summary>What a program gave back: exit code, standard output, standard error.</summary>
public sealed record ProgramRun(int Code, string Output, string Errors)
{
    /// <summary>Runs a program's assembly as its users do, in a process of its own. One that takes over two minutes is ended.</summary>
    public static ProgramRun Of(string assembly, params string[] arguments)
    {
        var run = ChildProgram.RunAsync(ChildProgram.StartOf("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments]), limit: TimeSpan.FromMinutes(2)).GetAwaiter().GetResult();
        return new ProgramRun(run.Code, run.Output, run.Errors);
    }
}
