using System.Buffers;
using System.Text.Json;
using Det0131.Models.Alerts;

namespace Det0131.Models.Tests.Alerts;

public sealed class GroupsWriterTests
{
    internal static ScoredGroup Sample() => new()
    {
        AnalyticId = "AN0367",
        Entity = AlertSamples.AliceOnPc7,
        Destination = AlertSamples.Files,
        FirstMicros = AlertSamples.Night,
        LastMicros = AlertSamples.Night + 5,
        ReturnPeriod = ReturnPeriod.Measured(43),
        Stratum = "flow+process/2-15",
        EventCount = 3,
        Events = [new EventReference("CAbc12", "zeek.conn", "conn.log", 9), new EventReference(null, "windows.sysmon", null, 0)],
        BytesOut = 412_345_678,
        Contributions = AlertSamples.Contributions,
    };

    [Fact]
    public void Write_TwoGroups_GivesTwoLinesThatReadBackExactly()
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new GroupsWriter(output);
        writer.Write(Sample());
        writer.Write(Sample() with { ReturnPeriod = ReturnPeriod.Uncalibrated, BytesOut = null });
        string[] lines = System.Text.Encoding.UTF8.GetString(output.WrittenSpan).Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.Equal("", lines[2]);
        JsonElement group = JsonElement.Parse(lines[0]);
        double sum = 0;
        foreach (JsonElement contribution in group.GetProperty("contributions").EnumerateArray())
        {
            sum += contribution.GetProperty("bits").GetDouble();
        }

        Assert.Equal(Sample().ScoreBits, sum);
        Assert.Equal(Sample().ScoreBits, group.GetProperty("score_bits").GetDouble());
        Assert.Equal(43, group.GetProperty("return_period").GetProperty("days").GetDouble());
        Assert.Equal(1.0 / 43, group.GetProperty("return_period").GetProperty("rate_per_day").GetDouble());
        Assert.Equal("flow+process/2-15", group.GetProperty("stratum").GetString());
        Assert.Equal(9, group.GetProperty("events")[0].GetProperty("line").GetInt64());
        Assert.False(group.GetProperty("events")[1].TryGetProperty("record_id", out _));

        JsonElement uncalibrated = JsonElement.Parse(lines[1]);
        Assert.False(uncalibrated.GetProperty("return_period").TryGetProperty("days", out _));
        Assert.False(uncalibrated.TryGetProperty("bytes_out", out _));
    }
}
