using Det0131.Datasets.Simulation;

namespace Det0131.Datasets.Tests.Simulation;

public class DemoOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid()
    {
        var options = new DemoOptions();
        options.Validate();

        Assert.Equal(DayOfWeek.Monday, options.ScoredStart.DayOfWeek);
        Assert.Equal(21, options.ScoredStart.DayNumber - options.Start.DayNumber);
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var options = new DemoOptions { Start = new DateOnly(1999, 9, 8), HistoryWeeks = 0, ScoredDays = 8 };

        var fault = Assert.Throws<ArgumentException>(options.Validate);

        Assert.Contains("Start is 1999-09-08, a Wednesday; expected a Monday", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Start is in 1999; expected 2000 to 2100", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HistoryWeeks is 0; expected 1 to 26", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ScoredDays is 8; expected 1 to 7", fault.Message, StringComparison.Ordinal);
    }
}
