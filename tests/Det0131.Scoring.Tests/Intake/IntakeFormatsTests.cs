using Det0131.Datasets.Readers;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Streaming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Mapping files beside readers, through the registered parts of a real host.</summary>
public sealed class IntakeFormatsTests : IDisposable
{
    private const string Gateway = """{"name":"gateway","kind":"network_flow","time":"when","require":["client"],"fields":{"source.ip":"client","destination.ip":"server","destination.port":"port"}}""";
    private const string Row = """{"when":"2026-01-02T09:00:00Z","client":"10.0.0.5","server":"203.0.113.9","port":21}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AddIntake_Mapping_ReadsBodiesAndFilesBesideWhatReadersKnow()
    {
        var watched = Directory.CreateDirectory(Path.Combine(_folder.FullName, "logs")).FullName;
        File.WriteAllText(Path.Combine(watched, "gateway.csv"), "when,client,server,port\n2026-01-02T09:00:00Z,10.0.0.7,203.0.113.9,22\n");
        var options = new ServeOptions { Data = Path.Combine(_folder.FullName, "data"), Watch = [watched], Mappings = [Written(Gateway)] };
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddSingleton<IScoringStatus, IntakeRegistrationTests.NothingScored>();
        builder.Services.AddIntake(options);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var journal = host.Services.GetRequiredService<IEventJournal>();
        var intake = host.Services.GetRequiredService<IEventIntake>();
        await IntakeBench.UntilAsync(() => journal.Read(0, journal.End).Sum(frame => frame.Events.Count()) == 1, "the file's event");

        Assert.Equal("gateway", (await TakeAsync(intake, Row, null)).Format);
        Assert.Equal("gateway", (await TakeAsync(intake, Row.Replace("when", "at", StringComparison.Ordinal), "gateway")).Format);
        Assert.Equal("zeek", (await TakeAsync(intake, IntakeBench.Zeek(("a", 9, 1)), null)).Format);
        Assert.Null((await TakeAsync(intake, """{"when":"2026-01-02T09:00:00Z","server":"203.0.113.9"}""", null)).Format);
        var wrong = await TakeAsync(intake, Row, "nothing");
        Assert.Contains("expected one of zeek, ", wrong.Problem, StringComparison.Ordinal);
        Assert.Contains(", gateway", wrong.Problem, StringComparison.Ordinal);

        var found = journal.Read(0, journal.End).SelectMany(frame => frame.Events).Select(e => $"{e.Source} {e.SourceAddress} {e.DestinationPort}").ToList();
        Assert.Equal(["mapped.gateway 10.0.0.7 22", "mapped.gateway 10.0.0.5 21"], found.Where(shown => shown.StartsWith("mapped", StringComparison.Ordinal)));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Of_FaultsOfMappings_AreToldWithTheirPlace()
    {
        Assert.Equal(SourceFormats.All, IntakeFormats.Of(new ServeOptions()));
        Assert.StartsWith("wrong.json.kind: ", Fault("wrong.json", Gateway.Replace("network_flow", "flow", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("found 'zeek', which is a format's already", Fault("zeek.json", Gateway.Replace("\"gateway\"", "\"zeek\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => IntakeFormats.Of(new ServeOptions { Mappings = [Path.Combine(_folder.FullName, "none.json")] }));
        var twice = Written(Gateway);
        Assert.Throws<InvalidDataException>(() => IntakeFormats.Of(new ServeOptions { Mappings = [twice, twice] }));
    }

    private static Task<IntakeResult> TakeAsync(IEventIntake intake, string body, string? source) =>
        intake.TakeAsync(new MemoryStream(IntakeBench.Utf8(body)), new IntakeRequest(source, "post/x", Gzip: false), TestContext.Current.CancellationToken);

    private string Fault(string name, string mapping) => Assert.Throws<InvalidDataException>(() => IntakeFormats.Of(new ServeOptions { Mappings = [Written(mapping, name)] })).Message;

    private string Written(string mapping, string name = "gateway.json")
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, mapping);
        return path;
    }
}
