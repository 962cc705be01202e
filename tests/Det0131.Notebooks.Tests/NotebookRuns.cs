using System.Collections.Concurrent;

namespace Det0131.Notebooks.Tests;

/// <summary>What running a notebook gave.</summary>
public sealed record NotebookRun(int Code, string Errors, string Report);

/// <summary>Runs notebooks as their users do, by <c>dotnet run</c>; each call without further arguments only once. Thread-safe.</summary>
public sealed class NotebookRuns : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-notebooks-");
    private readonly ConcurrentDictionary<string, Lazy<NotebookRun>> _runs = new(StringComparer.Ordinal);
    private int _reports;

    /// <summary>The checkout that these tests were built in.</summary>
    public static string Root { get; } = FindRoot();

    public NotebookRun Of(string notebook) => _runs.GetOrAdd(notebook, name => new Lazy<NotebookRun>(() => With(name))).Value;

    public NotebookRun With(string notebook, params string[] arguments)
    {
        var report = Path.Combine(_folder.FullName, $"{Interlocked.Increment(ref _reports)}.html");
        var start = ChildProgram.StartOf("dotnet", ["run", Path.Combine("notebooks", notebook + ".cs"), "--", "--out", report, .. arguments]);
        start.WorkingDirectory = Root;
        var run = ChildProgram.RunAsync(start, limit: Patience).GetAwaiter().GetResult();
        return new NotebookRun(run.Code, run.Output + run.Errors, report);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Det0131.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"Found no Det0131.sln above {AppContext.BaseDirectory}; expected the tests to run where they were built.");
    }
}
