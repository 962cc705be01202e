using System.Text;
using Det0131.Models.Alerts;
using Det0131.Models.Feedback;

namespace Det0131.Models.Tests.Alerts;

public sealed class AllowRulesTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddMicroseconds(AlertSamples.Ftp().LastMicros);

    [Fact]
    public void Apply_EntryInForce_HidesAndCounts()
    {
        var outcome = new AllowRules([Entry("b", At.AddDays(9), destination: "EXAMPLE.net"), Entry("a", At.AddDays(1), entity: "pc8")]).Apply([AlertSamples.Ftp()]);
        Assert.Empty(outcome.Shown);
        Assert.Equal([("a", 0), ("b", 1)], outcome.Hidden.Select(h => (h.Entry.Id, h.Alerts)));
        Assert.Empty(outcome.Expired);
    }

    [Fact]
    public void Apply_EntryThatHasEnded_ShowsTheAlertAndSaysSo()
    {
        var outcome = new AllowRules([Entry("a", At, entity: "pc7")]).Apply([AlertSamples.Ftp()]);
        Assert.Single(outcome.Shown);
        Assert.Equal(("a", 1), outcome.Expired.Select(e => (e.Entry.Id, e.Alerts)).Single());
    }

    /// <summary>The sample's weightiest feature is the tool started by winword.exe; the protocol is not.</summary>
    [Theory]
    [InlineData("lineage.transfer_tool", null, true)]
    [InlineData("lineage.transfer_tool", "WINWORD.EXE", true)]
    [InlineData("lineage.transfer_tool", "cmd.exe", false)]
    [InlineData("protocol.host", "ftp:21", false)]
    public void Matches_FeatureAndValue_OnlyTheWeightiest(string feature, string? value, bool matches) =>
        Assert.Equal(matches, (Entry("a", At.AddDays(1), entity: "pc7") with { Feature = feature, Value = value }).Matches(AlertSamples.Ftp(), At));

    [Fact]
    public void Of_VerdictExpected_HidesThatAlertAndNoOther()
    {
        var alert = AlertSamples.Ftp();
        var rules = AllowRules.Of(FeedbackSnapshot.Of([FeedbackItem.Of(alert, FeedbackVerdict.Expected, "ann", At, "monthly report")]));
        Assert.Equal(("ann", "monthly report"), (rules.Entries[0].Owner, rules.Entries[0].Reason));
        var other = alert with { Destination = AlertSamples.Files with { Key = "elsewhere.example", Domain = null, Address = null } };
        Assert.Equal(other, Assert.Single(rules.Apply([alert, other]).Shown));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"id":"a","reason":"why not","owner":"ann","madeAt":"2026-01-01T00:00:00Z","expiresAt":"2027-01-01T00:00:00Z"}]""")]
    [InlineData("""[{"id":"a","entity":"pc7","value":"x","reason":"why not","owner":"ann","madeAt":"2026-01-01T00:00:00Z","expiresAt":"2027-01-01T00:00:00Z"}]""")]
    [InlineData("[null]")]
    public void FromBytes_NoAllowList_IsRefused(string text) => Assert.Throws<InvalidDataException>(() => AllowRules.FromBytes(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void FromBytes_ListOfTheService_IsRead() => Assert.Equal("pc7", AllowRules.FromBytes(
        """[{"id":"a","entity":"pc7","reason":"why not","owner":"ann","madeAt":"2026-01-01T00:00:00Z","expiresAt":"2027-01-01T00:00:00Z"}]"""u8).Entries[0].Entity);

    private static AllowEntry Entry(string id, DateTimeOffset expires, string? entity = null, string? destination = null) => new()
    {
        Id = id, Entity = entity, Destination = destination, Reason = "meant to happen", Owner = "ann", MadeAt = At.AddDays(-1), ExpiresAt = expires,
    };
}
