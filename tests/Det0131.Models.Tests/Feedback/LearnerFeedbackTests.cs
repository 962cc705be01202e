using Det0131.Models.Events;
using Det0131.Models.Feedback;
using Det0131.Models.Learning;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Feedback;

public sealed class LearnerFeedbackTests
{
    private const int Days = 21;

    /// <summary>What is learned with the theft confirmed is what is learned from a history in which it never was: the twin. Its process start, which names no destination, is listed by the alert.</summary>
    [Fact]
    public void Learn_ConfirmedTheft_TeachesTheBaselinesNothing()
    {
        var clean = Site().Learn(Days);
        var site = Site();
        var firstOfTheft = site.Events.Count;
        for (var night = 15; night < 20; night++)
        {
            site.Transfer("bk1", SmallSite.Monday + (night * SmallSite.Day) + (3 * SmallSite.Hour), "bash", "curl", "evil.example", "TR", "AS64999 EVIL", 5_000_000_000);
        }

        var theft = site.Events.Skip(firstOfTheft).ToList();
        var snapshot = FeedbackSnapshot.Of(
        [
            new FeedbackItem
            {
                AlertId = "t1", Verdict = FeedbackVerdict.TruePositive, Who = "ann", At = DateTimeOffset.UnixEpoch.AddDays(21_000), Analytic = "AN0368",
                Entity = "backup on bk1", Entities = [new FeedbackEntity("bk1", "backup@bk1"), new FeedbackEntity("bk1", "backup")], Destination = "evil.example",
                FirstEvent = DateTimeOffset.UnixEpoch.AddMicroseconds(theft[0].TimeMicros), LastEvent = DateTimeOffset.UnixEpoch.AddMicroseconds(theft[^1].TimeMicros),
                EventIds = [.. theft.Where(e => e.Kind == EventKind.ProcessStart).Select(e => e.Identity.ToString("x32", System.Globalization.CultureInfo.InvariantCulture))],
            },
        ]);
        var taught = site.Learn(Days);
        var confirmed = site.Learn(Days, SmallSite.Options with { Feedback = snapshot });

        Assert.Contains(taught.Model.Table.Rows(), r => r.Value.Contains("TR", StringComparison.Ordinal));
        Assert.Equal(clean.Model.Table.Rows(), confirmed.Model.Table.Rows());
        Assert.Equal(theft.Count, confirmed.EventsLeftOut);
        Assert.Equal(clean.GroupsByAnalytic, confirmed.GroupsByAnalytic);
    }

    [Fact]
    public void Learn_WeightsOfFeedback_AreInTheModel()
    {
        var items = Enumerable.Range(0, 30).Select(i => i % 2 == 0
            ? FeatureWeightsTests.Item(i, FeedbackVerdict.TruePositive, ("volume.day", 15)) with { FirstEvent = DateTimeOffset.UnixEpoch, LastEvent = DateTimeOffset.UnixEpoch }
            : FeatureWeightsTests.Item(i, FeedbackVerdict.Benign, ("protocol.host", 15)));
        var plain = Site().Learn(Days);
        var taught = Site().Learn(Days, SmallSite.Options with { Feedback = FeedbackSnapshot.Of(items) });
        Assert.Equal(taught.Weights.Of("AN0368", "volume.day"), Largest(taught, "volume.day") / Largest(plain, "volume.day"), 4);
        Assert.True(taught.Weights.Of("AN0368", "volume.day") > 1.1);
    }

    private static double Largest(LearnedModel learned, string feature) =>
        learned.Model.Models[Models.Analytics.AnalyticCatalogue.IndexOf(Platform.Linux)].Features.Single(f => f.Name == feature).Effects.ToArray().Max();

    private static SmallSite Site() => new SmallSite(5).Office(6, 0, Days).Backup(0, Days);
}
