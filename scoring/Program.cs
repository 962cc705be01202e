using System.CommandLine;
using Det0131.Scoring.Commands;

var root = new RootCommand("Scores events against a trained model: MITRE ATT&CK DET0131, exfiltration over alternative protocols (T1048).")
{
    new ScoreCommand(),
};
return await root.Parse(args).InvokeAsync();
