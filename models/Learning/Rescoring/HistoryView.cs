using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning.Rescoring;

/// <summary>
/// Scores the history's groups with one set of baselines: each period as if it had not been seen, and nothing from a cut on. An answer holds as long as
/// a period does, so each question is looked up once in it. Not thread-safe.
/// </summary>
internal sealed class HistoryView : IDisposable
{
    private static readonly int Width = AnalyticCatalogue.All.Max(a => a.Features.Length);

    private readonly BaselineIndex _index;
    private readonly SeasonalBook _seasons;
    private readonly OwnPeriodOut _own;
    private readonly long _cut;
    private Answer[] _answers = [];
    private float[] _surprisals = [];

    /// <param name="index">Look-ups of its own; what lies from the cut on is left out already.</param>
    /// <param name="seasons">Seasons that were fitted to what lies before the cut.</param>
    /// <param name="calendar">What a period is.</param>
    /// <param name="cutMicros">First moment that nothing was learned from; periods before it are left out one at a time.</param>
    /// <param name="keys">Numbers of incident keys.</param>
    public HistoryView(BaselineIndex index, SeasonalBook seasons, Features.FeatureCalendar calendar, long cutMicros, IncidentKeys keys)
    {
        (_index, _seasons, _cut) = (index, seasons, cutMicros);
        _own = new OwnPeriodOut(index, calendar);
        Past = [.. AnalyticCatalogue.All.Select(a => new TrainingGroups(a, keys))];
        Future = [.. AnalyticCatalogue.All.Select(a => new TrainingGroups(a, keys))];
    }

    /// <summary>Groups that began before the cut, by analytic.</summary>
    public TrainingGroups[] Past { get; }

    /// <summary>Groups that began at the cut or later.</summary>
    public TrainingGroups[] Future { get; }

    public void Take(AskBatch batch)
    {
        if (batch.NewFromMicros is { } micros)
        {
            Array.Clear(_answers);
            if (micros < _cut)
            {
                _own.MoveTo(micros);
            }
            else
            {
                _own.Stop();
            }
        }

        if (_answers.Length < batch.QuestionCount)
        {
            Array.Resize(ref _answers, batch.Questions.Length);
        }

        if (_surprisals.Length < batch.PlaceCount * Width)
        {
            var known = _surprisals.Length;
            Array.Resize(ref _surprisals, Math.Max(batch.PlaceCount, known / Width * 2) * Width);
            Array.Fill(_surprisals, EventGroup.NotObserved, known, _surprisals.Length - known);
        }

        foreach (ref readonly var ask in batch.Asks.AsSpan(0, batch.Count))
        {
            if (ask.Kind == AskKind.Close)
            {
                Close(ask.Group);
                continue;
            }

            var bits = BitsOf(ask, batch.Questions);
            ref var most = ref _surprisals[(ask.Group.Place * Width) + ask.Slot];
            if (bits > most)
            {
                most = bits;
            }
        }
    }

    public void Dispose() => _own.Dispose();

    private float BitsOf(in Ask ask, Question[] questions)
    {
        switch (ask.Kind)
        {
            case AskKind.Nothing:
                return 0;
            case AskKind.Season:
                return _seasons.Excess(questions[ask.Question].Name, ask.Hour, ask.Magnitude) is { } scales
                    ? Tail(ask.Question, questions, scales)
                    : EventGroup.NotObserved;
            case AskKind.Tail:
                return Tail(ask.Question, questions, ask.Magnitude);
        }

        ref var answer = ref _answers[ask.Question];
        if (!answer.Is(ask.Hour, ask.Date))
        {
            ref readonly var question = ref questions[ask.Question];
            var bits = ask.Kind == AskKind.Rarity
                ? _index.RarityBits(question.Feature, question.Entity, question.Scope, question.Value)
                : _index.CircularBits(question.Feature, question.Entity, ask.Hour, ask.Date, leaveDateOut: true);
            answer = new Answer((float)bits, 0, ask.Hour, ask.Date);
        }

        return answer.Bits;
    }

    private float Tail(int number, Question[] questions, double magnitude)
    {
        ref var answer = ref _answers[number];
        if (!answer.Is(magnitude))
        {
            answer = new Answer((float)_index.TailBits(questions[number].Tail, magnitude), magnitude, 0, 0);
        }

        return answer.Bits;
    }

    private void Close(EventGroup group)
    {
        var row = _surprisals.AsSpan(group.Place * Width, AnalyticCatalogue.All[group.Analytic].Features.Length);
        (group.FirstMicros < _cut ? Past : Future)[group.Analytic].Add(group, row);
        row.Fill(EventGroup.NotObserved);
    }

    /// <summary>The latest answer to a question, and for what of it.</summary>
    private readonly struct Answer(float bits, double magnitude, int hour, int date)
    {
        private readonly double _magnitude = magnitude;
        private readonly int _hour = hour;
        private readonly int _date = date;
        private readonly bool _isKnown = true;

        public float Bits { get; } = bits;

        public bool Is(double magnitude) => _isKnown && _magnitude.Equals(magnitude);

        public bool Is(int hour, int date) => _isKnown && _hour == hour && _date == date;
    }
}
