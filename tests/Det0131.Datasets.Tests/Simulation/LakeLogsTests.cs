using System.Globalization;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Simulation;
using Det0131.Models.Events;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Tests.Simulation;

/// <summary>
/// The lake that a simulation writes is what the product's own readers and import make of the raw logs of the same life: the raw logs are the independent other way.
/// </summary>
public sealed class LakeLogsTests : IDisposable
{
    private const int Shown = 12;

    /// <summary>Formats whose readers name a record by its place in the file.</summary>
    private static readonly string[] NamedByPlace = ["macos.", "aws.vpcflow", "esxi."];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-simulation-");

    [Fact]
    public void Run_LakeAndRawLogsOfOneLife_HoldTheSameEvents()
    {
        var options = new SimulationOptions { Users = 12, Days = 7, Seed = 5, RawFormats = Simulator.RawFormats.ToHashSet(StringComparer.Ordinal) };
        Simulator.Run(In("sim"), options, new LakeOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);
        using var imported = EventLake.Open(In("imported"));
        LogImportJob.Run(
            [In("sim/logs")], imported, new ImportOptions { Redact = SecretRedactor.Redact }, new EventEnricher(redactRaw: false), JobProgress.Silent,
            TestContext.Current.CancellationToken);
        using var simulated = EventLake.Open(In("sim/lake"));

        var (expected, made) = (Events(imported), Events(simulated));

        Assert.Equal(
            ["aws.cloudtrail", "aws.vpcflow", "azure.activity", "azure.storage", "esxi.hostd", "esxi.sftp", "esxi.shell", "esxi.vmkernel", "gcp.audit", "linux.auditd", "macos.eslogger", "macos.mdnsresponder", "windows.security", "windows.sysmon", "zeek.conn", "zeek.dns", "zeek.http", "zeek.ssl"],
            made.Select(line => line.Split('|')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var (missing, surplus) = (Except(expected, made), Except(made, expected));
        Assert.True(
            missing.Count + surplus.Count == 0,
            $"{expected.Count} imported, {made.Count} simulated; {missing.Count} imported only:\n{Lines(missing)}\n{surplus.Count} simulated only:\n{Lines(surplus)}");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Lines(List<string> events) => string.Join('\n', events.GroupBy(line => line.Split('|')[0]).SelectMany(source => source.Take(Shown / 4)).Take(Shown));

    private static List<string> Except(List<string> from, List<string> taken)
    {
        var left = taken.GroupBy(line => line, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var rest = new List<string>();
        foreach (var line in from)
        {
            var count = left.GetValueOrDefault(line);
            left[line] = count - 1;
            if (count <= 0)
            {
                rest.Add(line);
            }
        }

        return rest;
    }

    /// <summary>Every field of every event but those that tell the file and its text, and identities that are made of places.</summary>
    private static List<string> Events(EventLake lake)
    {
        var fields = typeof(SecurityEvent).GetProperties()
            .Where(property => property.Name is not (nameof(SecurityEvent.File) or nameof(SecurityEvent.Line) or nameof(SecurityEvent.Raw) or nameof(SecurityEvent.JournalPosition) or nameof(SecurityEvent.Source)))
            .OrderBy(property => property.Name, StringComparer.Ordinal).ToList();
        return [.. lake.ReadEvents().Select(read =>
        {
            var isNamedByPlace = NamedByPlace.Any(prefix => read.Source.StartsWith(prefix, StringComparison.Ordinal));
            return read.Source + "|" + string.Join('|', fields
                .Where(field => !isNamedByPlace || field.Name != nameof(SecurityEvent.Identity))
                .Select(field => (field.Name, Value: Convert.ToString(field.GetValue(read), CultureInfo.InvariantCulture)))
                .Where(field => !string.IsNullOrEmpty(field.Value))
                .Select(field => $"{field.Name}={field.Value}"));
        }).Order(StringComparer.Ordinal)];
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);
}
