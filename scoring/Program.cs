using System.CommandLine;
using Det0131.Models.Jobs;
using Det0131.Scoring.Commands;

var root = new RootCommand("Scores events against a trained model: MITRE ATT&CK DET0131, exfiltration over alternative protocols (T1048).")
{
    new ScoreCommand(),
};
var parsed = root.Parse(args);
return parsed.Errors.Count > 0 ? JobExit.WrongUsage(parsed.Errors.Select(e => e.Message), Console.Error) : await parsed.InvokeAsync();
