using System.CommandLine;
using Det0131.Models.Jobs;
using Det0131.Scoring.Commands;
using Det0131.Scoring.Hosting;

var root = new RootCommand("Scores events against a trained model: MITRE ATT&CK DET0131, exfiltration over alternative protocols (T1048). Without a command: serve.")
{
    new ScoreCommand(),
    new ServeCommand(),
    new KeysCommand(ServiceParts.AddStore),
};
var parsed = root.Parse(ServeByDefault.In(args));
// The service's host hears signals itself, and a second one while it stops is no reason to die.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = parsed.CommandResult.Command is ServeCommand ? null : TimeSpan.FromSeconds(2) };
return parsed.Errors.Count > 0 ? JobExit.WrongUsage(parsed.Errors.Select(e => e.Message), Console.Error) : await parsed.InvokeAsync(invocation);
