using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Learning.Rescoring;
using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Learning.Rescoring;

public sealed class HistoryRescoringTests
{
    private const int HistoryDays = 21;
    private const int CutDay = 15;

    /// <summary>
    /// Against the detector's own path: a builder that looks every observation up when it is made, one run for each view. With few questions remembered they
    /// are numbered anew every few events.
    /// </summary>
    [Theory]
    [InlineData(4 << 20)]
    [InlineData(7)]
    public void Take_TwoViews_GiveTheGroupsOfTwoDetectors(int mostQuestions)
    {
        var site = new SmallSite(5).Office(8, 0, HistoryDays).Backup(0, HistoryDays, servers: 2);
        var model = site.Learn(HistoryDays).Model;
        var events = site.History(SmallSite.Monday + HistoryDays * SmallSite.Day);
        var cut = SmallSite.Monday + CutDay * SmallSite.Day;
        var keys = new IncidentKeys();
        var (first, second) = (Index(model), Index(model).Twin());
        second.LeaveOutFrom(Units(model, cut));
        var whole = new HistoryView(first, model.Seasons, model.Calendar, long.MaxValue, keys);
        var early = new HistoryView(second, SeasonalBook.Empty, model.Calendar, cut, keys);
        var situator = new EventSituator(model.Context);
        using (var rescoring = new HistoryRescoring(situator, SiteKnowledge.Tools(model.Context), model.Calendar, first, keys, whole, early) { MostQuestions = mostQuestions })
        {
            events.Replay(long.MinValue, long.MaxValue, e => rescoring.Take(situator.Situate(e)), CancellationToken.None);
            rescoring.Complete();
        }

        var expectedWhole = Detected(model, events, model.Seasons, long.MaxValue);
        var expectedEarly = Detected(model, events, SeasonalBook.Empty, cut);
        Assert.True(expectedWhole.Count > 500);
        Assert.All(AnalyticCatalogue.All.Select(a => a.Id), analytic =>
        {
            var number = AnalyticCatalogue.All.ToList().FindIndex(a => a.Id == analytic);
            Assert.Equal(expectedWhole.Where(g => g.Analytic == number).Select(g => g.Text), Texts(whole.Past[number]));
            Assert.Equal(0, whole.Future[number].Count);
            Assert.Equal(expectedEarly.Where(g => g.Analytic == number && g.FirstMicros < cut).Select(g => g.Text), Texts(early.Past[number]));
            Assert.Equal(expectedEarly.Where(g => g.Analytic == number && g.FirstMicros >= cut).Select(g => g.Text), Texts(early.Future[number]));
        });
        Assert.Contains(early.Future, g => g.Count > 0);
    }

    private static List<(int Analytic, long FirstMicros, string Text)> Detected(ScoringModel model, MemoryHistory events, SeasonalBook seasons, long cut)
    {
        var groups = new List<(int, long, string)>();
        var index = Index(model);
        if (cut < long.MaxValue)
        {
            index.LeaveOutFrom(Units(model, cut));
        }

        var builder = new GroupBuilder(
            new EventSituator(model.Context), new FeatureExtractor(SiteKnowledge.Tools(model.Context)), index, seasons, SiteKnowledge.Indicators, leaveOwnDateOut: true,
            group =>
            {
                var row = new float[ModelColumns.Names(AnalyticCatalogue.All[group.Analytic]).Count];
                ModelColumns.Fill(group, row);
                groups.Add((group.Analytic, group.FirstMicros,
                    Text(group.Entity, group.Destination, FeatureCalendar.Number(group.FirstMicros, SmallSite.Day), group.KindMask, group.EventCount, row)));
            });
        using var own = new OwnPeriodOut(index, model.Calendar);
        events.Replay(long.MinValue, long.MaxValue, e =>
        {
            if (e.TimeMicros < cut)
            {
                own.MoveTo(e.TimeMicros);
            }
            else
            {
                own.Stop();
            }

            builder.Process(e);
        }, CancellationToken.None);
        builder.CloseAll();
        return groups;
    }

    private static IEnumerable<string> Texts(TrainingGroups groups)
    {
        var row = new float[groups.Width];
        for (var i = 0; i < groups.Count; i++)
        {
            groups.Row(i, row);
            var (fact, key) = (groups.Fact(i), groups.Key(i));
            yield return Text(key.Entity, key.Destination, fact.Day, fact.KindMask, fact.Events, row);
        }
    }

    // Floats as bits: the same to the last one.
    private static string Text(string entity, string destination, int day, int kinds, int events, float[] row) =>
        $"{entity} | {destination} | {day} | {kinds} | {events} | {string.Join(' ', row.Select(BitConverter.SingleToInt32Bits))}";

    private static BaselineIndex Index(ScoringModel model) => new(model.Table, SiteKnowledge.IndexOptions(model.Context, null));

    private static int[] Units(ScoringModel model, long micros) => [.. FeatureCatalogue.All.Select(f => model.Calendar.UnitAt(f, micros))];
}
