using System.CommandLine;
using Det0131.Models.Jobs;
using Det0131.Reports;

namespace Det0131.Workbench;

/// <summary>An option that one notebook has beside the common ones.</summary>
/// <param name="Name">As typed, with its dashes: <c>--host</c>.</param>
/// <param name="Description">For <c>--help</c>.</param>
public sealed record NotebookOption(string Name, string Description);

/// <summary>Runs a notebook: reads its arguments, opens what they name (else the shipped samples), writes the report that it returns.</summary>
public static class Notebook
{
    /// <summary>Runs it.</summary>
    /// <param name="name">Its file without the ending; also the report's, in the current folder, unless <c>--out</c> says otherwise.</param>
    /// <param name="purpose">One sentence for <c>--help</c>.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="own">Options of this notebook alone.</param>
    /// <param name="write">The notebook.</param>
    /// <returns>Exit code: 0 done, 1 failed, 2 wrong command line.</returns>
    public static int Run(string name, string purpose, string[] arguments, IReadOnlyList<NotebookOption> own, Func<Site, HtmlReport> write)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(write);
        var lake = new Option<string>("--lake") { Description = "Lake with events; without it the shipped sample week is imported." };
        var store = new Option<string>("--store") { Description = "Model store; without it the shipped sample model is opened." };
        var version = new Option<string>("--model-version") { Description = "This version of the store instead of the promoted one." };
        var output = new Option<string>("--out") { Description = "Where the report goes.", DefaultValueFactory = _ => name + ".html" };
        var command = new RootCommand(purpose) { lake, store, version, output };
        var chosen = own.ToDictionary(o => o.Name, o => new Option<string>(o.Name) { Description = o.Description }, StringComparer.Ordinal);
        foreach (var option in chosen.Values)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() =>
        {
            using var site = new Site(parsed.GetValue(lake), parsed.GetValue(store), parsed.GetValue(version), chosen.ToDictionary(o => o.Key, o => parsed.GetValue(o.Value), StringComparer.Ordinal), cancellation);
            var report = write(site);
            var path = Path.GetFullPath(parsed.GetValue(output)!);
            using (var file = File.Create(path))
            {
                report.Write(file);
            }

            Console.Error.WriteLine($"wrote {path}");
            return JobExit.Success;
        }, Console.Error)));
        var parsed = command.Parse(arguments);
        return parsed.Errors.Count > 0 ? JobExit.WrongUsage(parsed.Errors.Select(e => e.Message), Console.Error) : parsed.Invoke();
    }
}
