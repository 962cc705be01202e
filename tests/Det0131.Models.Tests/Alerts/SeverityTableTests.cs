using Det0131.Models.Alerts;
using static Det0131.Models.Alerts.AlertSeverity;

namespace Det0131.Models.Tests.Alerts;

public sealed class SeverityTableTests
{
    // The table of SeverityTable's documentation, typed a second time: rows begin at their lower figure.
    [Theory]
    [InlineData(0.01, Informational, Low, Low, Medium)]
    [InlineData(6.999, Informational, Low, Low, Medium)]
    [InlineData(7, Low, Low, Medium, Medium)]
    [InlineData(30, Low, Medium, Medium, High)]
    [InlineData(90, Medium, Medium, High, High)]
    [InlineData(365, Medium, High, Critical, Critical)]
    [InlineData(3650, High, Critical, Critical, Critical)]
    [InlineData(1e300, High, Critical, Critical, Critical)]
    public void Of_EachRow_GivesTheWrittenTable(
        double days, AlertSeverity low, AlertSeverity normal, AlertSeverity high, AlertSeverity critical)
    {
        AlertSeverity[] measured = [.. Enum.GetValues<AssetCriticality>().Select(c => SeverityTable.Of(ReturnPeriod.Measured(days), c))];
        AlertSeverity[] bound = [.. Enum.GetValues<AssetCriticality>().Select(c => SeverityTable.Of(ReturnPeriod.RarerThan(days), c))];

        Assert.Equal([low, normal, high, critical], measured);
        Assert.Equal(measured, bound);
    }

    [Fact]
    public void Of_Uncalibrated_LetsTheAssetAloneSpeak() => Assert.Equal(
        [Informational, Low, Medium, Medium],
        Enum.GetValues<AssetCriticality>().Select(c => SeverityTable.Of(ReturnPeriod.Uncalibrated, c)));

    // Property: rarer or more critical is never less severe.
    [Fact]
    public void Of_RarerOrMoreCritical_IsNeverLessSevere()
    {
        double[] days = [0.1, 1, 6.9, 7, 29, 30, 89, 90, 364, 365, 3649, 3650, 1e6];
        for (int i = 1; i < days.Length; i++)
        {
            foreach (AssetCriticality criticality in Enum.GetValues<AssetCriticality>())
            {
                AlertSeverity severity = SeverityTable.Of(ReturnPeriod.Measured(days[i]), criticality);
                Assert.True(severity >= SeverityTable.Of(ReturnPeriod.Measured(days[i - 1]), criticality));
                Assert.True(criticality == AssetCriticality.Low || severity >= SeverityTable.Of(ReturnPeriod.Measured(days[i]), criticality - 1));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Of_UndefinedCriticality_IsRefused(int criticality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SeverityTable.Of(ReturnPeriod.Uncalibrated, (AssetCriticality)criticality));
}
