namespace Det0131.Models.Features;

/// <summary>
/// Receives what features observe. One implementation counts (training), another scores; both get the very same calls.
/// A null entity or an empty value means "not observed" and does nothing.
/// </summary>
public abstract class FeatureSink
{
    /// <summary>A value within a scope (<c>""</c> = none).</summary>
    public abstract void Value(string? entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value);

    /// <summary>
    /// That there was no such thing: no tool or upload verb on the command line, no foreign account on the call. Counted as the value
    /// <see cref="None"/>, because it tells how often there is one; never surprising itself.
    /// </summary>
    public abstract void Nothing(string? entity, ReadOnlySpan<char> scope);

    /// <summary><see cref="Value"/>, or <see cref="Nothing"/> for null.</summary>
    public void ValueOrNothing(string? entity, ReadOnlySpan<char> scope, string? value)
    {
        if (value is null)
        {
            Nothing(entity, scope);
        }
        else
        {
            Value(entity, scope, value);
        }
    }

    /// <summary>The value under which absence is counted.</summary>
    public const string None = "none";

    /// <summary>A magnitude of this one event, 0 or more.</summary>
    public abstract void Magnitude(string? entity, ReadOnlySpan<char> scope, double magnitude);

    /// <summary>An hour of the local week: hour 0 to 23 of a local date (days since 1970-01-01).</summary>
    public abstract void Hour(string? entity, int hour, int date);

    /// <summary>An amount to add to the window of one of the entity's series; <paramref name="scope"/> is what the sum is compared within.</summary>
    public abstract void Add(string? entity, string series, string scope, double amount);

    /// <summary>The same for the amount of an item that counts once per window.</summary>
    public abstract void AddDistinct(string? entity, string series, string scope, ReadOnlySpan<char> item, double amount);

    /// <summary>A sign of life of one of the entity's conversations.</summary>
    public abstract void Touch(string? entity, string conversation);
}
