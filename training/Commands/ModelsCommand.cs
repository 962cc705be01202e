using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.Export;
using Det0131.Models.Alerts;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Training.Commands;

/// <summary>Lists, shows, compares, promotes, verifies, rolls back and moves model versions.</summary>
internal sealed class ModelsCommand : Command
{
    private readonly Option<string> _store = new("--store") { Description = "Model store.", Required = true, Recursive = true };

    public ModelsCommand()
        : base("models", """
            Model versions of a store: which there are, which one scores, whether they are whole, and moving them between sites.

            Example:
              det0131-train models list --store models/store
              det0131-train models promote 20261121T080000Z-3f2a9c --store models/store
              det0131-train models export 20261121T080000Z-3f2a9c model.zip --store models/store
            """)
    {
        Options.Add(_store);
        Add(new Command("list", "All versions, newest first. Example: models list --store models/store"), (store, _) => List(store));
        AddWithVersion("show", "What a version says about itself.", Show);
        AddWithVersion("promote", "Makes a version the one that scores.", (store, id) =>
        {
            // A version that this program cannot read must not become the one that scores.
            ScoringModel.Load(store.Load(id).DirectoryPath);
            store.Promote(id, Environment.UserName);
            Console.Error.WriteLine($"promoted {id}");
            return JobExit.Success;
        });
        AddWithVersion("verify", "Checks every file of a version.", Verify);
        Add(new Command("rollback", "Promotes again what was promoted before. Example: models rollback --store models/store"), (store, _) =>
        {
            Console.Out.WriteLine(store.Rollback(Environment.UserName));
            return JobExit.Success;
        });
        AddExport();
        AddImport();
        Subcommands.Add(new ModelsDiff(_store));
    }

    private void Add(Command command, Func<ModelStore, ParseResult, int> run)
    {
        command.SetAction((parsed, _) => Task.FromResult(JobExit.Run(() => run(ModelStore.Open(parsed.GetValue(_store)!, TimeProvider.System), parsed), Console.Error)));
        Subcommands.Add(command);
    }

    private void AddWithVersion(string name, string description, Func<ModelStore, VersionId, int> run)
    {
        var version = new Argument<string>("version") { Description = "Version id, as models list prints it." };
        var command = new Command(name, $"{description} Example: models {name} 20261121T080000Z-3f2a9c --store models/store");
        command.Arguments.Add(version);
        Add(command, (store, parsed) => run(store, VersionId.Parse(parsed.GetValue(version))));
    }

    private void AddExport()
    {
        var version = new Argument<string>("version") { Description = "Version id." };
        var file = new Argument<string>("file") { Description = "File to write." };
        var parquet = new Option<bool>("--parquet") { Description = "Write the baseline rows as Parquet instead of the whole version as one zip." };
        var command = new Command("export", "Writes a version as one file. Example: models export 20261121T080000Z-3f2a9c model.zip --store models/store") { version, file, parquet };
        Add(command, (store, parsed) =>
        {
            var id = VersionId.Parse(parsed.GetValue(version));
            if (parsed.GetValue(parquet))
            {
                var rows = BaselineExport.ToParquet(ScoringModel.Load(store.Load(id).DirectoryPath).Table, parsed.GetValue(file)!);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} baseline rows"));
            }
            else
            {
                store.Export(id, parsed.GetValue(file)!);
            }

            return JobExit.Success;
        });
    }

    private void AddImport()
    {
        var file = new Argument<string>("file") { Description = "File that models export wrote." };
        var command = new Command("import", "Takes a version from a file; it is not promoted. Example: models import model.zip --store models/store") { file };
        Add(command, (store, parsed) =>
        {
            Console.Out.WriteLine(store.Import(parsed.GetValue(file)!, Environment.UserName));
            return JobExit.Success;
        });
    }

    private static int List(ModelStore store)
    {
        var current = store.Current();
        foreach (var version in store.List().OrderByDescending(v => v.Id))
        {
            var what = version.Manifest is { } manifest
                ? string.Create(CultureInfo.InvariantCulture, $"{manifest.Info.TrainingStart:yyyy-MM-dd} to {manifest.Info.TrainingEnd:yyyy-MM-dd}  {manifest.Info.RowsBySource.Values.Sum(),12:N0} events  budget {manifest.Info.BudgetAlertsPerDay:0.##} a day")
                : version.Problem;
            Console.Out.WriteLine(TerminalText.Escape($"{(version.Id == current ? "*" : " ")} {version.Id}  {what}"));
        }

        return JobExit.Success;
    }

    private static int Show(ModelStore store, VersionId id)
    {
        var version = store.Load(id);
        Console.Out.WriteLine(File.ReadAllText(version.PathOf(Manifest.FileName)));
        foreach (var entry in store.Log().Where(e => e.Version == id.ToString()))
        {
            Console.Error.WriteLine(TerminalText.Escape($"{entry.Time:yyyy-MM-dd HH:mm:ss}Z {entry.What} by {entry.Who}{(entry.Detail is null ? "" : $": {entry.Detail}")}"));
        }

        return JobExit.Success;
    }

    private static int Verify(ModelStore store, VersionId id)
    {
        var problems = store.Verify(id);
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(TerminalText.Escape(problem));
        }

        if (problems.Count > 0)
        {
            return JobExit.Failed;
        }

        ScoringModel.Load(store.Load(id).DirectoryPath);
        Console.Out.WriteLine($"{id} is whole");
        return JobExit.Success;
    }
}
