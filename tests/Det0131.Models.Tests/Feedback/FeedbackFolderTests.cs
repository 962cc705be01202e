using System.Text;
using Det0131.Models.Feedback;

namespace Det0131.Models.Tests.Feedback;

public sealed class FeedbackFolderTests : IDisposable
{
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("det0131-feedback-");

    public void Dispose() => _store.Delete(recursive: true);

    [Fact]
    public void Add_ThenLoad_GivesTheSameSnapshotAndPointsToIt()
    {
        var folder = new FeedbackFolder(_store.FullName);
        Assert.Null(folder.Latest());
        var first = FeedbackSnapshot.Of([Item(1, FeedbackVerdict.TruePositive), Item(2, FeedbackVerdict.Benign)]);
        var second = FeedbackSnapshot.Of([Item(1, FeedbackVerdict.Benign)]);
        folder.Add(first);
        folder.Add(second);
        Assert.Equal(second.Id, folder.Latest());
        Assert.Equal(Encoding.UTF8.GetString(first.Bytes), Encoding.UTF8.GetString(folder.Load(first.Id).Bytes));
    }

    [Fact]
    public void Of_ItemsInAnotherOrder_HasTheSameId()
    {
        FeedbackItem[] items = [Item(1, FeedbackVerdict.TruePositive), Item(2, FeedbackVerdict.Benign), Item(1, FeedbackVerdict.Expected) with { At = Item(1, 0).At.AddDays(1) }];
        var snapshot = FeedbackSnapshot.Of(items);
        Assert.Equal(snapshot.Id, FeedbackSnapshot.Of(items.Reverse()).Id);
        Assert.Equal([FeedbackVerdict.Expected, FeedbackVerdict.Benign], snapshot.Items.Select(i => i.Verdict));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("0123456789abcdef")]
    public void Load_UnknownOrHostileId_IsRefused(string id) => Assert.Throws<InvalidDataException>(() => new FeedbackFolder(_store.FullName).Load(id));

    [Fact]
    public void Load_FileChangedAfterwards_IsRefused()
    {
        var folder = new FeedbackFolder(_store.FullName);
        var snapshot = FeedbackSnapshot.Of([Item(1, FeedbackVerdict.TruePositive)]);
        folder.Add(snapshot);
        var path = Path.Combine(_store.FullName, "feedback", snapshot.Id + ".ndjson");
        File.WriteAllText(path, File.ReadAllText(path).Replace("true-positive", "benign", StringComparison.Ordinal));
        Assert.Contains("was changed", Assert.Throws<InvalidDataException>(() => folder.Load(snapshot.Id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArrayOfTheService_GivesTheItems()
    {
        var items = FeedbackText.Read("""
            [{"alertId":"x1","verdict":"true-positive","who":"ann","at":"2026-10-02T08:00:00Z","analytic":"AN0367","entity":"alice on pc7",
              "destination":"evil.example","firstEvent":"2026-10-01T02:10:00Z","lastEvent":"2026-10-01T02:20:00Z","later":1}]
            """u8);
        Assert.Equal(("x1", FeedbackVerdict.TruePositive, "evil.example"), (items[0].AlertId, items[0].Verdict, items[0].Destination));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"alertId":"x","verdict":"maybe","who":"a","at":"2026-10-02T08:00:00Z","analytic":"A","entity":"e","destination":"d","firstEvent":"2026-10-01T02:10:00Z","lastEvent":"2026-10-01T02:20:00Z"}""")]
    [InlineData("""{"alertId":"x","verdict":"benign","who":"a","at":"2026-10-02T08:00:00Z","analytic":"A","entity":"e","destination":"d","firstEvent":"2026-10-01T02:10:00Z","lastEvent":"2026-09-01T02:20:00Z"}""")]
    [InlineData("""{"alertId":"x","verdict":"benign","who":"a","at":"2026-10-02T08:00:00Z","analytic":"A","entity":"e","destination":"d","firstEvent":"2026-10-01T02:10:00Z","lastEvent":"2026-10-01T02:20:00Z","eventIds":["zz"]}""")]
    public void Read_NoFeedback_NamesTheLine(string text) =>
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => FeedbackText.Read(Encoding.UTF8.GetBytes("\n" + text))).Message, StringComparison.Ordinal);

    private static FeedbackItem Item(int id, FeedbackVerdict verdict) => FeatureWeightsTests.Item(id, verdict, ("time.host", 3));
}
