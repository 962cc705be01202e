using System.Text.RegularExpressions;
using Det0131.Scoring.Access;
using Det0131.Scoring.Commands;
using Det0131.Scoring.Hosting;
using Det0131.Training.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Det0131.Scoring.Tests.Commands;

/// <summary>The commands as people run them, in processes of their own, on a real SQLite file.</summary>
public sealed class KeysCommandTests : IDisposable
{
    private const string Program = "Det0131.Scoring";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-keys-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Keys_CreatedListedRevoked()
    {
        var created = Keys("create", "--name", "sensor 1", "--role", "ingest", "--expires", "90d");
        Assert.Equal(0, created.Code);
        var secret = created.Output.Trim();
        Assert.Matches("^det0131_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$", secret);
        Assert.DoesNotContain(secret, created.Errors, StringComparison.Ordinal);
        var id = secret[8..20];

        var listed = Keys("list");
        Assert.Matches($"(?m)^{id}  ingest .* sensor 1$", listed.Output);
        Assert.DoesNotContain(secret[21..], listed.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (Keys("create", "--name", "sensor 1", "--role", "admin").Code, Keys("create", "--name", "sensor 1", "--role", "admin").Output));

        // What the service would find: the same secret opens the same key.
        var options = new ServeOptions { Data = _folder.FullName };
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging();
        ServiceParts.AddStore(services, options);
        await using (var provider = services.BuildServiceProvider())
        {
            Assert.Equal("sensor 1", (await provider.GetRequiredService<KeyRing>().OpenAsync(secret, default))?.Name);
        }

        Assert.Equal(0, Keys("revoke", id).Code);
        Assert.Matches($"(?m)^{id}  ingest .*  revoked ", Keys("list").Output);
        var again = Keys("revoke", id);
        Assert.Equal((1, $"error: There is no key '{id}' in force; 'keys list' shows them."), (again.Code, again.Errors.Trim()));
    }

    [Theory]
    [InlineData(2, "create", "--name", "x")]
    [InlineData(2, "create", "--name", "x", "--role", "root")]
    [InlineData(1, "create", "--name", "x", "--role", "admin", "--expires", "soon")]
    [InlineData(1, "create", "--name", "console", "--role", "admin")]
    [InlineData(2, "revoke")]
    public void Keys_BadArgument_IsAMessageAndNoKey(int code, params string[] arguments)
    {
        var run = Keys(arguments);
        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "serve")]
    [InlineData("--demo", "serve --demo")]
    [InlineData("--help", "--help")]
    [InlineData("score x", "score x")]
    public void In_NoCommand_IsServe(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', ServeByDefault.In(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    [Theory]
    [InlineData("serve --settle soon", "error: --settle is 'soon'; expected a number of seconds, 0 to 60.")]
    [InlineData("serve --settle 61 --max-body 1", "error: settle is 61 s; expected 0 to 60; max-body is 1 bytes; expected 1024 to 4294967296.")]
    [InlineData("--config none.json", "none.json")]
    public void Serve_FaultySettings_AreNamed(string line, string expected)
    {
        var run = ProgramRun.Of(Program, line.Split(' '));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Matches(Regex.Escape(expected), run.Errors);
    }

    private ChildRun Keys(params string[] arguments) => ProgramRun.Of(Program, ["keys", .. arguments, "--data", _folder.FullName]);
}
