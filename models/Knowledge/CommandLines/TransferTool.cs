namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>What a tool does with data.</summary>
public enum ToolKind : byte
{
    /// <summary>Moves files or posts data.</summary>
    Upload,

    /// <summary>Client of a storage service.</summary>
    Cloud,

    /// <summary>Opens a way through for others.</summary>
    Tunnel,

    /// <summary>Transfers by script.</summary>
    Interpreter,

    /// <summary>Asks resolvers.</summary>
    Dns,

    /// <summary>Sends mail.</summary>
    Mail,

    /// <summary>Backs up to a repository that may be remote.</summary>
    Backup,

    /// <summary>Copies files, to shares too.</summary>
    Copy,

    /// <summary>Only prepares (packs, encodes): never counts as a transfer tool.</summary>
    Archive,
}

/// <summary>How the far end stands on a tool's command line.</summary>
public enum TargetForm : byte
{
    /// <summary>Only as a URL, or as the value of a flag.</summary>
    None,

    /// <summary>The first word that is no flag, with or without a scheme.</summary>
    Url,

    /// <summary><c>[user@]host:path</c> or <c>host::module</c>.</summary>
    HostPath,

    /// <summary><c>[user@]host</c>, perhaps followed by a port.</summary>
    Host,

    /// <summary><c>@server</c> and the name that is asked for.</summary>
    Resolver,

    /// <summary><c>TCP:host:port</c> and its like.</summary>
    Socat,
}

/// <summary>One row of <c>transfer-tools.csv</c>: a tool and how its command line is read. Immutable.</summary>
public sealed class TransferTool
{
    private readonly string valueFlags;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> switches;

    internal TransferTool(DataTable.Row row)
    {
        Name = row["tool"];
        Names = row.Words("names");
        Kind = row.Choice<ToolKind>("kind");
        Anywhere = row["where"] switch
        {
            "Anywhere" => true,
            "Command" => false,
            _ => throw row.Unexpected("where", "Anywhere or Command"),
        };
        valueFlags = string.Concat(row.Words("value_flags").Where(flag => flag.Length == 1));
        switches = row.Words("switches").ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Target = row.Choice<TargetForm>("target");
        TargetFlag = NullIfEmpty(row["target_flag"]);
        Application = NullIfEmpty(row["application"]);
        Port = row.Number("port");
        PortFlag = NullIfEmpty(row["port_flag"]);
    }

    /// <summary>Canonical name, lower case.</summary>
    public string Name { get; }

    /// <summary>Base names without <c>.exe</c>, lower case.</summary>
    public IReadOnlyList<string> Names { get; }

    public ToolKind Kind { get; }

    /// <summary>True when the tool can carry data out: every kind but <see cref="ToolKind.Archive"/>.</summary>
    public bool CanTransfer => Kind != ToolKind.Archive;

    /// <summary>True when the name is unmistakable wherever it stands on a line.</summary>
    public bool Anywhere { get; }

    public TargetForm Target { get; }

    /// <summary>Flag whose value is <c>host[:port]</c>, or null.</summary>
    public string? TargetFlag { get; }

    /// <summary>Application protocol of a far end that names none, or null.</summary>
    public string? Application { get; }

    /// <summary>Port of a far end that names none, or null.</summary>
    public int? Port { get; }

    /// <summary>Flag whose value is the port, or null.</summary>
    public string? PortFlag { get; }

    /// <summary>
    /// Whether a flag word takes the next word as its value. Single letters take one as listed; of a cluster (<c>-sST</c>) the last letter
    /// decides; long flags take one unless listed or written <c>--flag=value</c>.
    /// </summary>
    public bool TakesValue(ReadOnlySpan<char> flag)
    {
        if (flag.Length < 2 || flag[0] != '-')
        {
            return false;
        }

        if (flag[1] == '-')
        {
            return flag.Length > 2 && !flag.Contains('=') && switches.Set.Count > 0 && !switches.Contains(flag[2..]);
        }

        for (int i = 1; i < flag.Length; i++)
        {
            if (valueFlags.Contains(flag[i]))
            {
                return i == flag.Length - 1;
            }
        }

        return false;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
