using System.Security.Cryptography;
using System.Text;
using Det0131.Models.Alerts;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Alerts;

public sealed class AlertTests
{
    [Fact]
    public void ScoreBits_Contributions_IsTheirSumInListOrderExactly()
    {
        Alert alert = AlertSamples.Ftp();
        double expected = 9.137;
        expected += 6.254;
        expected += 14.2;
        expected += 6.049;
        expected += -0.333;

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(alert.ScoreBits));
        Assert.Equal(0, (alert with { Contributions = [] }).ScoreBits);
    }

    [Theory]
    [InlineData("jenkins@build02.corp", "build02.corp", "jenkins on build02.corp")]
    [InlineData("arn:aws:sts::111122223333:assumed-role/data-analyst/sofia@corp", "data-analyst", "sofia@corp as data-analyst")]
    [InlineData("arn:aws:sts::111122223333:assumed-role/data-analyst/", "data-analyst", "arn:aws:sts::111122223333:assumed-role/data-analyst/ on data-analyst")]
    [InlineData("20526", "mac7", "uid 20526 on mac7")]
    [InlineData("@mac7", "mac7", "@mac7 on mac7")]
    [InlineData("ada@corp", "mac7", "ada@corp on mac7")]
    [InlineData(null, "mac7", "mac7")]
    [InlineData("ada", null, "ada")]
    [InlineData("", "mac7", " on mac7")]
    public void Who_OfAnEntity_SaysNoNameTwice(string? user, string? host, string expected) => Assert.Equal(expected, AlertHeadline.Who(new AlertEntity(host, user)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Bits_NotFinite_IsRefused(double bits)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AlertSamples.Contributions[0] with { Bits = bits });
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureValue.OfNumber(bits, "bytes"));
    }

    // Independent: the documented byte layout, put together by hand.
    [Fact]
    public void From_Key_IsShaOfLengthPrefixedFields()
    {
        byte[] layout =
        [
            15, 0, 0, 0, .. "det0131.alert.1"u8, 6, 0, 0, 0, .. "AN0367"u8, 3, 0, 0, 0, .. "pc7"u8, 255, 255, 255, 255,
            11, 0, 0, 0, .. "example.net"u8, 1, 0, 0, 0, .. "2"u8,
        ];
        string expected = Convert.ToHexStringLower(SHA256.HashData(layout))[..32];

        Assert.Equal(expected, AlertId.From("AN0367", new AlertEntity("pc7", null), "example.net", 2 * 86_400_000_000L));
        Assert.Equal(expected, AlertId.From("AN0367", new AlertEntity("pc7", null), "example.net", (3 * 86_400_000_000L) - 1));
    }

    [Fact]
    public void From_OtherDayEntityOrDestination_GivesAnotherId()
    {
        var entity = new AlertEntity("pc7", "alice");
        string[] ids =
        [
            AlertId.From("AN0367", entity, "d", 0),
            AlertId.From("AN0367", entity, "d", -1),
            AlertId.From("AN0367", entity, "d", 86_400_000_000L),
            AlertId.From("AN0368", entity, "d", 0),
            AlertId.From("AN0367", entity, "e", 0),
            AlertId.From("AN0367", new AlertEntity("pc7", null), "d", 0),
            AlertId.From("AN0367", new AlertEntity("pc7", ""), "d", 0),
            AlertId.From("AN0367", new AlertEntity("pc7alice", ""), "d", 0),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Write_FullAndSparseFacts_ReadAsASentence()
    {
        Assert.Equal(
            @"corp\alice on pc7 sent 412 MB by ftp to files.example.net (NL) at 03:12 on 4 Mar, outside the usual hours",
            AlertSamples.Ftp().Headline);
        Assert.Equal(
            "10.0.0.7 talked to 10.9.9.9 (local) at 02:12 on 4 Mar UTC",
            AlertHeadline.Write(
                new AlertEntity("10.0.0.7", null), new AlertDestination("k") { Address = "10.9.9.9", IsLocal = true }, null, AlertSamples.Night, "No/Where", null));
        Assert.Equal(
            "backup and 6 more moved 2.5 GB of bucket-a (US) at 02:12 on 4 Mar UTC",
            AlertHeadline.Write(
                new AlertEntity(null, "backup"), new AlertDestination("k") { Resource = "bucket-a", Country = "US" }, 2_500_000_000, AlertSamples.Night, "UTC", null, 7));
        Assert.Equal(
            "root on esx1 ran scp at 02:12 on 4 Mar UTC",
            AlertHeadline.Write(new AlertEntity("esx1", "root"), new AlertDestination("scp") { Tool = "scp" }, null, AlertSamples.Night, "UTC", null));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(1049, "1.05 kB")]
    [InlineData(12_345, "12.3 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1 MB")]
    [InlineData(412_345_678, "412 MB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    [InlineData(long.MinValue, "-9.22 EB")]
    public void Bytes_AnyCount_HasThreeFigures(long count, string expected) => Assert.Equal(expected, PlainQuantity.Bytes(count));

    [Fact]
    public void Utc_TimesBeyondTheCalendar_BecomeTheNearestEnd()
    {
        Assert.Equal(DateTimeOffset.MinValue, AlertTime.Utc(long.MinValue));
        Assert.Equal(9999, AlertTime.Utc(long.MaxValue).Year);
        Assert.Equal("2026-03-04T03:12:08+01:00", AlertTime.LocalIso(AlertSamples.Night, "Europe/Amsterdam"));
        Assert.Equal(60, AlertTime.OffsetMinutes(AlertSamples.Night, "Europe/Amsterdam"));
        Assert.Equal("UTC", AlertTime.ZoneName("../../etc/passwd"));
    }

    [Fact]
    public void For_EveryAnalytic_HasAStepOfEachKindWithSource()
    {
        Assert.Equal(["AN0367", "AN0368", "AN0369", "AN0370", "AN0371"], NextChecks.AnalyticIds.Order());
        foreach (string analyticId in NextChecks.AnalyticIds)
        {
            IReadOnlyList<NextCheck> checks = NextChecks.For(analyticId, []);
            Assert.Equal(Enum.GetValues<NextCheckKind>(), checks.Select(check => check.Kind).Distinct());
            Assert.All(checks, check => Assert.True(check.Text.Length > 20 && check.Source.Length > 5));
        }
    }

    [Fact]
    public void For_FeaturePrefix_AddsItsStepsOnlyWhenTheFeatureGaveBits()
    {
        AlertContribution dns = AlertSamples.Contributions[0] with { FeatureId = "dns.information", Bits = 3 };

        int without = NextChecks.For("AN0368", []).Count;
        Assert.Equal(without + 1, NextChecks.For("AN0368", [dns]).Count);
        Assert.Equal(without, NextChecks.For("AN0368", [dns with { Bits = 0 }]).Count);
        Assert.Empty(NextChecks.For("AN9999", [dns]));
    }

    [Fact]
    public void Of_LongCommandLine_IsCutOnAWholeCharacter()
    {
        var happened = new Det0131.Models.Events.SecurityEvent
        {
            Kind = Det0131.Models.Events.EventKind.ProcessStart,
            Process = "a",
            CommandLine = new StringBuilder().Insert(0, "😀", 300).ToString(),
        };

        string summary = EventSummary.Of(happened, null);

        Assert.True(summary.Length <= EventSummary.MaxLength);
        Assert.EndsWith("😀…", summary, StringComparison.Ordinal);
    }

    /// <summary>A datastore download leaves as the answer: the far end did not send it, it fetched it.</summary>
    [Fact]
    public void EventSummary_AnswerThatLeft_IsFetchedByTheFarEnd()
    {
        var e = new SecurityEvent
        {
            Kind = EventKind.NetworkFlow, SourceAddress = "203.0.113.9", DestinationAddress = "10.0.0.5", DestinationPort = 443, Application = "ssl",
            SourceBytes = 1_000, DestinationBytes = 21_400_000_000,
        };
        Assert.Equal("203.0.113.9 fetched 21.4 GB from 10.0.0.5:443 (ssl)", EventSummary.Of(e, 21_400_000_000));
        Assert.Equal("203.0.113.9 sent 1 kB to 10.0.0.5:443 (ssl)", EventSummary.Of(e, 1_000));
    }
}
