using System.Buffers.Binary;

namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>
/// Reads the BinXml of one event record (MS-EVEN6, 2.2.12 and following) into JSON. Never throws for what a record holds; recursion, tokens and output are bounded. Not thread-safe.
/// </summary>
/// <remarks>
/// A record is as a rule one instance of a template: the template's tokens lie somewhere in the chunk and are read anew for each record, with the instance's values put into their
/// places. A value may itself be BinXml. Offsets of names and templates count from the chunk's beginning; what is used for the first time lies right behind the offset that names it.
/// </remarks>
internal sealed class BinaryXml
{
    public const string Damaged = "binary XML is damaged";
    public const string TooDeep = "binary XML is nested too deeply";
    public const string TooLarge = "event record expands beyond the limit";

    private const int MostNested = 8;
    private const int MostValues = 4096;
    private const int LongestName = 256;
    private const int DefinitionBytes = 24;

    /// <summary>A value costs a token for so many of its bytes, put into whatever place.</summary>
    private const int BytesPerToken = 16;

    private const byte EndOfFragment = 0x00, OpenElement = 0x01, CloseStart = 0x02, CloseEmpty = 0x03, EndElement = 0x04, Value = 0x05, Attribute = 0x06, CData = 0x07,
        CharReference = 0x08, EntityReference = 0x09, InstructionTarget = 0x0A, InstructionData = 0x0B, TemplateInstance = 0x0C, Substitution = 0x0D,
        OptionalSubstitution = 0x0E, FragmentHeader = 0x0F;

    private readonly EventJson json = new();
    private readonly BinaryXmlValues values;
    private TemplateValue[] arena = new TemplateValue[256];
    private int arenaUsed;
    private int tokensLeft;
    private int nested;
    private string? problem;

    public BinaryXml() => values = new BinaryXmlValues(json);

    /// <summary>The record that was read last; good until the next one.</summary>
    public ReadOnlySpan<byte> Json => json.Text;

    /// <summary>Reads a record; null when it could be read, else why not.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="start">Where the record's BinXml begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="budget">What the chunk may still cost.</param>
    public string? Read(ReadOnlySpan<byte> chunk, int start, int end, ExpansionBudget budget)
    {
        var tokens = tokensLeft = budget.Tokens;
        json.Start(budget.Bytes);
        (arenaUsed, nested, problem) = (0, 0, null);
        var at = start;
        var isRead = ReadFragment(chunk, ref at, end, isTemplate: false, default) && json.TryFinish();
        budget.Spend(json.Text.Length, tokens - tokensLeft);
        if (json.IsFull || tokensLeft <= 0)
        {
            return TooLarge;
        }

        return isRead ? null : problem ?? Damaged;
    }

    /// <summary>Reads tokens to the fragment's end. False when they make no sense.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="at">Where it begins; behind it afterwards.</param>
    /// <param name="end">No token goes beyond.</param>
    /// <param name="isTemplate">Elements of a template carry a dependency identifier, others do not.</param>
    /// <param name="given">The values to put in.</param>
    private bool ReadFragment(ReadOnlySpan<byte> chunk, ref int at, int end, bool isTemplate, TemplateValues given)
    {
        var outside = json.Depth;
        while (at < end && !json.IsFull && --tokensLeft > 0)
        {
            var token = chunk[at++];
            var goesOn = (token & 0xBF) switch
            {
                EndOfFragment => false,
                OpenElement => ReadElement(chunk, ref at, end, isTemplate, hasAttributes: token != OpenElement),
                CloseStart => json.TryCloseStart(),
                CloseEmpty => json.TryCloseStart() && json.TryEnd(outside),
                EndElement => json.TryEnd(outside),
                Value => ReadValue(chunk, ref at, end),
                Attribute => ReadName(chunk, ref at, end, out var name) && json.TryAttribute(name),
                CData => ReadText(chunk, ref at, end),
                CharReference => ReadCharacter(chunk, ref at, end),
                EntityReference => ReadName(chunk, ref at, end, out var name) && json.TryEntity(name),
                InstructionTarget => ReadName(chunk, ref at, end, out _),
                InstructionData => SkipText(chunk, ref at, end),
                TemplateInstance => ReadInstance(chunk, ref at, end),
                Substitution or OptionalSubstitution => ReadSubstitution(chunk, ref at, end, given),
                FragmentHeader => Skip(ref at, 3, end),
                _ => false,
            };
            if (!goesOn)
            {
                return token == EndOfFragment && json.Depth == outside;
            }
        }

        return json.Depth == outside && at >= end;
    }

    private bool ReadElement(ReadOnlySpan<byte> chunk, ref int at, int end, bool isTemplate, bool hasAttributes)
    {
        // A dependency identifier, and how much of the fragment the element takes: the tokens tell that themselves.
        if (!Skip(ref at, isTemplate ? 6 : 4, end) || !ReadName(chunk, ref at, end, out var name) || (hasAttributes && !Skip(ref at, 4, end)))
        {
            return false;
        }

        if (json.TryOpen(name))
        {
            return true;
        }

        problem = TooDeep;
        return false;
    }

    /// <summary>A name by its offset in the chunk; when it lies right here, it is stepped over.</summary>
    private static bool ReadName(ReadOnlySpan<byte> chunk, ref int at, int end, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (at + 4 > end)
        {
            return false;
        }

        var offset = BinaryPrimitives.ReadUInt32LittleEndian(chunk[at..]);
        at += 4;

        // The offset of the next name of the same hash, the hash, then the characters and a NUL.
        if (offset > chunk.Length - 8)
        {
            return false;
        }

        var from = (int)offset + 8;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(chunk[(from - 2)..]);
        if (count is 0 or > LongestName || from + (count * 2) > chunk.Length)
        {
            return false;
        }

        name = chunk.Slice(from, count * 2);
        return offset != at || Skip(ref at, 8 + (count * 2) + 2, end);
    }

    private bool ReadValue(ReadOnlySpan<byte> chunk, ref int at, int end) =>
        at < end && chunk[at++] == BinaryXmlValues.Text && ReadText(chunk, ref at, end);

    private bool ReadText(ReadOnlySpan<byte> chunk, ref int at, int end)
    {
        var from = at;
        if (!SkipText(chunk, ref at, end))
        {
            return false;
        }

        json.AddUtf16(chunk[(from + 2)..at]);
        return true;
    }

    /// <summary>A count of characters and the characters.</summary>
    private static bool SkipText(ReadOnlySpan<byte> chunk, ref int at, int end) =>
        at + 2 <= end && Skip(ref at, 2 + (BinaryPrimitives.ReadUInt16LittleEndian(chunk[at..]) * 2), end);

    private bool ReadCharacter(ReadOnlySpan<byte> chunk, ref int at, int end)
    {
        var from = at;
        if (!Skip(ref at, 2, end))
        {
            return false;
        }

        json.AddUtf16(chunk[from..at]);
        return true;
    }

    private bool ReadSubstitution(ReadOnlySpan<byte> chunk, ref int at, int end, TemplateValues given)
    {
        if (at + 3 > end)
        {
            return false;
        }

        var index = BinaryPrimitives.ReadUInt16LittleEndian(chunk[at..]);
        at += 3;
        if (index >= given.Count)
        {
            return false;
        }

        var value = arena[given.First + index];
        tokensLeft -= value.Length / BytesPerToken;
        return value.Type == BinaryXmlValues.Nested ? ReadNested(chunk, value) : values.TryAdd(value.Type, chunk.Slice(value.Start, value.Length));
    }

    private bool ReadNested(ReadOnlySpan<byte> chunk, TemplateValue value)
    {
        var from = value.Start;
        return Enter() && ReadFragment(chunk, ref from, value.Start + value.Length, isTemplate: false, default) && Leave();
    }

    private bool ReadInstance(ReadOnlySpan<byte> chunk, ref int at, int end)
    {
        if (at + 9 > end)
        {
            return false;
        }

        var offset = BinaryPrimitives.ReadUInt32LittleEndian(chunk[(at + 5)..]);
        at += 9;
        if (offset > chunk.Length - DefinitionBytes)
        {
            return false;
        }

        // The next template's offset, a GUID and the size of what follows.
        var from = (int)offset + DefinitionBytes;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[(from - 4)..]);
        if (size > chunk.Length - from || (offset == at && !Skip(ref at, DefinitionBytes + (int)size, end)))
        {
            return false;
        }

        var until = from + (int)size;
        var used = arenaUsed;
        if (!ReadValues(chunk, ref at, end, out var given) || !Enter() || !ReadFragment(chunk, ref from, until, isTemplate: true, given))
        {
            return false;
        }

        arenaUsed = used;
        return Leave();
    }

    /// <summary>A count, a size and a type for each, and the values one behind another.</summary>
    private bool ReadValues(ReadOnlySpan<byte> chunk, ref int at, int end, out TemplateValues given)
    {
        given = default;
        if (at + 4 > end)
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(chunk[at..]);
        at += 4;
        if (count > MostValues || at + ((int)count * 4) > end)
        {
            return false;
        }

        given = new TemplateValues(arenaUsed, (int)count);
        if (arenaUsed + given.Count > arena.Length)
        {
            Array.Resize(ref arena, Math.Max(arena.Length * 2, arenaUsed + given.Count));
        }

        var described = at + (given.Count * 4);
        var valueAt = described;
        for (; at < described; at += 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(chunk[at..]);
            arena[arenaUsed++] = new TemplateValue(chunk[at + 2], valueAt, length);
            if (!Skip(ref valueAt, length, end))
            {
                return false;
            }
        }

        at = valueAt;
        return true;
    }

    private bool Enter()
    {
        if (nested == MostNested)
        {
            problem = TooDeep;
            return false;
        }

        nested++;
        return true;
    }

    private bool Leave()
    {
        nested--;
        return true;
    }

    private static bool Skip(ref int at, int count, int end)
    {
        at += count;
        return at <= end;
    }

    /// <summary>One value of a template's instance.</summary>
    private readonly record struct TemplateValue(byte Type, int Start, int Length);

    /// <summary>Where an instance's values stand among those that are open.</summary>
    private readonly record struct TemplateValues(int First, int Count);
}
