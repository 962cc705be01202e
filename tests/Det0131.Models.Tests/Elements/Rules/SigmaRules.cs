using System.Diagnostics;
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
        var start = new ProcessStartInfo(node, [Path.Combine(AppContext.BaseDirectory, "Fixtures", "Sigma", "validate.mjs")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await JsonSerializer.SerializeAsync(process.StandardInput.BaseStream, yaml);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return [.. JsonDocument.Parse(await output).RootElement.EnumerateArray().Select(r => (r.GetProperty("fault").GetString()!, r.GetProperty("rule").Clone()))];
    }
}
