namespace Det0131.Training.Tests;

internal static class ProgramRun
{
    /// <summary>Runs a program's assembly as its users do, in a process of its own. One that takes over two minutes is ended.</summary>
    public static ChildRun Of(string assembly, params string[] arguments) =>
        ChildProgram.RunAsync(ChildProgram.StartOf("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments]), limit: TimeSpan.FromMinutes(2)).GetAwaiter().GetResult();
}
