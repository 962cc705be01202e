using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Elements.Rules;

/// <summary>What a rule compares with what was learned.</summary>
public enum RuleKind
{
    /// <summary>A value that is not among the learned ones.</summary>
    Values,

    /// <summary>An amount above the learned limit.</summary>
    Limit,
}

/// <summary>Where a rule's key stands in a baseline.</summary>
public enum KeySource
{
    /// <summary>The user or host: each has a list of its own.</summary>
    Entity,

    /// <summary>What the value is counted within (a tool, a program), over all hosts of the analytic.</summary>
    Scope,
}

/// <summary>How a learned text is written where SIEMs log it.</summary>
public enum RuleForm
{
    /// <summary>As it is, in lower case.</summary>
    Text,

    /// <summary>A host: its short name, or its address.</summary>
    Host,

    /// <summary>An account without the host that it is qualified by.</summary>
    User,

    /// <summary>A program's base name without <c>.exe</c>.</summary>
    Program,

    /// <summary>The port of a service name such as <c>ssl/443</c>.</summary>
    Port,

    /// <summary>A file's extension without its dot.</summary>
    Extension,

    /// <summary>Hour of the day, 0 to 23, local time.</summary>
    Hour,

    /// <summary>An API call without the service before it.</summary>
    Action,
}

/// <summary>How an element is written in Sigma.</summary>
/// <param name="Selection">Fields that must hold besides.</param>
/// <param name="Key">Field of the key.</param>
/// <param name="Value">Field of the value.</param>
/// <param name="PathMark">What stands before a program's name in its path.</param>
public sealed record SigmaForm(
    SortedDictionary<string, string> Selection, string Key, string Value, string? Category = null, string? Product = null, string? Service = null, string? Definition = null, string? PathMark = null);

/// <summary>How an element is written in KQL.</summary>
/// <param name="Source">Table and conditions.</param>
/// <param name="Key">Expression of the key.</param>
/// <param name="Value">Expression of the value.</param>
public sealed record KqlForm(string Source, string Key, string Value);

/// <summary>How an element is written in SPL.</summary>
/// <param name="Source">A search that gives <c>key</c> and <c>value</c>.</param>
public sealed record SplForm(string Source);

/// <summary>How one of MITRE's elements becomes a rule. Immutable. A language without a form has a reason.</summary>
/// <param name="Universe">Values that are of interest even if nobody has them; empty: all.</param>
public sealed record RuleDeclaration(
    string Analytic, string Element, string Feature, RuleKind Kind, string Title, RuleForm KeyForm, KeySource KeyFrom = KeySource.Entity, RuleForm ValueForm = RuleForm.Text,
    IReadOnlyList<string>? Universe = null, SigmaForm? Sigma = null, KqlForm? Kql = null, SplForm? Spl = null, string? SigmaReason = null, string? KqlReason = null, string? SplReason = null)
{
    /// <summary>Every element of MITRE, once.</summary>
    public static IReadOnlyList<RuleDeclaration> All { get; } = Load();

    private static List<RuleDeclaration> Load()
    {
        using var stream = typeof(RuleDeclaration).Assembly.GetManifestResourceStream("Det0131.Models.Elements.Rules.element-rules.json")!;
        return JsonSerializer.Deserialize(stream, RuleJson.Default.ListRuleDeclaration)!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(List<RuleDeclaration>))]
internal sealed partial class RuleJson : JsonSerializerContext;
