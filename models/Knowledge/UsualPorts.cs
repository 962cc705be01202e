using System.Collections.Frozen;

namespace Det0131.Models.Knowledge;

/// <summary>One application protocol on one of its own ports. Immutable.</summary>
/// <param name="Application">Protocol as sensors name it.</param>
/// <param name="Port">1..65535.</param>
/// <param name="Weight">How common it is everywhere, 0..8.</param>
/// <param name="Source">Where the row comes from.</param>
public sealed record UsualPort(string Application, int Port, int Weight, string Source);

/// <summary>Which ports are an application protocol's own (<c>usual-ports.csv</c>). Immutable, thread-safe; look-ups allocate nothing.</summary>
public sealed class UsualPorts
{
    private static readonly Lazy<UsualPorts> ShippedPorts = new(() => new(DataTable.FromResource(typeof(UsualPorts).Assembly, ".usual-ports.csv")));

    private readonly FrozenDictionary<string, FrozenSet<int>> portsByApplication;

    /// <summary>Takes a table in the form of <c>usual-ports.csv</c>.</summary>
    /// <exception cref="InvalidDataException">A field cannot be used.</exception>
    public UsualPorts(DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var all = new List<UsualPort>();
        foreach (var row in table.Rows)
        {
            foreach (var text in row.Words("ports"))
            {
                int port = CommandLines.RemoteTarget.ParsePort(text) ?? throw row.Unexpected("ports", "numbers from 1 to 65535");
                all.Add(new UsualPort(row["application"], port, row.Number("weight") ?? throw row.Unexpected("weight", "a whole number"), row["source"]));
            }
        }

        All = all;
        portsByApplication = all.GroupBy(port => port.Application).ToFrozenDictionary(group => group.Key, group => group.Select(port => port.Port).ToFrozenSet(), StringComparer.Ordinal);
    }

    /// <summary>The table that comes with the program.</summary>
    public static UsualPorts Shipped => ShippedPorts.Value;

    public IReadOnlyList<UsualPort> All { get; }

    /// <summary>Whether the table knows the application and the port is none of its own. An application that it does not know is at home anywhere.</summary>
    public bool IsForeign(string application, int port) => portsByApplication.TryGetValue(application, out var ports) && !ports.Contains(port);
}
