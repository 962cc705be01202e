using System.Reflection;
using Det0131.Models.Events;

namespace Det0131.Testing;

/// <summary>Counts the bytes of the strings that events hold and that no earlier event held: what a reader must allocate for them. Not thread-safe.</summary>
internal sealed class KeptStrings
{
    private static readonly Func<SecurityEvent, string?>[] Texts =
        [.. typeof(SecurityEvent).GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => property.GetMethod!.CreateDelegate<Func<SecurityEvent, string?>>())];

    private readonly HashSet<string> _met = new(ReferenceEqualityComparer.Instance);

    /// <summary>Bytes of all that were new, as the 64-bit runtime lays strings out.</summary>
    public long Bytes { get; private set; }

    public void Count(SecurityEvent e)
    {
        foreach (var text in Texts)
        {
            if (text(e) is { Length: > 0 } held && _met.Add(held))
            {
                Bytes += (22 + (2 * held.Length) + 7) & ~7;
            }
        }
    }
}
