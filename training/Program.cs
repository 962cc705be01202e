using System.CommandLine;
using Det0131.Training.Commands;

var root = new RootCommand("Learns what leaving the network normally looks like: MITRE ATT&CK DET0131, exfiltration over alternative protocols (T1048).")
{
    new ImportCommand(),
    new TrainCommand(),
    new ElementsCommand(),
    new ModelsCommand(),
    new DemoCommand(),
};
return await root.Parse(args).InvokeAsync();
