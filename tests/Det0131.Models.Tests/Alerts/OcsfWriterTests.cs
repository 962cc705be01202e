using System.Buffers;
using System.Text;
using System.Text.Json;
using Det0131.Models.Alerts;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Alerts;

/// <summary>Checked against the published schema's facts in Fixtures/Alerts/ocsf-1.5.0-detection-finding.json.</summary>
public sealed class OcsfWriterTests
{
    public static TheoryData<string> Samples => ["ftp", "cloud", "bare", "campaign", "hostile"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Write_AnyAlert_FulfilsThePublishedSchema(string sample)
    {
        JsonElement finding = Write(Sample(sample), AlertActivity.Create);

        Assert.Empty(OcsfSchema.Faults(finding, "detection_finding"));
    }

    [Fact]
    public void Write_FullAlert_HasEveryRecommendedAttribute()
    {
        JsonElement finding = Write(AlertSamples.Ftp(), AlertActivity.Create);

        Assert.Empty(OcsfSchema.MissingRecommended(finding, "detection_finding"));
    }

    // The checker must be able to fail: the same record without a required member, and with a misspelt one.
    [Fact]
    public void Faults_DamagedRecord_AreFound()
    {
        string text = WriteText(AlertSamples.Ftp(), AlertActivity.Create);

        Assert.Contains("detection_finding.severity_id is required", OcsfSchema.Faults(
            JsonElement.Parse(text.Replace("\"severity_id\"", "\"severity_idx\"", StringComparison.Ordinal)), "detection_finding"));
        Assert.Contains("detection_finding.class_uid = 2003 is not in the enumeration", OcsfSchema.Faults(
            JsonElement.Parse(text.Replace("\"class_uid\":2004", "\"class_uid\":2003", StringComparison.Ordinal)), "detection_finding"));
    }

    [Fact]
    public void Write_FullAlert_SaysWhoWhatWhenAndHowRare()
    {
        Alert alert = AlertSamples.Ftp();
        JsonElement finding = Write(alert, AlertActivity.Update);

        Assert.Equal(200402, finding.GetProperty("type_uid").GetInt32());
        Assert.Equal((int)AlertSeverity.Medium, finding.GetProperty("severity_id").GetInt32());
        Assert.Equal(1_772_590_328_500, finding.GetProperty("start_time").GetInt64());
        Assert.Equal(85, finding.GetProperty("confidence_score").GetInt32());
        Assert.Equal(60, finding.GetProperty("timezone_offset").GetInt32());
        JsonElement info = finding.GetProperty("finding_info");
        Assert.Equal(alert.Id, info.GetProperty("uid").GetString());
        Assert.Equal("TA0010", info.GetProperty("attacks")[0].GetProperty("tactic").GetProperty("uid").GetString());
        Assert.Equal("T1048", info.GetProperty("attacks")[0].GetProperty("technique").GetProperty("uid").GetString());
        Assert.Equal("T1048.003", info.GetProperty("attacks")[0].GetProperty("sub_technique").GetProperty("uid").GetString());
        Assert.Equal("18.1", info.GetProperty("attacks")[0].GetProperty("version").GetString());
        Assert.Equal(14, info.GetProperty("related_events_count").GetInt32());
        Assert.Equal("00000000000000000000000000001234", info.GetProperty("related_events")[0].GetProperty("uid").GetString());
        JsonElement own = finding.GetProperty("unmapped").GetProperty("det0131");
        double sum = 0;
        foreach (JsonElement contribution in own.GetProperty("contributions").EnumerateArray())
        {
            sum += contribution.GetProperty("bits").GetDouble();
        }

        Assert.Equal(own.GetProperty("score_bits").GetDouble(), sum);
        Assert.Equal(alert.ScoreBits, sum);
        Assert.Equal("rarer_than", own.GetProperty("return_period").GetProperty("kind").GetString());
        Assert.Equal("2026-03-04T03:12:08+01:00", own.GetProperty("first_local").GetString());
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytesAndOneLineEach()
    {
        string once = WriteText(AlertSamples.Ftp(), AlertActivity.Create);

        Assert.Equal(once, WriteText(AlertSamples.Ftp(), AlertActivity.Create));
        Assert.Equal(once.Length - 1, once.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Write_HostileText_IsPureAsciiJson()
    {
        string text = WriteText(Sample("hostile"), AlertActivity.Create);

        Assert.All(text.TrimEnd('\n'), character => Assert.InRange(character, ' ', '~'));
    }

    internal static Alert Sample(string name) => name switch
    {
        "cloud" => AlertSamples.Ftp() with
        {
            AnalyticId = "AN0370",
            AnalyticName = "IaaS",
            TechniqueIds = ["T1048", "T1537"],
            Entity = new AlertEntity(null, "deploy") { Platform = Platform.IaaS, UserClass = UserClass.CloudRole },
            Destination = new AlertDestination("bucket-a") { Resource = "bucket-a" },
            Events =
            [
                AlertEvent.From(
                    new SecurityEvent { Kind = EventKind.CloudApiCall, Source = "aws.cloudtrail", CloudAction = "s3:GetObject", CloudResource = "bucket-a" }, 5),
            ],
        },
        "bare" => new Alert
        {
            Id = "0",
            AnalyticId = "AN0371",
            AnalyticName = "ESXi",
            TechniqueIds = ["T1048"],
            Entity = new AlertEntity("10.0.0.5", null) { Platform = Platform.ESXi },
            Destination = new AlertDestination("198.51.100.4"),
            FirstMicros = -1,
            LastMicros = -1,
            ReturnPeriod = ReturnPeriod.Uncalibrated,
            MaturityPeriods = 0,
            ModelVersion = "v",
            Contributions = [],
            Headline = "h",
        },
        "campaign" => AlertSamples.Ftp() with
        {
            Flags = AlertFlags.Campaign | AlertFlags.OverBudget | AlertFlags.ColdStart | AlertFlags.OptimisticRates,
            Status = AlertStatus.InProgress,
            CampaignMembers = [.. Enumerable.Range(0, 7).Select(i => new AlertEntity($"pc{i}", null))],
        },
        "hostile" => AlertSamples.Ftp() with
        {
            Headline = "x\u001b[2J\u202egnp.exe \ud800 </script> \0",
            Events =
            [
                AlertEvent.From(
                    new SecurityEvent { Kind = EventKind.FileAccess, Source = "x", FilePath = "/tmp/\u202e/", Process = "\r\n", DnsName = "\ud800", Transport = "é" }, null),
            ],
        },
        _ => AlertSamples.Ftp(),
    };

    private static JsonElement Write(Alert alert, AlertActivity activity) => JsonElement.Parse(WriteText(alert, activity));

    private static string WriteText(Alert alert, AlertActivity activity)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new OcsfWriter(output);
        writer.Write(alert, activity);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
