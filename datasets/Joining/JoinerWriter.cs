using System.Runtime.InteropServices;
using System.Text;

namespace Det0131.Datasets.Joining;

/// <summary>
/// Writes a joiner's memory. Texts repeat (users, paths, parents), so each is written once and named by number afterwards. Not thread-safe.
/// </summary>
internal sealed class JoinerWriter(BinaryWriter to)
{
    /// <summary>How a text is written; higher numbers, less <see cref="FirstKnown"/>, name a text written before.</summary>
    public const int Absent = 0, NewAscii = 1, NewUtf16 = 2, FirstKnown = 3;

    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    public void Number(long value) => to.Write(value);

    public void Start(RememberedStart start)
    {
        Text(start.Name.Family);
        Text(start.Name.Host);
        Text(start.Name.Key);
        Stamp(start.TimeMicros, start.Identity);
        foreach (var text in (ReadOnlySpan<string?>)
        [
            start.Process, start.ProcessPath, start.OriginalName, start.Parent, start.ParentPath, start.ParentKey,
            start.User, start.PrivilegeChange, start.CommandLine, start.Tool, start.Verb,
        ])
        {
            Text(text);
        }

        to.Write((byte)start.UserClass);
        to.Write(start.FoundAtMicros is not null);
        if (start.FoundAtMicros is { } found)
        {
            Number(found);
            Text(start.FoundParent);
            Text(start.FoundParentPath);
        }
    }

    public void Flow(FlowName name, in FlowFacts facts)
    {
        Text(name.Family);
        Text(name.Key);
        Number(facts.LatestMicros);
        Fact(facts.Domain);
        Text(facts.RegisteredDomain);
        Fact(facts.Application);
        Fact(facts.Method);
        Fact(facts.Agent);
    }

    private void Fact(in FlowFact fact)
    {
        Text(fact.Text);
        if (fact.Text is not null)
        {
            Stamp(fact.TimeMicros, fact.Identity);
        }
    }

    private void Stamp(long timeMicros, UInt128 identity)
    {
        Number(timeMicros);
        to.Write(unchecked((ulong)(identity >> 64)));
        to.Write(unchecked((ulong)identity));
    }

    private void Text(string? text)
    {
        if (text is null)
        {
            to.Write7BitEncodedInt(Absent);
        }
        else if (_known.TryGetValue(text, out var number))
        {
            to.Write7BitEncodedInt(FirstKnown + number);
        }
        else
        {
            _known.Add(text, _known.Count);
            var isAscii = Ascii.IsValid(text);
            to.Write7BitEncodedInt(isAscii ? NewAscii : NewUtf16);
            to.Write7BitEncodedInt(text.Length);
            // UTF-16 keeps what a hostile log can put into a text and UTF-8 cannot: halves of surrogate pairs.
            to.Write(isAscii ? Encoding.ASCII.GetBytes(text) : MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }
}
