using Det0131.Models.Context;
using Det0131.Models.Features;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning.Rescoring;

/// <summary>
/// Scores a history once for several views of it: events are put in their context, their groups formed and their windows summed once, on the caller's thread;
/// what the groups ask is answered for each view on a thread of its own meanwhile. What comes out depends on no thread: every view does the same
/// steps in the same order. It owns the views' places in their baselines: once disposed, nothing is left out for a period any more. Not thread-safe.
/// </summary>
internal sealed class HistoryRescoring : IDisposable
{
    private readonly FeatureCalendar _calendar;
    private readonly HistoryView[] _views;
    private readonly AskingSink _sink;
    private readonly GroupBuilder _builder;
    private readonly WorkAhead<AskBatch> _ahead;
    private int? _period;

    public HistoryRescoring(EventSituator situator, ObservationTools tools, FeatureCalendar calendar, Baselines.BaselineIndex names, IncidentKeys keys, params HistoryView[] views)
    {
        (_calendar, _views) = (calendar, views);
        _ahead = new(new AskBatch(), new AskBatch(), Answer);
        _sink = new AskingSink(names, Add);
        _builder = new GroupBuilder(situator, new FeatureExtractor(tools), _sink, SiteKnowledge.Indicators, group =>
        {
            group.KeyNumber = keys.NumberOf(group);
            _sink.Close(group);
        }, GroupKeep.Numbers);
    }

    /// <summary>Questions remembered at once, 1 or more: some 300 MB for all views. A period of more begins anew in the middle.</summary>
    public int MostQuestions { get; init; } = 4 << 20;

    /// <summary>Takes the next event in its context; events come in order of time.</summary>
    public void Take(Situation situation)
    {
        var micros = situation.Event.TimeMicros;
        var period = _calendar.PeriodAt(micros);
        if (period != _period || _sink.QuestionCount >= MostQuestions)
        {
            _period = period;
            HandOver();
            _sink.Forget();
            _ahead.Filling.NewFromMicros = micros;
        }

        _builder.Process(situation);
    }

    /// <summary>Closes all groups and waits for the views.</summary>
    public void Complete()
    {
        _builder.CloseAll();
        TellQuestions();
        _ahead.Settle();
    }

    public void Dispose()
    {
        _ahead.Dispose();
        foreach (var view in _views)
        {
            view.Dispose();
        }
    }

    private void Add(Ask ask)
    {
        if (_ahead.Filling.Count == AskBatch.Capacity)
        {
            HandOver();
        }

        var batch = _ahead.Filling;
        batch.Asks[batch.Count++] = ask;
    }

    private void HandOver()
    {
        TellQuestions();
        _ahead.HandOver();
    }

    private void TellQuestions()
    {
        var batch = _ahead.Filling;
        (batch.Questions, batch.QuestionCount, batch.PlaceCount) = (_sink.Questions, _sink.QuestionCount, _sink.PlaceCount);
    }

    private async Task Answer(AskBatch batch)
    {
        await Task.WhenAll(_views.Select(view => Task.Run(() => view.Take(batch)))).ConfigureAwait(false);
        batch.Clear();
    }
}
