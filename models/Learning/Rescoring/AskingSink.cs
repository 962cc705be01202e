using System.Runtime.InteropServices;
using Det0131.Models.Baselines;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning.Rescoring;

/// <summary>
/// Writes down what groups ask, for others to answer: each distinct question of a period gets a number once, so that they answer it once. Not thread-safe.
/// </summary>
/// <param name="names">Any index over the table: only its names and numbers are used.</param>
/// <param name="ask">Takes the next step.</param>
internal sealed class AskingSink(BaselineIndex names, Action<Ask> ask) : GroupSink(null)
{
    private readonly Dictionary<Key, int> _numbers = [];
    private readonly Stack<int> _freePlaces = new();

    /// <summary>The questions so far. Replaced, never changed in place, when it grows or begins anew: others may be reading the one before.</summary>
    public Question[] Questions { get; private set; } = new Question[1 << 12];

    public int QuestionCount => _numbers.Count;

    public int PlaceCount { get; private set; }

    /// <summary>Numbers the questions from 0 again.</summary>
    public void Forget()
    {
        Questions = new Question[Math.Max(1 << 12, _numbers.Count)];
        _numbers.Clear();
    }

    public override void Into(EventGroup group)
    {
        base.Into(group);
        if (group.Place < 0)
        {
            group.Place = _freePlaces.TryPop(out var place) ? place : PlaceCount++;
        }
    }

    /// <summary>Tells that a group is over. Its place is free for another at once: steps are done in order.</summary>
    public void Close(EventGroup group)
    {
        ask(new Ask(group, 0, 0, 0, 0, 0, AskKind.Close));
        _freePlaces.Push(group.Place);
    }

    protected override void OnValue(string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value) =>
        Add(AskKind.Rarity, NumberOf(entity, scope, names.TextId(value)), 0, 0, 0);

    protected override void OnNothing(string entity, ReadOnlySpan<char> scope) => Add(AskKind.Nothing, 0, 0, 0, 0);

    protected override void OnMagnitude(string entity, ReadOnlySpan<char> scope, double magnitude) =>
        Add(AskKind.Tail, NumberOf(entity, scope, IndexLayout.None), magnitude, 0, 0);

    protected override void OnHour(string entity, int hour, int date) =>
        Add(AskKind.Hour, NumberOf(entity, "", IndexLayout.None), 0, hour, date);

    protected override void OnSeason(string entity, ReadOnlySpan<char> scope, int clockHour, double sum) =>
        Add(AskKind.Season, NumberOf(entity, scope, IndexLayout.None), sum, clockHour, 0);

    private void Add(AskKind kind, int question, double magnitude, int hour, int date) =>
        ask(new Ask(Group, magnitude, question, hour, date, (byte)Slot, kind));

    private int NumberOf(string entity, ReadOnlySpan<char> scope, int value)
    {
        var key = new Key(Feature.Index, names.EntityId(entity), names.TextId(scope), value);
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var isKnown);
        if (!isKnown)
        {
            number = _numbers.Count - 1;
            if (number == Questions.Length)
            {
                var more = new Question[number * 2];
                Questions.CopyTo(more, 0);
                Questions = more;
            }

            var tail = Feature.Kind is FeatureKind.UpperTail or FeatureKind.BothTails ? names.LocateTail(key.Feature, key.Entity, key.Scope) : default;
            Questions[number] = new Question(key.Feature, key.Entity, key.Scope, key.Value, entity, tail);
        }

        return number;
    }

    private readonly record struct Key(int Feature, int Entity, int Scope, int Value)
    {
        public override int GetHashCode()
        {
            unchecked
            {
                var mixed = (((ulong)(uint)Entity << 32) | (uint)Value) * 0x9E3779B97F4A7C15;
                mixed ^= (((ulong)(uint)Scope << 8) ^ (uint)Feature) * 0xC2B2AE3D27D4EB4F;
                return (int)((mixed * 0x9E3779B97F4A7C15) >> 32);
            }
        }
    }
}
