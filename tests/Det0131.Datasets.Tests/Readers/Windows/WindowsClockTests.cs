using Det0131.Datasets.Readers.Windows;

namespace Det0131.Datasets.Tests.Readers.Windows;

public sealed class WindowsClockTests
{
    private const long Second = 1_000_000;
    private const long Hour = 3600 * Second;
    private const long Now = 1_700_000_000 * Second;

    [Theory]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(-8)]
    [InlineData(0)]
    [InlineData(5.75)]
    public void Learn_ConstantDifference_IsTakenOffToTheQuarterHour(double hours)
    {
        var shift = (long)(hours * Hour);
        var clock = new WindowsClock();
        clock.Learn(Now, Now - shift + (2 * Second));

        Assert.Equal(shift, clock.ShiftMicros);
        Assert.Equal(Now + shift, clock.Shifted(Now));
    }

    [Fact]
    public void Learn_DifferenceThatIsNoZone_TeachesNothing()
    {
        var clock = new WindowsClock();
        clock.Learn(Now, Now - (450 * Second));
        clock.Learn(Now, Now - (100 * Hour));

        Assert.Null(clock.ShiftMicros);
        Assert.Equal(Now, clock.Shifted(Now));
    }

    [Fact]
    public void Learn_NewDifference_CountsAfterThreeThatAgree()
    {
        var clock = new WindowsClock();
        clock.Learn(Now, Now - (7 * Hour));
        clock.Learn(Now, Now - (19 * Hour));
        clock.Learn(Now, Now - (19 * Hour));
        Assert.Equal(7 * Hour, clock.ShiftMicros);
        clock.Learn(Now, Now - (19 * Hour));
        Assert.Equal(19 * Hour, clock.ShiftMicros);
    }

    [Fact]
    public void OfTrace_UtcTimeFarFromTheStamp_LosesToTheStamp()
    {
        var clock = new WindowsClock();

        Assert.Equal(Now - Second, clock.OfTrace(Now - Second, Now));
        Assert.Equal(Now, clock.OfTrace(Now - Hour, Now));
        Assert.Equal(Now, clock.OfTrace(null, Now));
    }

    [Fact]
    public void FromLocal_TwoStampsOfReceipt_GiveTheZone() =>
        Assert.Equal(Now, WindowsClock.FromLocal(Now - (4 * Hour), Now + (5 * Second), Now - (4 * Hour) + Second));
}
