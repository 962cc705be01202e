namespace Det0131.Models.Alerts;

/// <summary>The ATT&amp;CK names that exported alerts carry. Source: MITRE ATT&amp;CK STIX v18.1 (2025-11-13).</summary>
public static class AttackNames
{
    public const string Version = "18.1";
    public const string Framework = "MITRE ATT&CK";
    public const string StrategyId = "DET0131";
    public const string StrategyName = "Behavioral Detection Strategy for Exfiltration Over Alternative Protocol";
    public const string StrategyUrl = "https://attack.mitre.org/detectionstrategies/DET0131/";
    public const string TacticId = "TA0010";
    public const string TacticName = "Exfiltration";
    public const string TacticUrl = "https://attack.mitre.org/tactics/TA0010/";

    /// <summary>The technique of a sub-technique's id (<c>T1048</c> of <c>T1048.003</c>), or the id itself.</summary>
    public static string Parent(string techniqueId)
    {
        ArgumentNullException.ThrowIfNull(techniqueId);
        int dot = techniqueId.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? techniqueId : techniqueId[..dot];
    }

    /// <summary>True for <c>T1048.003</c>.</summary>
    public static bool IsSubTechnique(string techniqueId) => Parent(techniqueId).Length < techniqueId.Length;

    /// <summary>The technique's name; null for one that this product does not raise.</summary>
    public static string? Name(string techniqueId) => techniqueId switch
    {
        "T1048" => "Exfiltration Over Alternative Protocol",
        "T1048.001" => "Exfiltration Over Symmetric Encrypted Non-C2 Protocol",
        "T1048.002" => "Exfiltration Over Asymmetric Encrypted Non-C2 Protocol",
        "T1048.003" => "Exfiltration Over Unencrypted Non-C2 Protocol",
        "T1537" => "Transfer Data to Cloud Account",
        _ => null,
    };

    /// <summary>The page of a technique or sub-technique.</summary>
    public static string Url(string techniqueId) =>
        "https://attack.mitre.org/techniques/" + techniqueId.Replace('.', '/') + "/";
}
