using System.CommandLine;
using Det0131.Models.Elements;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Training.Commands;

/// <summary>Shows what a model learned for each of MITRE's mutable elements.</summary>
internal sealed class ElementsCommand : Command
{
    private readonly Option<string> _store = new("--store") { Description = "Model store.", Required = true };
    private readonly Option<string> _version = new("--model-version") { Description = "This version instead of the promoted one." };
    private readonly Option<string> _analytic = new("--analytic") { Description = "Only this analytic, for example AN0367." };
    private readonly Option<string> _entity = new("--entity") { Description = "Only entities whose name contains this; the table then shows every row." };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "table, json or csv.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "json", "csv");

    public ElementsCommand()
        : base("elements", """
            Shows the learned value of every mutable element, per user and host, with the counts behind it.

            Example:
              det0131-train elements --store models/store --analytic AN0367 --entity pc7
            """)
    {
        foreach (var option in new Option[] { _store, _version, _analytic, _entity, _format })
        {
            Options.Add(option);
        }

        SetAction((parsed, _) => Task.FromResult(JobExit.Run(() => Run(parsed), Console.Error)));
    }

    private int Run(ParseResult parsed)
    {
        var (_, model) = StoredModel.Load(parsed.GetValue(_store)!, parsed.GetValue(_version));
        var report = new ElementReport(model);
        var elements = report.Read(parsed.GetValue(_analytic), parsed.GetValue(_entity));
        switch (parsed.GetValue(_format))
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
