using System.CommandLine;
using Det0131.Models.Elements;
using Det0131.Models.Elements.Rules;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Training.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Shows what a model learned for each of MITRE's mutable elements.</summary>
internal sealed class ElementsCommand : Command
{
    private readonly Option<string> _store = new("--store") { Description = "Model store.", Required = true };
    private readonly Option<string> _version = new("--model-version") { Description = "This version instead of the promoted one." };
    private readonly Option<string> _analytic = new("--analytic") { Description = "Only this analytic, for example AN0367." };
    private readonly Option<string> _entity = new("--entity") { Description = "Only entities whose name contains this; the table then shows every row." };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "table, json or csv for every row; sigma, kql or spl for a rule of each of MITRE's elements.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "json", "csv", "sigma", "kql", "spl");
    private readonly Option<string> _out = new("--out") { Description = "Directory for rules, a file each; SPL needs it, because its searches read lookups." };

    public ElementsCommand()
        : base("elements", """
            Shows the learned value of every mutable element, per user and host, with the counts behind it.

            Example:
              det0131-train elements --store models/store --analytic AN0367 --entity pc7
              det0131-train elements --store models/store --format sigma --out rules
            """)
    {
        foreach (var option in new Option[] { _store, _version, _analytic, _entity, _format, _out })
        {
            Options.Add(option);
        }

        SetAction((parsed, _) => Task.FromResult(JobExit.Run(() => Run(parsed), Console.Error)));
    }

    private int Run(ParseResult parsed)
    {
        var format = parsed.GetValue(_format)!;
        var directory = parsed.GetValue(_out);
        var isRules = format is "sigma" or "kql" or "spl";
        if (isRules ? format == "spl" && directory is null : directory is not null)
        {
            return JobExit.WrongUsage([isRules ? "--format spl needs --out DIR: its searches read lookups." : "--out goes with --format sigma, kql or spl."], Console.Error);
        }

        var (version, model) = StoredModel.Load(parsed.GetValue(_store)!, parsed.GetValue(_version));
        if (isRules)
        {
            new RuleExport(model, version, Console.Error).Write(format, LearnedRule.Read(model, parsed.GetValue(_analytic), parsed.GetValue(_entity)), directory, Console.Out);
            return JobExit.Success;
        }

        var report = new ElementReport(model);
        var elements = report.Read(parsed.GetValue(_analytic), parsed.GetValue(_entity));
        switch (format)
        {
            case "json":
                using (var output = Console.OpenStandardOutput())
                {
                    ElementWriter.Json(elements, output);
                }

                break;
            case "csv":
                ElementWriter.Csv(elements, Console.Out);
                break;
            default:
                ElementWriter.Table(elements, Console.Out, parsed.GetValue(_entity) is not null);
                break;
        }

        return JobExit.Success;
    }
}
