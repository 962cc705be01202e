using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Det0131.Models.Alerts;
using Det0131.Models.Tests.State;

namespace Det0131.Models.Tests.Alerts;

public sealed class AlertJsonTests
{
    /// <summary>Property over 300 random alerts: every public property, found by reflection, comes back, and so do the bytes.</summary>
    [Fact]
    public void FromBytes_OfToBytes_IsTheSameAlert()
    {
        var alerts = new RandomAlerts(7);
        for (var i = 0; i < 300; i++)
        {
            var alert = alerts.Next();
            var bytes = AlertJson.ToBytes(alert);
            var back = AlertJson.FromBytes(bytes);
            Assert.Equal(Flattened.Of(alert), Flattened.Of(back));
            Assert.Equal(bytes, AlertJson.ToBytes(back));
            Assert.Equal(bytes, AlertJson.ToBytes(alert with { Contributions = [.. alert.Contributions], Events = [.. alert.Events] }));
        }
    }

    [Fact]
    public void ToBytes_OfDifferentAlerts_Differ()
    {
        var alert = AlertSamples.Ftp();
        Alert[] others = [alert with { EventCount = 15 }, alert with { BytesOut = null }, alert with { Flags = AlertFlags.OverBudget }, alert with { Entity = alert.Entity with { User = null } }, alert with { Events = [alert.Events[0]] }];
        Assert.All(others, other => Assert.NotEqual(AlertJson.ToBytes(alert), AlertJson.ToBytes(other)));
    }

    [Fact]
    public void ToBytes_HostileText_IsPlainAsciiOnOneLine()
    {
        var alerts = new RandomAlerts(8);
        for (var i = 0; i < 50; i++)
        {
            Assert.DoesNotContain(AlertJson.ToBytes(alerts.Next()), b => b is < 0x20 or > 0x7e or (byte)'<' or (byte)'>' or (byte)'&' or (byte)'\'');
        }
    }

    [Fact]
    public void ToBytes_HalfASurrogatePair_BecomesTheReplacementCharacter()
    {
        var cut = "😀"[..1];
        var back = AlertJson.FromBytes(AlertJson.ToBytes(AlertSamples.Ftp() with { Headline = $"a{cut}b" }));
        Assert.Equal("a\ufffdb", back.Headline);
    }

    [Fact]
    public void FromBytes_UnknownField_IsPassedOver()
    {
        var node = JsonNode.Parse(AlertJson.ToBytes(AlertSamples.Ftp()))!.AsObject();
        node["newerField"] = new JsonObject { ["a"] = 1 };
        Assert.Equal(Flattened.Of(AlertSamples.Ftp()), Flattened.Of(AlertJson.FromBytes(Bytes(node))));
    }

    /// <summary>Every required field in turn, and what a damaged store could hold.</summary>
    [Fact]
    public void FromBytes_DamagedText_SaysWhatIsWrong()
    {
        var whole = JsonNode.Parse(AlertJson.ToBytes(AlertSamples.Ftp()))!.AsObject();
        string[] required = ["id", "analyticId", "techniqueIds", "entity", "destination", "firstMicros", "lastMicros", "returnPeriod", "maturityPeriods", "modelVersion", "contributions", "headline"];
        Assert.All(required, name => Refused(o => o.Remove(name), name));
        Assert.All(required, name => Refused(o => o[name] = null, ""));
        Refused(o => o["events"]![0]!["identity"] = "12", "events[0].identity");
        Refused(o => o["events"]![0]!["identity"] = 12, "events[0].identity");
        Refused(o => o["events"]!.AsArray().Insert(0, null), "Events[0]");
        Refused(o => o["contributions"]!.AsArray().Add(null), "Contributions[5]");
        Refused(o => o["contributions"]![0]!["bits"] = "NaN", "finite number of bits");
        Refused(o => o["contributions"]![0]!["value"] = new JsonArray(1), "contributions[0].value");
        Refused(o => o["returnPeriod"] = new JsonObject { ["kind"] = "Measured", ["days"] = -1 }, "days");
        Refused(o => o["returnPeriod"] = new JsonObject { ["kind"] = "Often" }, "returnPeriod");
        Refused(o => o["lastMicros"] = 0, "before its first");
        foreach (var text in new[] { "", "null", "[]", "{", "{\"id\":\"a\",\"id\":\"b\"}", "\ud83d", "3" })
        {
            Assert.Throws<InvalidDataException>(() => AlertJson.FromBytes(Encoding.UTF8.GetBytes(text)));
        }

        void Refused(Action<JsonObject> damage, string says)
        {
            var damaged = whole.DeepClone().AsObject();
            damage(damaged);
            Assert.Contains(says, Assert.Throws<InvalidDataException>(() => AlertJson.FromBytes(Bytes(damaged))).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Cut at every byte and flipped at random: it reads as an alert or is refused, and nothing else happens.</summary>
    [Fact]
    public void FromBytes_CutOrFlipped_IsReadOrRefused()
    {
        var whole = AlertJson.ToBytes(AlertSamples.Ftp());
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => AlertJson.FromBytes(whole.AsSpan(0, length)));
        }

        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var flipped = whole.ToArray();
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                AlertJson.FromBytes(flipped);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 1_999);
    }

    private static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node);
}
