using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Scoring;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Streaming;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Streaming;

/// <summary>Intake, journal and scorer as in the service, but for its clock: who uses it says where the journal is cut.</summary>
internal sealed class StreamBench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-stream-");
    private readonly ManualTime _time = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServiceMetrics _metrics = new();
    private readonly JournalBatch _batch = new();
    private readonly EventIntake _intake;
    private HostedModel _model;
    private long _position;

    public StreamBench(HostedModel model)
    {
        _model = model;
        Journal = EventJournal.Open(Path.Combine(_folder.FullName, "journal"), _time);
        Filter = new EventFilter(_time);
        var gate = new IntakeGate(1L << 32, () => 0, 1000, new WaitEstimate(_time, () => 0));
        _intake = new EventIntake(Journal, Filter, gate, new ServeOptions(), _metrics, _time, NullLogger<EventIntake>.Instance);
        Scorer = new StreamScorer(null, Note);
    }

    public EventJournal Journal { get; }

    public EventFilter Filter { get; }

    public StreamScorer Scorer { get; private set; }

    /// <summary>Finished groups.</summary>
    public List<GroupPrint> Groups { get; } = [];

    public async Task<IntakeResult> PostAsync(byte[] body, string name)
    {
        var result = await _intake.TakeAsync(new MemoryStream(body), new IntakeRequest(null, name, false), TestContext.Current.CancellationToken);
        Assert.True(result.Problem is null, $"{name}: {result.Problem}");
        return result;
    }

    /// <summary>Appends one frame.</summary>
    public Task AppendAsync(IReadOnlyList<SecurityEvent> events) => Journal.AppendAsync(events, null, TestContext.Current.CancellationToken);

    /// <summary>Scores what came since the last cut.</summary>
    /// <returns>Its cut.</returns>
    public CutNote Cut()
    {
        _batch.Fill(Journal, _position, Journal.End, bounded: true);
        Scorer.Score(_batch.Events, _model);
        _position = _batch.Until;
        return new CutNote(_position, _model.Version);
    }

    /// <summary>Scores from now on with another model.</summary>
    public void Swap(HostedModel model) => _model = model;

    /// <summary>Saves the scorer and goes on with a new one that reads what was saved; scores again from a position, when one is given.</summary>
    public string? Restart(Func<string, HostedModel?> load)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Scorer.Save(writer);
        writer.Flush();
        bytes.Position = 0;
        Scorer = new StreamScorer(null, Note);
        using var reader = new BinaryReader(bytes);
        var missing = Scorer.Restore(reader, load);
        Assert.Equal(bytes.Length, bytes.Position);
        return missing;
    }

    public LedgerAlerts Assemble()
    {
        var events = new AlertEventSource(Journal, null);
        return Scorer.Ledger.Assemble(_model.Model, (references, take) => events.Find(references, Scorer.Complete, take));
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        _metrics.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Note(GroupScore scored) => Groups.Add(GroupPrint.Of(scored));
}
