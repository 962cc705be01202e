using System.Text.Json;
using Det0131.Models.Elements.Rules;

namespace Det0131.Models.Tests.Elements.Rules;

/// <summary>Every rule that is written, judged by a schema after Sigma's published specification with a validator and a YAML parser that are not ours.</summary>
public sealed class SigmaSchemaTests
{
    private static readonly DateOnly Day = new(2026, 10, 4);

    public static TheoryData<string> Elements => [.. RuleDeclaration.All.Where(d => d.Sigma is not null).Select(d => $"{d.Analytic} {d.Element}")];

    [Theory]
    [MemberData(nameof(Elements))]
    public async Task Write_HostileNames_IsValidAndReadsBackToTheSameNames(string element)
    {
        var declaration = RuleDeclaration.All.Single(d => $"{d.Analytic} {d.Element}" == element);
        var names = HostileTexts.All(seed: 31, count: 40).Chunk(3).ToList();
        var rules = names.ConvertAll(chunk => new LearnedRule(declaration, [.. chunk.Select(name => new RuleEntry(name, [(name, 3), ("443", 2)], null))], 1, 2, 3));
        var read = await SigmaRules.ReadAsync([.. rules.Append(new LearnedRule(declaration, [], 0, 0, 0)).Select(Written)]);
        Assert.Equal([], read.Select(r => r.Fault).Where(f => f.Length > 0));
        for (var i = 0; i < rules.Count; i++)
        {
            var detection = read[i].Rule.GetProperty("detection");
            for (var entry = 0; entry < rules[i].Entries.Count; entry++)
            {
                var learned = detection.GetProperty($"learned_{entry + 1:0000}");
                Assert.Contains(names[i][entry], Texts(learned, declaration.Sigma!.Key, declaration.KeyForm == RuleForm.Program ? declaration.Sigma.PathMark : null));
                Assert.Contains(names[i][entry], Texts(learned, declaration.Sigma.Value, declaration.ValueForm switch { RuleForm.Program => declaration.Sigma.PathMark, RuleForm.Extension => ".", _ => null }));
            }
        }

        Assert.Equal("selection", read[^1].Rule.GetProperty("detection").GetProperty("condition").GetString());
    }

    /// <summary>The schema refuses what it should: without this a schema that lets everything pass would pass.</summary>
    [Fact]
    public async Task Schema_BrokenRules_AreRefused()
    {
        (string Part, string Broken)[] faults =
        [
            ("title: ", "title: 7 #"), ("title: ", "titel: x\ntitle: "), ("id: ", "id: 1234 #"), ("status: experimental", "status: new"), ("date: ", "date: 4 Oct 2026 #"),
            ("level: low", "level: lowest"), ("  - attack.t1048", "  - T1048"), ("logsource:", "logsources:"), ("  condition: ", "  conditions: "), ("|endswith:", "|endwith:"),
        ];
        var declaration = RuleDeclaration.All.First(d => d.Sigma?.Key.Contains("|endswith", StringComparison.Ordinal) == true);
        var whole = Written(new LearnedRule(declaration, [new RuleEntry("curl", [("bash", 3)], null)], 0, 0, 0));
        Assert.All(faults, f => Assert.Contains(f.Part, whole, StringComparison.Ordinal));
        var read = await SigmaRules.ReadAsync([whole, .. faults.Select(f => whole.Replace(f.Part, f.Broken, StringComparison.Ordinal))]);
        Assert.Equal("", read[0].Fault);
        Assert.Equal([], faults.Where((_, i) => read[i + 1].Fault.Length == 0));
    }

    private static string Written(LearnedRule rule)
    {
        var to = new StringWriter();
        SigmaWriter.Write(rule, "20261004T000000Z-0a1b2c", Day, to);
        return to.ToString();
    }

    // What a back-end compares with: after YAML come Sigma's own escapes.
    private static IEnumerable<string> Texts(JsonElement search, string field, string? mark) => search.GetProperty(field).EnumerateArray().Select(v =>
    {
        var text = v.ValueKind == JsonValueKind.Number ? v.GetRawText() : v.GetString()!;
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            i += text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '\\' or '*' or '?' ? 1 : 0;
            plain.Append(text[i]);
        }

        var read = plain.ToString();
        return mark is { Length: > 0 } && read.StartsWith(mark, StringComparison.Ordinal) ? read[mark.Length..] : read;
    });
}
