using Det0131.Datasets.Simulation;
using Det0131.Models.Alerts;
using Det0131.Models.Events;
using Det0131.Models.Feedback;
using Det0131.Training.Backtesting;

namespace Det0131.Training.Tests.Backtesting;

public sealed class SimulatedAnalystsTests
{
    private const long Day = 86_400_000_000;

    // Every third alert has an event of the act.
    private static readonly ActLabels Acts = new(
        [new StagedAct("a", "AN0367", "p", "e", "d", null, [.. Enumerable.Range(0, 400).Where(i => i % 3 == 0).Select(i => $"event:{i + 1:x32}")])], "/logs");

    [Fact]
    public void Label_NobodyErrs_IsTheGroundTruth() =>
        Assert.All(Label(0, 1), i => Assert.Equal(int.Parse(i.AlertId, System.Globalization.CultureInfo.InvariantCulture) % 3 == 0, i.Verdict == FeedbackVerdict.TruePositive));

    /// <summary>Of 400 verdicts a fifth, give or take four standard deviations, is wrong; with another seed others are.</summary>
    [Fact]
    public void Label_AFifthErrs_AboutAFifthIsWrongAndTheSeedDecidesWhich()
    {
        var truth = Label(0, 1);
        var (first, second) = (Wrong(Label(0.2, 1)), Wrong(Label(0.2, 2)));
        Assert.InRange(first.Count, 48, 112);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Wrong(Label(0.2, 1)));
        List<string> Wrong(IReadOnlyList<FeedbackItem> items) => [.. items.Zip(truth).Where(p => p.First.Verdict != p.Second.Verdict).Select(p => p.First.AlertId)];
    }

    [Fact]
    public void Label_MoreAlertsThanAreLookedAt_TakesTheRarestOfEachWeek()
    {
        // 2026-08-03 is a Monday; the last of the second week is beyond its day's budget.
        var monday = (long)(new DateTimeOffset(2026, 8, 3, 0, 0, 0, TimeSpan.Zero) - DateTimeOffset.UnixEpoch).TotalDays;
        Alert[] alerts = [.. Enumerable.Range(0, 14).Select(i => Alert(i, (monday + i) * Day, 1 + i))];
        alerts[13] = alerts[13] with { Flags = AlertFlags.OverBudget };
        var labelled = SimulatedAnalysts.Label(alerts, Acts, 2, 0, 1);
        Assert.Equal(["11", "12", "5", "6"], labelled.Select(i => i.AlertId));
        Assert.Equal(labelled, FeedbackText.Read(FeedbackText.ToBytes(labelled)), (a, b) => a.AlertId == b.AlertId && a.Verdict == b.Verdict && a.At == b.At);
    }

    [Fact]
    public void Label_HarmlessOnceAlready_IsExpected()
    {
        var first = Label(0, 1);
        Alert[] again = [.. Enumerable.Range(0, 6).Select(i => Alert(i + 1000, 9 * Day, 1) with { Entity = new AlertEntity(i == 5 ? "pc2" : "pc1", null) })];
        var second = SimulatedAnalysts.Label(again, Acts, 400, 0, 1, first);
        Assert.Equal(Enumerable.Repeat(FeedbackVerdict.Expected, 5).Append(FeedbackVerdict.Benign), second.Select(i => i.Verdict));
        Assert.All(SimulatedAnalysts.Label([Alert(0, 9 * Day, 1)], Acts, 400, 0, 1, first), i => Assert.Equal(FeedbackVerdict.TruePositive, i.Verdict));
    }

    private static IReadOnlyList<FeedbackItem> Label(double errors, ulong seed) =>
        SimulatedAnalysts.Label([.. Enumerable.Range(0, 400).Select(i => Alert(i, Day, 1))], Acts, 400, errors, seed);

    private static Alert Alert(int id, long micros, double days) => new()
    {
        Id = id.ToString(System.Globalization.CultureInfo.InvariantCulture), AnalyticId = "AN0367", AnalyticName = "Windows", TechniqueIds = ["T1048"], Entity = new AlertEntity("pc1", null),
        Destination = new AlertDestination("d"), FirstMicros = micros, LastMicros = micros, ReturnPeriod = ReturnPeriod.RarerThan(days), MaturityPeriods = 1, ModelVersion = "v",
        Contributions = [], Headline = "h",
        Events = [new AlertEvent { Identity = (UInt128)(id + 1), Source = "any", TimeMicros = micros, Kind = EventKind.NetworkFlow, Summary = "s" }],
    };
}
