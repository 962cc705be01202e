using System.Globalization;
using Det0131.Models.Features;

namespace Det0131.Models.Tests.Features;

/// <summary>What a feature told: kind of call, entity, scope, value or magnitude.</summary>
public sealed record Told(string Call, string Entity, string Scope, string Value, double Magnitude);

/// <summary>Writes down what features observe, windows included.</summary>
public sealed class RecordingSink : WindowedSink
{
    public List<Told> Told { get; } = [];

    public List<Told> Closed { get; } = [];

    public override void Value(string? entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        if (entity is not null && !value.IsEmpty)
        {
            Told.Add(new Told("value", entity, scope.ToString(), value.ToString(), 0));
        }
    }

    public override void Nothing(string? entity, ReadOnlySpan<char> scope) => Value(entity, scope, None);

    public override void Magnitude(string? entity, ReadOnlySpan<char> scope, double magnitude)
    {
        if (entity is not null)
        {
            Told.Add(new Told("magnitude", entity, scope.ToString(), "", magnitude));
        }
    }

    public override void Hour(string? entity, int hour, int date)
    {
        if (entity is not null)
        {
            Told.Add(new Told("hour", entity, "", hour.ToString(CultureInfo.InvariantCulture), date));
        }
    }

    protected override void OnSum(string entity, string scope, double sum, double amount) => Told.Add(new Told("sum", entity, scope, "", sum));

    protected override void OnClosed(Feature feature, string entity, string scope, int window, double sum) => Closed.Add(new Told("closed", entity, scope, "", sum));

    protected override void OnConversation(string entity, double seconds) => Told.Add(new Told("span", entity, "", "", seconds));

    protected override void OnConversationEnded(Feature feature, string entity, long endMicros, double seconds) =>
        Closed.Add(new Told("ended", entity, endMicros.ToString(CultureInfo.InvariantCulture), "", seconds));
}
