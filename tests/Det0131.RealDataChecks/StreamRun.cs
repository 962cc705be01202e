using System.Globalization;
using Det0131.Datasets.Readers;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Streaming;
using Det0131.Scoring.Tests.Streaming;

namespace Det0131.RealDataChecks;

/// <summary>Sends a set through journal and stream scorer, in the order in which its records were written, and compares the groups with those of batch.</summary>
internal sealed class StreamRun(ScoringModel model, TimeProvider clock)
{
    private const int EventsPerCut = 1000;

    /// <returns>What does not hold, in words; the figures are printed.</returns>
    public List<string> Compare(string folder, IEventHistory history, string journalFolder, double mayDiffer)
    {
        var batch = new List<GroupPrint>();
        new BatchScorer(model, "check", new BatchOptions()).Run(history, static (_, _) => { }, (scored, _) => batch.Add(GroupPrint.Of(scored)), JobProgress.Silent, CancellationToken.None);
        var began = clock.GetTimestamp();
        var stream = new List<GroupPrint>();
        var scorer = new StreamScorer(null, scored => stream.Add(GroupPrint.Of(scored)));
        Feed(folder, journalFolder, scorer);
        scorer.CloseAll();

        var (expected, found) = (GroupPrint.InOrder(batch), GroupPrint.InOrder(stream));
        var same = expected.Intersect(found).Count();
        var sameGroups = expected.Select(WithoutScore).Intersect(found.Select(WithoutScore)).Count();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"    streamed: {scorer.EventsSeen} events ({scorer.EventsDoubled} doubled, {scorer.EventsLate} late) in {clock.GetElapsedTime(began).TotalSeconds:0.0} s; groups {expected.Count} batch, {found.Count} stream; {sameGroups} of the same events, {same} of the same score"));
        var faults = new List<string>();
        if (expected.Count - same > mayDiffer * expected.Count)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{expected.Count - same} of {expected.Count} groups differ when streamed, expected at most {mayDiffer:P1}"));
        }

        return faults;
    }

    private void Feed(string folder, string journalFolder, StreamScorer scorer)
    {
        using var journal = EventJournal.Open(journalFolder, clock);
        using var events = new PackedEvents();
        var filter = new EventFilter(clock);
        var enricher = filter.Rent();
        LogImporter.Run([folder], filter.Files, e =>
        {
            enricher.Enrich(e);
            events.Add(e);
        });
        events.Sort();
        var hosted = new HostedModel("check", model);
        var micro = new JournalBatch();
        var position = 0L;
        for (var first = 0; first < events.Count; first += EventsPerCut)
        {
            journal.AppendAsync(events.Part(first, Math.Min(EventsPerCut, events.Count - first)), null, CancellationToken.None).GetAwaiter().GetResult();
            micro.Fill(journal, position, journal.End, bounded: true);
            scorer.Score(micro.Events, hosted);
            position = micro.Until;
        }
    }

    private static GroupPrint WithoutScore(GroupPrint group) => group with { Score = 0, Contributions = "", Opens = false };
}
