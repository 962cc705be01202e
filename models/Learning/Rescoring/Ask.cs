using System.Runtime.InteropServices;
using Det0131.Models.Baselines;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning.Rescoring;

/// <summary>What is asked of a question, or done.</summary>
internal enum AskKind : byte
{
    /// <summary>How rare the question's value is.</summary>
    Rarity,

    /// <summary>Nothing: it was observed, with no surprise.</summary>
    Nothing,

    /// <summary>How unusual a magnitude is.</summary>
    Tail,

    /// <summary>How unusual the excess of an hour's sum over its season is.</summary>
    Season,

    /// <summary>How unusual an hour of the week is.</summary>
    Hour,

    /// <summary>The group is over.</summary>
    Close,
}

/// <summary>One step of scoring a group. What it says is the same for everybody who answers, whatever he has learned from.</summary>
/// <param name="Group">The group that asks.</param>
/// <param name="Magnitude">A magnitude, or the hour's sum.</param>
/// <param name="Question">Number of the question in its batch.</param>
/// <param name="Hour">Hour of the local day; of a season the clock hour.</param>
/// <param name="Date">Local date.</param>
/// <param name="Slot">The feature's place in the group.</param>
/// <param name="Kind">What is asked.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Ask(EventGroup Group, double Magnitude, int Question, int Hour, int Date, byte Slot, AskKind Kind);

/// <summary>What is asked about again and again: its names as numbers of the index. Which magnitude is asked for comes with each asking.</summary>
/// <param name="Name">The entity, for the seasons.</param>
/// <param name="Tail">Where a magnitude is looked up; default for other kinds.</param>
internal readonly record struct Question(int Feature, int Entity, int Scope, int Value, string Name, TailPlace Tail);

/// <summary>Steps in order. Filled by one thread, then read by several.</summary>
internal sealed class AskBatch
{
    /// <summary>Steps of a batch: 2 MB of them, a tenth of a second of work, so that handing it over costs nothing.</summary>
    public const int Capacity = 1 << 15;

    public Ask[] Asks { get; } = new Ask[Capacity];

    public int Count { get; set; }

    /// <summary>Where the questions are; those up to <see cref="QuestionCount"/> do not change until the next period's first batch has been handed over.</summary>
    public Question[] Questions { get; set; } = [];

    public int QuestionCount { get; set; }

    /// <summary>Places of open groups that are in use or were.</summary>
    public int PlaceCount { get; set; }

    /// <summary>When it begins with a new numbering of the questions, a moment of the period that all its steps are of; else null.</summary>
    public long? NewFromMicros { get; set; }

    public void Clear()
    {
        // Groups that are over must not be held.
        Array.Clear(Asks, 0, Count);
        Count = 0;
        NewFromMicros = null;
    }
}
