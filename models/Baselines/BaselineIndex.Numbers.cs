namespace Det0131.Models.Baselines;

/// <content>Questions by number: whoever asks the same ones again and again names them once.</content>
public sealed partial class BaselineIndex
{
    /// <summary>Another index over the same table, with nothing left out, that has the names and numbers of this one: what is located in one is good for both.</summary>
    internal BaselineIndex Twin() => new(Table, _options, _layout);

    /// <summary>The number of a scope or value; -1 when the table does not have it.</summary>
    internal int TextId(ReadOnlySpan<char> text) => _layout.StringId(text);

    /// <summary>As by <see cref="EntityId"/> and <see cref="TextId"/>.</summary>
    internal double RarityBits(int feature, int entity, int scope, int value) => BitsOf(_rarity.Probability(_rarity.Locate(feature, entity, scope, value)));

    /// <summary>Where a magnitude is looked up; leaving out does not move it.</summary>
    internal TailPlace LocateTail(int feature, int entity, int scope) => _tails.Locate(feature, entity, scope);

    internal double TailBits(in TailPlace place, double magnitude) => BitsOf(_tails.Probabilities(place, magnitude).TwoSided);
}
