using System.Text.Json;

namespace Det0131.Models.Tests.Elements.Rules;

/// <summary>Sigma rules as others read them: the yaml parser and the JSON schema validator (ajv) that npm brings, and our schema after the published specification.</summary>
internal static class SigmaRules
{
    /// <summary>What is wrong with each rule ("" for nothing), and what stands in it.</summary>
    public static async Task<IReadOnlyList<(string Fault, JsonElement Rule)>> ReadAsync(IReadOnlyList<string> yaml)
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, "node"), Path.Combine(folder, "node.exe") }).FirstOrDefault(File.Exists);
        Assert.SkipUnless(node is not null, "node is not on the PATH (Node.js 18 or newer).");
        var start = ChildProgram.StartOf(node, Path.Combine(AppContext.BaseDirectory, "Fixtures", "Sigma", "validate.mjs"));
        var run = await ChildProgram.RunAsync(start, JsonSerializer.Serialize(yaml));
        Assert.True(run.Code == 0, run.Errors);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray().Select(r => (r.GetProperty("fault").GetString()!, r.GetProperty("rule").Clone()))];
    }
}
