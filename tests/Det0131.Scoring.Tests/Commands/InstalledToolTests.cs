namespace Det0131.Scoring.Tests.Commands;

/// <summary>The program packed, installed and run as a .NET tool, from a folder that is not the checkout's.</summary>
public sealed class InstalledToolTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-tool-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Tool_PackedAndInstalled_HelpsAndServesTheDemo()
    {
        var root = RepositoryRoot();
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var elsewhere = _folder.CreateSubdirectory("elsewhere").FullName;
        File.WriteAllText(In("NuGet.config"), $"<configuration><packageSources><clear /><add key=\"here\" value=\"{In("packages")}\" /></packageSources></configuration>");
        await RunAsync(root, "dotnet", "pack", Path.Combine(root, "scoring"), "--no-build", "--configuration", configuration, "--output", In("packages"));
        await RunAsync(elsewhere, "dotnet", "tool", "install", "det0131-score", "--tool-path", In("tools"), "--configfile", In("NuGet.config"));
        var tool = Path.Combine(In("tools"), OperatingSystem.IsWindows() ? "det0131-score.exe" : "det0131-score");

        Assert.Contains("serve", await RunAsync(elsewhere, tool, "--help"), StringComparison.Ordinal);

        using var demo = ChildProgram.Start(StartOf(elsewhere, tool, "serve", "--demo", "--listen", "http://127.0.0.1:0"));
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            var said = "";
            while (!said.Contains("The demo is ready: open http://127.0.0.1:", StringComparison.Ordinal))
            {
                said += await demo.StandardError.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("It ended:\n" + said);
            }

            var address = said[said.IndexOf("open http", StringComparison.Ordinal)..].Split(' ')[1];
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            Assert.Contains("<form", await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative), limit.Token), StringComparison.Ordinal);
            // Styles come from the package, not from the checkout.
            var page = await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative), limit.Token);
            var style = System.Text.RegularExpressions.Regex.Match(page, "href=\"(/[^\"]+\\.css[^\"]*)\"").Groups[1].Value;
            Assert.NotEqual("", await client.GetStringAsync(new Uri(style, UriKind.Relative), limit.Token));
        }
        finally
        {
            demo.Kill(entireProcessTree: true);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Det0131.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Found no Det0131.sln above {AppContext.BaseDirectory}; expected the tests to lie in the checkout.");
    }

    private static System.Diagnostics.ProcessStartInfo StartOf(string folder, string program, params string[] arguments)
    {
        var start = ChildProgram.StartOf(program, arguments);
        start.WorkingDirectory = folder;
        // Set by the runner of the tests for its own children.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return start;
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var run = await ChildProgram.RunAsync(StartOf(folder, program, arguments), limit: Limit);
        var said = run.Output + run.Errors;
        Assert.True(run.Code == 0, $"{program} {string.Join(' ', arguments)} ended with {run.Code}:\n{said}");
        return said;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
