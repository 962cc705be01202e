using System.CommandLine;
using Det0131.Models.Jobs;
using Det0131.Training.Commands;

var root = new RootCommand("Learns what leaving the network normally looks like: MITRE ATT&CK DET0131, exfiltration over alternative protocols (T1048).")
{
    new ImportCommand(),
    new CoverageCommand(),
    new TrainCommand(),
    new ElementsCommand(),
    new ModelsCommand(),
    new SimulateCommand(),
    new DemoCommand(),
    new BacktestCommand(),
    new FeedbackCommand(),
};
var parsed = root.Parse(args);
return parsed.Errors.Count > 0 ? JobExit.WrongUsage(parsed.Errors.Select(e => e.Message), Console.Error) : await parsed.InvokeAsync();
