using System.CommandLine;
using System.Globalization;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Versioning;
using Det0131.Training.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Brings analysts' verdicts into a model store.</summary>
internal sealed class FeedbackCommand : Command
{
    public FeedbackCommand()
        : base("feedback", """
            Verdicts of analysts, from which the next version learns.

            Example:
              det0131-train feedback import scoring-data/alerts.db --store models/store
            """)
    {
        var from = new Argument<string>("from") { Description = "The service's SQLite file or PostgreSQL connection string, or NDJSON as GET /v1/feedback gives it." };
        var storePath = new Option<string>("--store") { Description = "Model store; made when missing.", Required = true };
        var import = new Command("import", "Makes an immutable snapshot of all verdicts, prints its id; the next training takes it. Example: feedback import feedback.ndjson --store models/store") { from, storePath };
        import.SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(
            () => Import(parsed.GetValue(from)!, parsed.GetValue(storePath)!, cancellation), Console.Error)));
        Subcommands.Add(import);
    }

    private static int Import(string from, string storePath, CancellationToken cancellation)
    {
        var items = FeedbackSource.Read(from, cancellation);
        var snapshot = FeedbackImport.Run(items, ModelStore.Open(storePath, TimeProvider.System));
        int Count(FeedbackVerdict verdict) => snapshot.Items.Count(i => i.Verdict == verdict);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{items.Count:N0} verdicts read; the snapshot has {Count(FeedbackVerdict.TruePositive):N0} true positives, {Count(FeedbackVerdict.Benign):N0} benign, {Count(FeedbackVerdict.Expected):N0} expected"));
        Console.Out.WriteLine(snapshot.Id);
        return JobExit.Success;
    }
}
