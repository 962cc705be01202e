using System.Buffers;
using System.Globalization;
using System.Text;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Context;
using Det0131.Models.Explanations;
using Det0131.Models.Scoring;

namespace Det0131.Scoring.Commands;

/// <summary>Where a batch run's alerts and groups go: data to standard output or files, everything else to standard error. Not thread-safe.</summary>
internal sealed class AlertOutput : IDisposable
{
    private const int FlushBytes = 1 << 20;

    private readonly string _format;
    private readonly string? _path;
    private readonly Stream? _groups;
    private readonly ArrayBufferWriter<byte> _groupBytes = new();
    private readonly GroupsWriter? _groupWriter;
    private readonly Pseudonymiser? _pseudonymiser;
    private readonly SiteContext _context;

    public AlertOutput(string format, string? path, string? groupsPath, string? keyPath, SiteContext context)
    {
        _format = format;
        _path = path;
        _context = context;
        _pseudonymiser = keyPath is null ? null : new Pseudonymiser(File.ReadAllBytes(keyPath));
        if (groupsPath is not null)
        {
            _groups = File.Create(groupsPath);
            _groupWriter = new GroupsWriter(_groupBytes, _pseudonymiser);
        }
    }

    public bool WritesGroups => _groups is not null;

    public void Group(GroupScore scored, IReadOnlyList<AlertContribution> contributions)
    {
        _groupWriter!.Write(GroupLine.Of(scored, contributions, _context));
        if (_groupBytes.WrittenCount >= FlushBytes)
        {
            FlushGroups();
        }
    }

    public void Alerts(IReadOnlyList<Alert> alerts, int limit)
    {
        using var output = _path is null ? Console.OpenStandardOutput() : File.Create(_path);
        var shown = alerts.Take(limit).Select(a => _pseudonymiser?.Apply(a) ?? a).ToList();
        if (_format == "table")
        {
            using var text = new StreamWriter(output, new UTF8Encoding(false));
            var terminal = _path is null && !Console.IsOutputRedirected;
            var options = new AlertTableOptions
            {
                Columns = Math.Clamp(terminal ? Console.WindowWidth : 120, AlertTableOptions.LeastColumns, AlertTableOptions.MostColumns),
                UseAnsi = terminal && Environment.GetEnvironmentVariable("NO_COLOR") is null,
            };
            new AlertTable(text, options).WriteList(shown);
        }
        else
        {
            output.Write(Ndjson(shown));
        }

        if (alerts.Count > limit)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{alerts.Count - limit:N0} more alerts are not printed (--limit {limit})"));
        }
    }

    /// <summary>What the run did, in a few lines on standard error.</summary>
    public void Summary(BatchResult result, ScoringModel model, string version)
    {
        FlushGroups();
        var budget = model.Calibration.Threshold.Budget.AlertsPerDay;
        var cut = result.Alerts.Count(a => a.Flags.HasFlag(AlertFlags.OverBudget));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"model {version}: {result.Events:N0} events, {result.Scored:N0} by which data could leave, {result.Groups:N0} groups, {result.Alerts.Count:N0} alerts (budget {budget:0.##} a day; {cut:N0} over it), {result.Late:N0} events too late"));
        Console.Error.WriteLine(string.Join(", ", AnalyticCatalogue.All.Zip(result.GroupsByAnalytic)
            .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.First.Name} {a.Second:N0} groups, {result.Alerts.Count(x => x.AnalyticId == a.First.Id):N0} alerts"))));
        if (result.Sensors.Flows > 0)
        {
            Console.Error.WriteLine(result.Sensors);
        }

        CutLines.Write(result.Alerts, Console.Error);
    }

    public void Dispose()
    {
        FlushGroups();
        _groupWriter?.Dispose();
        _groups?.Dispose();
    }

    private ReadOnlySpan<byte> Ndjson(List<Alert> alerts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (_format == "ocsf")
        {
            using var writer = new OcsfWriter(bytes);
            alerts.ForEach(a => writer.Write(a, AlertActivity.Create));
        }
        else
        {
            using var writer = new EcsWriter(bytes);
            alerts.ForEach(writer.Write);
        }

        return bytes.WrittenSpan;
    }

    private void FlushGroups()
    {
        _groups?.Write(_groupBytes.WrittenSpan);
        _groupBytes.ResetWrittenCount();
    }
}
