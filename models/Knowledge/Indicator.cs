namespace Det0131.Models.Knowledge;

/// <summary>What an indicator looks at.</summary>
public enum IndicatorCondition : byte
{
    /// <summary>The tool's kind is among the values.</summary>
    ToolOfKind,

    /// <summary>An upload verb, and a far end named by the line.</summary>
    VerbWithDestination,

    /// <summary>The verb is among the values.</summary>
    Verb,

    /// <summary>The original file name is a transfer tool's, the process's name is not.</summary>
    RenamedTool,

    /// <summary>The application is known and the port none of its own.</summary>
    ApplicationOnForeignPort,

    /// <summary>The destination port is among the values and the process is known and none of the processes.</summary>
    PortOfOtherProcess,

    /// <summary>The application is among the values and the far end is not local.</summary>
    ApplicationOutside,

    /// <summary>The query type is among the values.</summary>
    DnsType,

    /// <summary>A cloud call that names another account.</summary>
    ForeignAccount,

    /// <summary>The cloud action is among the values.</summary>
    CloudAction,

    /// <summary>The file's extension is in <c>sensitive-extensions.csv</c>.</summary>
    SensitiveExtension,

    /// <summary>The far end is in <c>exfiltration-services.csv</c>.</summary>
    ExfiltrationService,

    /// <summary>The command line holds one of the values, in any case.</summary>
    CommandLineContains,
}

/// <summary>One thing that looks bad without any history. Immutable.</summary>
/// <param name="Bit">Its place in a set of indicators, 0..63; the order of the data file.</param>
/// <param name="Id">Stable id.</param>
/// <param name="Condition">What it looks at.</param>
/// <param name="Values">What it looks for, as the condition says.</param>
/// <param name="Processes">Processes that are usual, for <see cref="IndicatorCondition.PortOfOtherProcess"/>.</param>
/// <param name="Points">1..3.</param>
/// <param name="ElementByAnalytic">The one element that it belongs to in each analytic that has it.</param>
/// <param name="Text">What was seen, in words.</param>
/// <param name="Source">Where the knowledge comes from.</param>
public sealed record Indicator(
    int Bit, string Id, IndicatorCondition Condition, IReadOnlyList<string> Values, IReadOnlyList<string> Processes, int Points,
    IReadOnlyDictionary<string, string> ElementByAnalytic, string Text, string Source)
{
    /// <summary>The indicator as a set of its own.</summary>
    public ulong Mask => 1UL << Bit;
}
