using System.CommandLine;
using Det0131.Datasets.Simulation;
using Det0131.Models.Jobs;
using Det0131.Training.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Shows the whole path on a small invented site.</summary>
internal sealed class DemoCommand : Command
{
    private readonly Option<string> _out = new("--out") { Description = "Directory for logs, acts, lake, store, alerts and groups; empty or new. Without it a temporary one." };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides everything that is drawn by chance.", DefaultValueFactory = _ => new DemoOptions().Seed };

    private readonly Option<string> _samples = new("--samples") { Description = "Instead: make the samples that the scoring program's demo serves, in this directory. The sources keep them in datasets/samples." };

    public DemoCommand()
        : base("demo", """
            Makes four weeks of logs of a small site on all five platforms, learns from three, scores the fourth, in which acts of exfiltration
            are staged, and prints the alerts and which acts were found.

            Example:
              det0131-train demo --out /tmp/det0131-demo --seed 7
              det0131-train demo --samples datasets/samples
            """)
    {
        Options.Add(_out);
        Options.Add(_seed);
        Options.Add(_samples);
        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() =>
        {
            var options = new DemoOptions { Seed = parsed.GetValue(_seed) };
            if (parsed.GetValue(_samples) is { } samples)
            {
                return new DemoSamplesJob(samples, options, Console.Error).Run(cancellation);
            }

            var directory = parsed.GetValue(_out) ?? Directory.CreateTempSubdirectory("det0131-demo-").FullName;
            return new DemoJob(directory, options, Console.Out, Console.Error).Run(cancellation);
        }, Console.Error)));
    }
}
