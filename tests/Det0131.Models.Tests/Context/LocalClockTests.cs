using Det0131.Models.Context;

namespace Det0131.Models.Tests.Context;

public sealed class LocalClockTests
{
    /// <summary>Independent: .NET's own conversion of the same instants, across both changes of summer time and before 1970.</summary>
    [Theory]
    [InlineData("Europe/Amsterdam")]
    [InlineData("America/St_Johns")]
    [InlineData("Asia/Kolkata")]
    [InlineData("UTC")]
    public void LocalHour_EqualsTimeZoneInfo(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var clock = new LocalClock(zone);
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var utc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(-40_000_000, 525_600));
            var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
            var (date, hour) = clock.LocalHour((utc - DateTime.UnixEpoch).Ticks / 10);
            Assert.Equal((DateOnly.FromDateTime(local).DayNumber - new DateOnly(1970, 1, 1).DayNumber, local.Hour), (date, hour));
        }
    }
}
