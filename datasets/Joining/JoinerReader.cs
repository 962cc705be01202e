using System.Runtime.InteropServices;
using System.Text;
using Det0131.Models.Events;

namespace Det0131.Datasets.Joining;

/// <summary>Reads what <see cref="JoinerWriter"/> wrote, and believes none of it. Not thread-safe.</summary>
internal sealed class JoinerReader(BinaryReader from)
{
    /// <summary>Most starts, and most flows.</summary>
    public const long MostEntries = 20_000_000;

    /// <summary>Longest text, characters. Starts and flows with longer ones are not remembered.</summary>
    public const int MostTextChars = 1 << 20;

    private readonly List<string> _known = [];

    /// <exception cref="InvalidDataException">Out of range.</exception>
    public long Number(long least, long most, string what)
    {
        var value = from.ReadInt64();
        return value >= least && value <= most ? value : throw new InvalidDataException($"Found {value} as {what}, expected {least} to {most}.");
    }

    public RememberedStart Start()
    {
        var name = new ProcessName(Needed("family"), Needed("host"), Needed("process key"));
        var (time, identity) = Stamp();
        var start = new RememberedStart
        {
            Name = name,
            TimeMicros = time,
            Identity = identity,
            Arrival = 0,
            Process = Text(),
            ProcessPath = Text(),
            OriginalName = Text(),
            Parent = Text(),
            ParentPath = Text(),
            ParentKey = Text(),
            User = Text(),
            PrivilegeChange = Text(),
            CommandLine = Text(),
            Tool = Text(),
            Verb = Text(),
            UserClass = Class(),
        };
        if (from.ReadBoolean())
        {
            (start.FoundAtMicros, start.FoundParent, start.FoundParentPath) = (Time(), Text(), Text());
        }

        return start;
    }

    public (FlowName Name, FlowFacts Facts) Flow() =>
        (new FlowName(Needed("family"), Needed("flow key")), new FlowFacts
        {
            LatestMicros = Time(),
            Domain = Fact(),
            RegisteredDomain = Text(),
            Application = Fact(),
            Method = Fact(),
            Agent = Fact(),
        });

    private FlowFact Fact()
    {
        if (Text() is not { } text)
        {
            return default;
        }

        var (time, identity) = Stamp();
        return new FlowFact { Text = text, TimeMicros = time, Identity = identity };
    }

    private (long TimeMicros, UInt128 Identity) Stamp() => (Time(), new UInt128(from.ReadUInt64(), from.ReadUInt64()));

    private long Time() => Number(EventJoiner.EarliestMicros, EventJoiner.LatestMicros, "time");

    private UserClass Class()
    {
        var found = (UserClass)from.ReadByte();
        return Enum.IsDefined(found) ? found : throw new InvalidDataException($"Found user class {(byte)found}, expected 0 to {(byte)UserClass.CloudRole}.");
    }

    private string Needed(string what) => Text() ?? throw new InvalidDataException($"Found no {what}, expected one.");

    private string? Text()
    {
        var code = Small();
        if (code == JoinerWriter.Absent)
        {
            return null;
        }

        if (code >= JoinerWriter.FirstKnown)
        {
            var number = code - JoinerWriter.FirstKnown;
            return number < _known.Count ? _known[number] : throw new InvalidDataException($"Found text number {number}, expected less than {_known.Count}.");
        }

        var chars = Small();
        if (chars > MostTextChars)
        {
            throw new InvalidDataException($"Found a text of {chars} characters, expected at most {MostTextChars}.");
        }

        var bytes = from.ReadBytes(code == JoinerWriter.NewAscii ? chars : chars * 2);
        var text = code == JoinerWriter.NewAscii ? Encoding.ASCII.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
        if (text.Length != chars)
        {
            throw new EndOfStreamException();
        }

        _known.Add(text);
        return text;
    }

    private int Small()
    {
        int value;
        try
        {
            value = from.Read7BitEncodedInt();
        }
        catch (FormatException error)
        {
            throw new InvalidDataException("Found a number of more than five bytes, expected a shorter one.", error);
        }

        return value >= 0 ? value : throw new InvalidDataException($"Found {value}, expected 0 or more.");
    }
}
