using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>Somebody with a workstation, as drawn from the seed and a number: what does not change from day to day. Immutable.</summary>
/// <param name="Index">Number, from 0.</param>
/// <param name="Role">What they work as first.</param>
/// <param name="LaterRole">What they work as from <paramref name="ChangesOn"/> on.</param>
/// <param name="Joins">First day; <see cref="DateOnly.MinValue"/> for those who were there before.</param>
/// <param name="Leaves">Day after the last.</param>
internal sealed record Person(
    int Index,
    EnterpriseRole Role,
    EnterpriseRole LaterRole,
    DateOnly ChangesOn,
    DateOnly Joins,
    DateOnly Leaves,
    double ArrivesHour,
    double LeavesHour,
    double VolumeScale,
    string TimeZone)
{
    private const double JoiningShare = 0.04;
    private const double LeavingShare = 0.015;
    private const double ChangingShare = 0.02;
    private const double LondonShare = 0.15;
    private const int LeastDaysForChange = 14;

    private static readonly IReadOnlyList<EnterpriseRole> Roles = [.. EnterpriseRole.All.Where(role => role.Share > 0)];
    private static readonly string[] FirstNames = Names("first");
    private static readonly string[] LastNames = Names("last");

    /// <summary>Account of a person: <c>first.last</c>, with a number where the names are used up.</summary>
    public static string AccountOf(int index)
    {
        var pair = index % (FirstNames.Length * LastNames.Length);
        var round = index / (FirstNames.Length * LastNames.Length);

        // Neighbours in the list share neither name.
        var first = pair % FirstNames.Length;
        var name = FirstNames[first] + "." + LastNames[(first + (pair / FirstNames.Length)) % LastNames.Length];
        return round == 0 ? name : Formats.InvariantText.Text($"{name}{round + 1}");
    }

    public static Person Draw(ulong seed, int index, DateOnly start, int days)
    {
        var random = new DemoRandom(unchecked(seed ^ ((ulong)(index + 1) * 0x9E3779B97F4A7C15)));
        random.NextBits();
        var role = RoleAt(random.NextUnit(), index);
        var later = Roles[random.Between(0, Roles.Count - 1)];
        var (changes, joins, leaves) = (random.Chance(ChangingShare), random.Chance(JoiningShare), random.Chance(LeavingShare));
        var day = random.Between(1, Math.Max(1, days - 1));
        var isLong = days >= LeastDaysForChange;
        var (shiftIn, shiftOut) = (0.5 * random.Normal(), 0.5 * random.Normal());
        return new Person(
            index,
            role,
            changes && isLong && later.Kind == role.Kind ? later : role,
            start.AddDays(day),
            joins && isLong ? start.AddDays(day) : DateOnly.MinValue,
            leaves && isLong && !joins ? start.AddDays(day) : DateOnly.MaxValue,
            role.Arrives + shiftIn,
            role.Leaves + shiftOut,
            random.Bytes(1000, 0.7) / 1000.0,
            random.Chance(LondonShare) ? "Europe/London" : "Europe/Berlin");
    }

    public EnterpriseRole RoleOn(DateOnly date) => date >= ChangesOn ? LaterRole : Role;

    public bool IsThereOn(DateOnly date) => date >= Joins && date < Leaves;

    /// <summary>The first of the list are one of each role, so that the smallest site has all of them.</summary>
    private static EnterpriseRole RoleAt(double unit, int index)
    {
        if (index < Roles.Count)
        {
            return Roles[index];
        }

        foreach (var role in Roles)
        {
            unit -= role.Share;
            if (unit < 0)
            {
                return role;
            }
        }

        return Roles[0];
    }

    private static string[] Names(string column) => [.. DataTable.Read("person-names.csv").Select(row => row[column]).Where(name => name.Length > 0)];
}
