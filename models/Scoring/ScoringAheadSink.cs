using Det0131.Models.Features;
using Det0131.Models.Jobs;

namespace Det0131.Models.Scoring;

/// <summary>Writes every question down and has them answered on another thread, in their order, while the next are asked. Not thread-safe.</summary>
/// <param name="scorer">Answers; it is the other thread's until this is settled.</param>
/// <param name="closed">Takes every finished group, on the other thread, when all its questions are answered.</param>
internal sealed class ScoringAheadSink(PeakScorer scorer, Action<EventGroup> closed) : GroupSink(null), IDisposable
{
    private readonly WorkAhead<Batch> _ahead = new(new Batch(), new Batch(), batch => Task.Run(() => batch.Answer(scorer, closed)));

    /// <summary>Waits until every question is answered and every finished group taken.</summary>
    public void Settle() => _ahead.Settle();

    /// <summary>Has something done on the other thread, when everything before is answered and before anything that comes after.</summary>
    public void Then(Action action) => Add(new Question(default, Asked.Then, "") { Action = action }, "", "");

    /// <summary>Tells that a group is over.</summary>
    public void Close(EventGroup group) => Add(new Question(new Asker(group, Feature, 0, NowMicros), Asked.Close, ""), "", "");

    public void Dispose() => _ahead.Dispose();

    protected override void OnValue(string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value) => Add(Ask(Asked.Value, entity), scope, value);

    protected override void OnNothing(string entity, ReadOnlySpan<char> scope) => Add(Ask(Asked.Nothing, entity), scope, "");

    protected override void OnMagnitude(string entity, ReadOnlySpan<char> scope, double magnitude) => Add(Ask(Asked.Magnitude, entity) with { Magnitude = magnitude }, scope, "");

    protected override void OnHour(string entity, int hour, int date) => Add(Ask(Asked.Hour, entity) with { Hour = hour, Date = date }, "", "");

    protected override void OnSeason(string entity, ReadOnlySpan<char> scope, int clockHour, double sum) => Add(Ask(Asked.Season, entity) with { Hour = clockHour, Magnitude = sum }, scope, "");

    private Question Ask(Asked kind, string entity) => new(new Asker(Group, Feature, Slot, NowMicros), kind, entity);

    private void Add(in Question question, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        if (!_ahead.Filling.TryAdd(question, scope, value))
        {
            _ahead.HandOver();
            if (!_ahead.Filling.TryAdd(question, scope, value))
            {
                // Texts that no batch holds are asked here, behind all before them.
                _ahead.Settle();
                question.Answer(scorer, closed, scope, value);
            }
        }
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

    /// <param name="Asker">Who asks.</param>
    /// <param name="Kind">What is asked.</param>
    /// <param name="Entity">Of whom.</param>
    private readonly record struct Question(Asker Asker, Asked Kind, string Entity)
    {
        /// <summary>What is to be done; null where something is asked.</summary>
        public Action? Action { get; init; }

        public double Magnitude { get; init; }

        public int Hour { get; init; }

        public int Date { get; init; }

        /// <summary>Where its texts begin, and how long they are.</summary>
        public (int Start, int Scope, int Value) Texts { get; init; }

        public void Answer(PeakScorer scorer, Action<EventGroup> closed, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
        {
            switch (Kind)
            {
                case Asked.Value:
                    scorer.Value(Asker, Entity, scope, value);
                    break;
                case Asked.Nothing:
                    PeakScorer.Nothing(Asker, Entity, scope);
                    break;
                case Asked.Magnitude:
                    scorer.Magnitude(Asker, Entity, scope, Magnitude);
                    break;
                case Asked.Hour:
                    scorer.Hour(Asker, Entity, Hour, Date);
                    break;
                case Asked.Season:
                    scorer.Season(Asker, Entity, scope, Hour, Magnitude);
                    break;
                case Asked.Close:
                    closed(Asker.Group);
                    break;
                default:
                    Action!();
                    break;
            }
        }
    }

    /// <summary>Some 20 ms of questions: 2 MB, and as much of texts.</summary>
    private sealed class Batch
    {
        private const int MostQuestions = 1 << 14;

        private readonly Question[] _questions = new Question[MostQuestions];
        private readonly TextBuffer _texts = new(64 * MostQuestions);
        private int _count;

        public bool TryAdd(in Question question, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
        {
            if (_count == MostQuestions || !_texts.HasRoom((long)scope.Length + value.Length))
            {
                return false;
            }

            _questions[_count++] = question with { Texts = (_texts.Next, scope.Length, value.Length) };
            _texts.Keep(scope);
            _texts.Keep(value);
            return true;
        }

        public void Answer(PeakScorer scorer, Action<EventGroup> closed)
        {
            foreach (ref readonly var question in _questions.AsSpan(0, _count))
            {
                var (start, scope, value) = question.Texts;
                question.Answer(scorer, closed, _texts.Text(start, scope), _texts.Text(start + scope, value));
            }

            // Groups that are over must not be held.
            Array.Clear(_questions, 0, _count);
            _count = 0;
            _texts.Clear();
        }
    }
}
