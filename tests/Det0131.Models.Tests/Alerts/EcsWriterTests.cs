using System.Buffers;
using System.Text.Json;
using Det0131.Models.Alerts;

namespace Det0131.Models.Tests.Alerts;

public sealed class EcsWriterTests
{
    // Field names and allowed values as listed in the ECS 8.17 field reference (event, rule, threat, host, user, source, destination,
    // network, process, related). Everything of ours is under det0131.
    private static readonly string[] EcsFields =
    [
        "@timestamp", "message", "tags", "ecs.version",
        "event.kind", "event.category", "event.type", "event.id", "event.code", "event.module", "event.dataset", "event.provider", "event.action",
        "event.severity", "event.risk_score", "event.start", "event.end", "event.duration", "event.timezone", "event.reason",
        "rule.id", "rule.name", "rule.ruleset", "rule.description", "rule.reference", "rule.version", "rule.category",
        "threat.framework", "threat.tactic.id", "threat.tactic.name", "threat.tactic.reference", "threat.technique.id", "threat.technique.name",
        "threat.technique.reference", "threat.technique.subtechnique.id", "threat.technique.subtechnique.name", "threat.technique.subtechnique.reference",
        "host.name", "host.hostname", "host.ip", "host.os.type", "user.name", "user.domain", "source.address", "source.ip", "source.bytes",
        "destination.address", "destination.ip", "destination.domain", "destination.port", "destination.geo.country_iso_code", "destination.as.number",
        "destination.as.organization.name", "network.transport", "network.protocol", "network.direction", "network.bytes",
        "process.name", "process.executable", "process.command_line", "process.entity_id", "process.parent.name", "related.hosts", "related.user", "related.ip",
    ];

    [Theory]
    [MemberData(nameof(OcsfWriterTests.Samples), MemberType = typeof(OcsfWriterTests))]
    public void Write_AnyAlert_UsesOnlyFieldsOfTheReference(string sample)
    {
        var names = new List<string>();
        Flatten(Write(OcsfWriterTests.Sample(sample)), "", names);

        Assert.Empty(names.Where(name => !name.StartsWith("det0131.", StringComparison.Ordinal)).Except(EcsFields));
        Assert.Contains("event.kind", names);
        Assert.Contains("det0131.score_bits", names);
    }

    [Fact]
    public void Write_FullAlert_SaysAlertExfiltrationAndWho()
    {
        JsonElement alert = Write(AlertSamples.Ftp());

        Assert.Equal("alert", alert.GetProperty("event").GetProperty("kind").GetString());
        Assert.Equal(["intrusion_detection", "network"], Strings(alert.GetProperty("event").GetProperty("category")));
        Assert.Equal(3, alert.GetProperty("event").GetProperty("severity").GetInt32());
        Assert.Equal(1_683_250_000_000, alert.GetProperty("event").GetProperty("duration").GetInt64());
        Assert.Equal("MITRE ATT&CK", alert.GetProperty("threat").GetProperty("framework").GetString());
        Assert.Equal(["TA0010"], Strings(alert.GetProperty("threat").GetProperty("tactic").GetProperty("id")));
        Assert.Equal(["T1048"], Strings(alert.GetProperty("threat").GetProperty("technique").GetProperty("id")));
        Assert.Equal(["T1048.003"], Strings(alert.GetProperty("threat").GetProperty("technique").GetProperty("subtechnique").GetProperty("id")));
        Assert.Equal("alice", alert.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal("corp", alert.GetProperty("user").GetProperty("domain").GetString());
        Assert.Equal(64500, alert.GetProperty("destination").GetProperty("as").GetProperty("number").GetInt64());
        Assert.Equal("EXAMPLE-NET", alert.GetProperty("destination").GetProperty("as").GetProperty("organization").GetProperty("name").GetString());
        Assert.Equal("windows", alert.GetProperty("host").GetProperty("os").GetProperty("type").GetString());
        Assert.Equal(AlertSamples.Ftp().ScoreBits, alert.GetProperty("det0131").GetProperty("score_bits").GetDouble());
    }

    private static JsonElement Write(Alert alert)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new EcsWriter(output);
        writer.Write(alert);
        return JsonElement.Parse(output.WrittenSpan);
    }

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetString()!)];

    private static void Flatten(JsonElement element, string prefix, List<string> names)
    {
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten(member.Value, prefix + member.Name + ".", names);
            }
            else
            {
                names.Add(prefix + member.Name);
            }
        }
    }
}
