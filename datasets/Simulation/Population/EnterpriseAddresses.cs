using System.Text;
using Det0131.Datasets.Simulation.Formats;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>
/// The enterprise's address plan: offices from 10.64, the tunnel of those at home from 10.96, servers by kind. One office network in five gives its addresses
/// out by DHCP: all of it change every second Monday, so that an address is somebody else's later. Immutable.
/// </summary>
internal sealed class EnterpriseAddresses(DateOnly start, int days)
{
    private const int PerNetwork = 200;
    private const int FirstInNetwork = 20;
    private const int NetworksPerBlock = 250;
    private const int DynamicEvery = 5;
    private const int LeaseDays = 14;
    private const int LeaseStep = 37;
    private const int FirstOffice = 64;
    private const int FirstTunnel = 96;

    /// <summary>A user's address in the office on a day.</summary>
    public string OfficeOf(int user, DateOnly date) => InNetwork(FirstOffice, user / PerNetwork, SlotOf(user, LeaseOf(date)));

    /// <summary>A user's address at home.</summary>
    public static string TunnelOf(int user) => InNetwork(FirstTunnel, user / PerNetwork, user % PerNetwork);

    /// <summary>A server's address: that which every site has for the first of a kind, else in the kind's block.</summary>
    public static string ServerOf(EnterpriseRole role, int number) =>
        number < role.FirstAddresses.Count ? role.FirstAddresses[number]
        : InvariantText.Text($"10.{role.Block}.{number / PerNetwork}.{FirstInNetwork + (number % PerNetwork)}");

    /// <summary>All addresses of a user over the whole time, as the assets file writes them.</summary>
    public string AllOf(int user)
    {
        var text = new StringBuilder(TunnelOf(user));
        if (!IsDynamic(user))
        {
            return text.Append(';').Append(OfficeOf(user, start)).ToString();
        }

        for (var lease = LeaseOf(start); lease <= LeaseOf(start.AddDays(days)); lease++)
        {
            var from = FirstDayOf(lease);
            text.Append(InvariantText.Text($";{InNetwork(FirstOffice, user / PerNetwork, SlotOf(user, lease))}@{from:yyyy-MM-dd}..{from.AddDays(LeaseDays):yyyy-MM-dd}"));
        }

        return text.ToString();
    }

    private static bool IsDynamic(int user) => user / PerNetwork % DynamicEvery == DynamicEvery - 1;

    private static int SlotOf(int user, int lease) => IsDynamic(user) ? ((user % PerNetwork) + (lease * LeaseStep)) % PerNetwork : user % PerNetwork;

    // 0001-01-01 was a Monday.
    private static int LeaseOf(DateOnly date) => date.DayNumber / LeaseDays;

    private static DateOnly FirstDayOf(int lease) => DateOnly.FromDayNumber(lease * LeaseDays);

    private static string InNetwork(int block, int network, int slot) =>
        InvariantText.Text($"10.{block + (network / NetworksPerBlock)}.{network % NetworksPerBlock}.{FirstInNetwork + slot}");
}
