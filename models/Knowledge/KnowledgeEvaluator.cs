using System.Collections.Frozen;
using Det0131.Models.Events;
using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Models.Knowledge;

/// <summary>What the context knows of an event's direction.</summary>
/// <param name="IsOutward">Data could leave the entity by this event.</param>
/// <param name="IsLocal">The far end is inside the local networks or domains.</param>
/// <param name="ServicePort">Port of the service, on whichever end it is; null: the destination port.</param>
/// <param name="Platform">Platform of the entity; only indicators that its analytic has can hold.</param>
public readonly record struct OutwardFacts(bool IsOutward, bool IsLocal, int? ServicePort, Platform Platform);

/// <summary>
/// Finds the indicators that hold for an event, without any history. Immutable, thread-safe; allocates nothing.
/// An absent field never makes an indicator hold.
/// </summary>
public sealed class KnowledgeEvaluator
{
    private readonly Rule[] rules;
    private readonly TransferTools tools;
    private readonly UsualPorts ports;
    private readonly FrozenSet<string> sensitiveExtensions;
    private readonly FrozenDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> services;

    /// <param name="indicators">Default: the shipped list.</param>
    /// <param name="tools">Default: the shipped list.</param>
    /// <param name="ports">Default: the shipped table.</param>
    public KnowledgeEvaluator(IndicatorList? indicators = null, TransferTools? tools = null, UsualPorts? ports = null)
    {
        Indicators = indicators ?? IndicatorList.Shipped;
        this.tools = tools ?? TransferTools.Shipped;
        this.ports = ports ?? UsualPorts.Shipped;
        rules = [.. Indicators.All.Select(indicator => new Rule(indicator))];
        var assembly = typeof(KnowledgeEvaluator).Assembly;
        sensitiveExtensions = DataTable.FromResource(assembly, ".sensitive-extensions.csv").Rows.Select(row => row["extension"]).ToFrozenSet(StringComparer.Ordinal);
        services = DataTable.FromResource(assembly, ".exfiltration-services.csv").Rows
            .ToFrozenDictionary(row => row["domain"], row => row["condition"] switch { "Tool" => true, "Always" => false, _ => throw row.Unexpected("condition", "Always or Tool") }, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The evaluator over the shipped lists.</summary>
    public static KnowledgeEvaluator Shipped { get; } = new();

    public IndicatorList Indicators { get; }

    /// <summary>Whether files with this extension (lower case, with its dot) are sensitive.</summary>
    public bool IsSensitiveExtension(string extension) => sensitiveExtensions.Contains(extension);

    /// <summary>The indicators that hold: bit i stands for <see cref="IndicatorList.All"/>[i]. 0 for an event that is not outward.</summary>
    public ulong Evaluate(SecurityEvent e, in OutwardFacts facts)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (!facts.IsOutward)
        {
            return 0;
        }

        ulong found = 0;
        for (int i = 0; i < rules.Length; i++)
        {
            found |= rules[i].AppliesTo(facts.Platform) && Holds(rules[i], e, facts) ? 1UL << i : 0;
        }

        return found;
    }

    private bool Holds(Rule rule, SecurityEvent e, in OutwardFacts facts) => rule.Condition switch
    {
        IndicatorCondition.ToolOfKind => e.Tool is not null && tools.FindCanonical(e.Tool) is { } tool && rule.Kinds.Contains(tool.Kind),
        IndicatorCondition.VerbWithDestination => e is { Kind: EventKind.ProcessStart, Verb: not null } && (e.Domain ?? e.DestinationAddress ?? e.DnsName) is not null,
        IndicatorCondition.Verb => e.Verb is not null && rule.Values.Contains(e.Verb),
        IndicatorCondition.RenamedTool => IsRenamed(e),
        IndicatorCondition.ApplicationOnForeignPort => e is { Kind: not EventKind.DnsQuery, Application: { } application }
            && (facts.ServicePort ?? e.DestinationPort) is { } port && ports.IsForeign(application, port),
        IndicatorCondition.PortOfOtherProcess => e is { Kind: EventKind.NetworkFlow, Process: { } process, DestinationPort: { } port }
            && rule.Ports.Contains(port) && !rule.Processes.Contains(process) && process.Length > 0 && process[0] != '<',
        IndicatorCondition.ApplicationOutside => !facts.IsLocal && e.Application is not null && rule.Values.Contains(e.Application),
        IndicatorCondition.DnsType => e is { Kind: EventKind.DnsQuery, DnsType: { } type } && rule.Values.Contains(type),
        IndicatorCondition.ForeignAccount => e is { Kind: EventKind.CloudApiCall, ForeignAccount: { } foreign } && foreign != e.CloudAccount,
        IndicatorCondition.CloudAction => e is { Kind: EventKind.CloudApiCall, Outcome: not Outcome.Failure, CloudAction: { } action } && rule.Values.Contains(action),
        IndicatorCondition.SensitiveExtension => e.FileExtension is not null && sensitiveExtensions.Contains(e.FileExtension),
        IndicatorCondition.ExfiltrationService => IsExfiltrationService(e),
        IndicatorCondition.CommandLineContains => e.CommandLine is not null && Contains(e.CommandLine, rule.Texts),
        _ => false,
    };

    private bool IsRenamed(SecurityEvent e) =>
        e is { OriginalName: not null, Process: not null } && tools.Find(e.OriginalName) is { CanTransfer: true } original && tools.Find(e.Process)?.Name != original.Name;

    private bool IsExfiltrationService(SecurityEvent e)
    {
        var name = (e.Kind == EventKind.DnsQuery ? e.DnsName : e.Domain).AsSpan();
        while (!name.IsEmpty)
        {
            if (services.TryGetValue(name, out bool onlyByTool))
            {
                return !onlyByTool || e.Tool is not null;
            }

            int dot = name.IndexOf('.');
            name = dot < 0 ? default : name[(dot + 1)..];
        }

        return false;
    }

    private static bool Contains(string line, string[] texts)
    {
        foreach (var text in texts)
        {
            if (line.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An indicator made ready: sets instead of lists.</summary>
    private sealed class Rule(Indicator indicator)
    {
        private readonly bool[] platforms = [.. Enum.GetValues<Platform>().Select(platform => AnalyticOf(platform) is not { } analytic || indicator.ElementByAnalytic.ContainsKey(analytic))];

        /// <summary>Whether the analytic of the platform has the indicator; of an unknown platform any may be meant.</summary>
        public bool AppliesTo(Platform platform) => platforms[(int)platform];

        private static string? AnalyticOf(Platform platform) => platform switch
        {
            Platform.Windows => "AN0367",
            Platform.Linux => "AN0368",
            Platform.MacOS => "AN0369",
            Platform.IaaS => "AN0370",
            Platform.ESXi => "AN0371",
            _ => null,
        };

        public IndicatorCondition Condition { get; } = indicator.Condition;

        public string[] Texts { get; } = [.. indicator.Values];

        public FrozenSet<string> Values { get; } = indicator.Values.ToFrozenSet(StringComparer.Ordinal);

        public FrozenSet<string> Processes { get; } = indicator.Processes.ToFrozenSet(StringComparer.Ordinal);

        public FrozenSet<ToolKind> Kinds { get; } = indicator.Condition == IndicatorCondition.ToolOfKind ? indicator.Values.Select(Enum.Parse<ToolKind>).ToFrozenSet() : [];

        public FrozenSet<int> Ports { get; } = indicator.Condition == IndicatorCondition.PortOfOtherProcess
            ? indicator.Values.Select(value => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ToFrozenSet() : [];
    }
}
