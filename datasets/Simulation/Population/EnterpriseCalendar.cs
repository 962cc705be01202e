using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>What a day is for everybody and for one person: holidays, roll-outs, sensor gaps, vacations, shifts, travel, on-call nights, remote work. Immutable.</summary>
internal sealed class EnterpriseCalendar(ulong seed, DateOnly start)
{
    private const int RollOutEvery = 17;
    private const int FirstRollOut = 9;
    private const int GapEvery = 11;
    private const double HolidayWork = 0.02;
    private const double VacationShare = 0.07;
    private const double TravelShare = 0.02;
    private const double OnCallShare = 0.15;
    private const double OnCallNight = 0.3;
    private const double RemoteShare = 0.2;
    private const double LateShiftShare = 0.4;

    private static readonly HashSet<(int Month, int Day)> Holidays = [.. DataTable.Read("holidays.csv")
        .Select(row => (int.Parse(row["month"], CultureInfo.InvariantCulture), int.Parse(row["day"], CultureInfo.InvariantCulture)))];

    private static readonly RollOut[] RollOuts = [.. DataTable.Read("roll-outs.csv")
        .Select(row => new RollOut(row["agent"], row["folder"], new Peer(row["address"], 443, "ssl", row["domain"])))];

    public static bool IsHoliday(DateOnly date) => Holidays.Contains((date.Month, date.Day));

    public static bool IsDayOff(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || IsHoliday(date);

    /// <summary>A new agent on everything every 17 days; each is new to the site as long as there are any.</summary>
    public RollOut? RollOutOn(DateOnly date)
    {
        var day = date.DayNumber - start.DayNumber - FirstRollOut;
        return day >= 0 && day % RollOutEvery == 0 ? RollOuts[day / RollOutEvery % RollOuts.Length] : null;
    }

    /// <summary>On one day in eleven the network sensor is down for half an hour to three hours.</summary>
    public IReadOnlyList<(long From, long Until)> SensorGapsOn(DateOnly date)
    {
        var random = Of("gap", 0, date.DayNumber);
        if (random.Between(1, GapEvery) > 1)
        {
            return [];
        }

        var from = SiteClock.DayMicros(date) + (long)(random.Between(0.0, 20.0) * 3_600_000_000);
        return [(from, from + (long)(random.Between(0.5, 3.0) * 3_600_000_000))];
    }

    /// <summary>True when the person works from home that day, through the company's tunnel.</summary>
    public bool IsRemote(Person person, DateOnly date) => person.Role.Name != "call-centre" && Of("remote", person.Index, date.DayNumber).Chance(RemoteShare);

    public WorkDay? WorkDayOf(Person person, DemoHost host, DateOnly date, DemoRandom random)
    {
        var week = date.DayNumber / 7;
        var ofWeek = Of("week", person.Index, week);
        var (isAway, isTravelling, isOnCall) = (ofWeek.Chance(VacationShare), ofWeek.Chance(TravelShare), ofWeek.Chance(OnCallShare));
        if (isAway || (IsHoliday(date) && !random.Chance(HolidayWork)))
        {
            return null;
        }

        if (WorkDay.Draw(host, date, random) is not { } day)
        {
            return null;
        }

        if (person.Role.Name == "call-centre")
        {
            // Early or late for a week.
            return Shifted(day, ofWeek.Chance(LateShiftShare) ? 7 : 0);
        }

        if (isTravelling)
        {
            return Shifted(day, ofWeek.Chance(0.5) ? 6 : -5);
        }

        var isCalled = isOnCall && person.Role.Name is "sysadmin" or "developer" && random.Chance(OnCallNight);
        return isCalled ? day with { End = random.Between(23.0, 26.0) } : day;
    }

    private static WorkDay Shifted(WorkDay day, double hours) =>
        new(day.Start + hours, day.LunchStart + hours, day.LunchEnd + hours, day.End + hours);

    private DemoRandom Of(string what, int person, int number)
    {
        var random = new DemoRandom(unchecked(seed ^ DemoRandom.HashOf(what) ^ ((ulong)(person + 1) * 0xD6E8FEB86659FD93) ^ ((ulong)(number + 1) * 0xA0761D6478BD642F)));
        random.NextBits();
        return random;
    }
}
