using Det0131.Models.Features;
using Det0131.Models.Jobs;

namespace Det0131.Models.Scoring;

/// <summary>Writes every question down and has them answered on another thread, in their order, while the next are asked. Not thread-safe.</summary>
/// <param name="scorer">Answers; it is the other thread's until this is settled.</param>
/// <param name="closed">Takes every finished group, on the other thread, when all its questions are answered.</param>
internal sealed class ScoringAheadSink(PeakScorer scorer, Action<EventGroup> closed) : GroupSink(null), IDisposable
{
    private readonly WorkAhead<Batch> _ahead = new(new Batch(), new Batch(), batch => Task.Run(() => Answer(batch, scorer, closed)));

    /// <summary>Waits until every question is answered and every finished group taken.</summary>
    public void Settle() => _ahead.Settle();

    /// <summary>Has something done on the other thread, when everything before is answered and before anything that comes after.</summary>
    public void Then(Action action)
    {
        if (!_ahead.Filling.TryAdd(action))
        {
            _ahead.HandOver();
            _ = _ahead.Filling.TryAdd(action);
        }
    }

    /// <summary>Tells that a group is over.</summary>
    public void Close(EventGroup group) => Add(new Asker(group, Feature, 0, NowMicros), Asked.Close, "", "", "", 0, 0, 0);

    public void Dispose() => _ahead.Dispose();

    protected override void OnValue(string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value) => Add(Asked.Value, entity, scope, value, 0, 0, 0);

    protected override void OnNothing(string entity, ReadOnlySpan<char> scope) => Add(Asked.Nothing, entity, scope, "", 0, 0, 0);

    protected override void OnMagnitude(string entity, ReadOnlySpan<char> scope, double magnitude) => Add(Asked.Magnitude, entity, scope, "", magnitude, 0, 0);

    protected override void OnHour(string entity, int hour, int date) => Add(Asked.Hour, entity, "", "", 0, hour, date);

    protected override void OnSeason(string entity, ReadOnlySpan<char> scope, int clockHour, double sum) => Add(Asked.Season, entity, scope, "", sum, clockHour, 0);

    private void Add(Asked kind, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, double magnitude, int hour, int date) =>
        Add(new Asker(Group, Feature, Slot, NowMicros), kind, entity, scope, value, magnitude, hour, date);

    private void Add(in Asker asker, Asked kind, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, double magnitude, int hour, int date)
    {
        if (!_ahead.Filling.TryAdd(asker, kind, entity, scope, value, magnitude, hour, date))
        {
            _ahead.HandOver();
            if (!_ahead.Filling.TryAdd(asker, kind, entity, scope, value, magnitude, hour, date))
            {
                // Texts that no batch holds are asked here, behind all before them.
                _ahead.Settle();
                _ = new Question(asker, entity, 0, scope.Length, value.Length, magnitude, hour, date, kind).Answer(scorer, closed, scope, value);
            }
        }
    }

    private static void Answer(Batch batch, PeakScorer scorer, Action<EventGroup> closed)
    {
        foreach (ref readonly var question in batch.Questions)
        {
            if (question.Kind == Asked.Then)
            {
                batch.ActionOf(question)();
            }
            else
            {
                _ = question.Answer(scorer, closed, batch.Scope(question), batch.Value(question));
            }
        }

        batch.Clear();
    }

    private enum Asked : byte
    {
        Value,
        Nothing,
        Magnitude,
        Hour,
        Season,
        Close,
        Then,
    }

    private readonly record struct Question(Asker Asker, string Entity, int Start, int Scope, int Value, double Magnitude, int Hour, int Date, Asked Kind)
    {
        public bool Answer(PeakScorer scorer, Action<EventGroup> closed, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
        {
            switch (Kind)
            {
                case Asked.Value:
                    return scorer.Value(Asker, Entity, scope, value);
                case Asked.Nothing:
                    return PeakScorer.Nothing(Asker, Entity, scope);
                case Asked.Magnitude:
                    return scorer.Magnitude(Asker, Entity, scope, Magnitude);
                case Asked.Hour:
                    return scorer.Hour(Asker, Entity, Hour, Date);
                case Asked.Season:
                    return scorer.Season(Asker, Entity, scope, Hour, Magnitude);
                default:
                    closed(Asker.Group);
                    return false;
            }
        }
    }

    /// <summary>Some 20 ms of questions: 2 MB, and as much of texts.</summary>
    private sealed class Batch
    {
        private const int MostQuestions = 1 << 14;

        private readonly Question[] _questions = new Question[MostQuestions];
        private readonly TextBuffer _texts = new(64 * MostQuestions);
        private readonly List<Action> _actions = [];
        private int _count;

        public ReadOnlySpan<Question> Questions => _questions.AsSpan(0, _count);

        public ReadOnlySpan<char> Scope(in Question question) => _texts.Text(question.Start, question.Scope);

        public ReadOnlySpan<char> Value(in Question question) => _texts.Text(question.Start + question.Scope, question.Value);

        public Action ActionOf(in Question question) => _actions[question.Start];

        public bool TryAdd(Action action)
        {
            if (_count == MostQuestions)
            {
                return false;
            }

            _questions[_count++] = new Question(default, "", _actions.Count, 0, 0, 0, 0, 0, Asked.Then);
            _actions.Add(action);
            return true;
        }

        public bool TryAdd(in Asker asker, Asked kind, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, double magnitude, int hour, int date)
        {
            if (_count == MostQuestions || !_texts.HasRoom((long)scope.Length + value.Length))
            {
                return false;
            }

            _questions[_count++] = new Question(asker, entity, _texts.Next, scope.Length, value.Length, magnitude, hour, date, kind);
            _texts.Keep(scope);
            _texts.Keep(value);
            return true;
        }

        public void Clear()
        {
            // Groups that are over must not be held.
            Array.Clear(_questions, 0, _count);
            _actions.Clear();
            _count = 0;
            _texts.Clear();
        }
    }
}
