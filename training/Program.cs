using System.CommandLine;
using Det0131.Models.Jobs;
using Det0131.Training.Commands;

var root = new RootCommand("Learns what leaving the network normally looks like: MITRE ATT&CK DET0131, exfiltration over alternative protocols (T1048).")
{
    new ImportCommand(),
    new AliasesCommand(),
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

// A watch that is asked to end commits what it read: that may take longer than the two seconds that the others get.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(parsed.CommandResult.Command is ImportCommand ? 60 : 2) };
return parsed.Errors.Count > 0 ? JobExit.WrongUsage(parsed.Errors.Select(e => e.Message), Console.Error) : await parsed.InvokeAsync(invocation);
