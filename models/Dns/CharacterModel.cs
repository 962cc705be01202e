using Det0131.Models.Knowledge;

namespace Det0131.Models.Dns;

/// <summary>
/// How surprising the characters of a DNS name are, given the two before each: a trigram model learned from common names. Names that carry encoded
/// data carry many bits, common names few. Immutable, thread-safe; reading bits allocates nothing.
/// </summary>
/// <remarks>
/// The alphabet is a-z, 0-9, <c>-</c>, <c>_</c>, the dot that ends a label, and one symbol for everything else; upper case counts as lower case.
/// Probabilities are kept in quarter bits and made to sum to 1 per context, so a saved model is the model in memory, to the last bit.
/// </remarks>
public sealed class CharacterModel
{
    /// <summary>Format version that this code reads and writes.</summary>
    public const int FormatVersion = 1;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private const int Size = 40;
    private const int LabelEnd = 38;
    private const int Other = 39;
    private const int UnitsPerBit = 4;
    private const int MostUnits = 90;

    private static readonly Lazy<CharacterModel> ShippedModel = new(() =>
    {
        using var reader = new StreamReader(DataTable.OpenResource(typeof(CharacterModel).Assembly, ".character-model.txt"));
        return Read(reader, "character-model.txt");
    });

    private readonly byte[] units;
    private readonly float[] bits;

    private CharacterModel(byte[] units)
    {
        this.units = units;
        bits = new float[units.Length];
        for (int context = 0; context < Size * Size; context++)
        {
            double sum = 0;
            for (int i = 0; i < Size; i++)
            {
                sum += Math.Exp(-units[(context * Size) + i] * Math.Log(2) / UnitsPerBit);
            }

            for (int i = 0; i < Size; i++)
            {
                bits[(context * Size) + i] = (float)(((double)units[(context * Size) + i] / UnitsPerBit) + Math.Log2(sum));
            }
        }
    }

    /// <summary>The model that comes with the program.</summary>
    public static CharacterModel Load() => ShippedModel.Value;

    /// <summary>Reads a model in the form of <c>character-model.txt</c>.</summary>
    /// <exception cref="InvalidDataException">The text is no such model, is cut short or of a newer version; names what was found and expected.</exception>
    public static CharacterModel Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var units = new byte[Size * Size * Size];
        int row = -2;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            bool fits = row switch
            {
                -2 => line == $"version {FormatVersion}",
                -1 => line == "alphabet " + Alphabet,
                < Size * Size => TryReadRow(line, row, units),
                _ => false,
            };
            if (!fits)
            {
                throw new InvalidDataException($"{name}: found \"{line[..Math.Min(line.Length, 60)]}\", expected {Expected(row)}.");
            }

            row++;
        }

        return row == Size * Size ? new CharacterModel(units) : throw new InvalidDataException($"{name}: found the end, expected {Expected(row)}.");
    }

    /// <summary>Writes the model in the form that <see cref="Read"/> takes.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"version {FormatVersion}\nalphabet {Alphabet}\n");
        Span<char> row = stackalloc char[Size];
        for (int context = 0; context < Size * Size; context++)
        {
            for (int i = 0; i < Size; i++)
            {
                row[i] = (char)('!' + units[(context * Size) + i]);
            }

            writer.Write($"{Alphabet[context / Size]}{Alphabet[context % Size]} ");
            writer.Write(row);
            writer.Write('\n');
        }
    }

    /// <summary>Information of the labels of a name, in bits: -log2 of their probability under the model, the end of each label included.</summary>
    /// <param name="labels">Labels without the registered domain, separated by dots; a final dot changes nothing.</param>
    /// <returns>0 for no labels, else above 0; at most about 8 bits for each character in the shipped model.</returns>
    public double InformationBits(ReadOnlySpan<char> labels)
    {
        labels = labels.TrimEnd('.');
        if (labels.IsEmpty)
        {
            return 0;
        }

        double sum = 0;
        int context = (LabelEnd * Size) + LabelEnd;
        foreach (char c in labels)
        {
            int symbol = SymbolOf(c);
            sum += bits[(context * Size) + symbol];
            context = Next(context, symbol);
        }

        return sum + bits[(context * Size) + LabelEnd];
    }

    /// <summary>Information of a name's labels below its registered domain, in bits; of the whole name when it does not end in that domain.</summary>
    /// <param name="name">Name that was asked for.</param>
    /// <param name="registeredDomain">Its registered domain, or null.</param>
    /// <returns>0 when the name is the registered domain.</returns>
    public double NameInformationBits(ReadOnlySpan<char> name, ReadOnlySpan<char> registeredDomain)
    {
        name = name.TrimEnd('.');
        if (registeredDomain.IsEmpty || !name.EndsWith(registeredDomain, StringComparison.OrdinalIgnoreCase))
        {
            return InformationBits(name);
        }

        var rest = name[..^registeredDomain.Length];
        return rest.IsEmpty || rest[^1] == '.' ? InformationBits(rest) : InformationBits(name);
    }

    /// <summary>
    /// A model of the site: the shipped one and the names that are common there. In a context seen n times a character seen c times has the
    /// probability (c + k p) / (n + k), p being the shipped one.
    /// </summary>
    /// <param name="labels">Sub-domain labels of distinct names that at least three clients asked for, separated by dots as in <see cref="InformationBits"/>.</param>
    /// <param name="strength">k: how many sightings the shipped model is worth in each context; above 0. Default 32.</param>
    public CharacterModel Blend(IEnumerable<string> labels, double strength = 32)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!(strength > 0 && double.IsFinite(strength)))
        {
            throw new ArgumentOutOfRangeException(nameof(strength), strength, $"Found a strength of {strength}, expected a finite number above 0.");
        }

        var counts = new long[units.Length];
        foreach (var name in labels)
        {
            int context = (LabelEnd * Size) + LabelEnd;
            var text = name.AsSpan().TrimEnd('.');
            for (int i = 0; i <= text.Length && !text.IsEmpty; i++)
            {
                int symbol = i == text.Length ? LabelEnd : SymbolOf(text[i]);
                counts[(context * Size) + symbol]++;
                context = Next(context, symbol);
            }
        }

        var blended = new byte[units.Length];
        for (int context = 0; context < Size * Size; context++)
        {
            long seen = 0;
            for (int i = 0; i < Size; i++)
            {
                seen += counts[(context * Size) + i];
            }

            for (int i = 0; i < Size; i++)
            {
                int at = (context * Size) + i;
                double probability = (counts[at] + (strength * Math.Pow(2, -bits[at]))) / (seen + strength);
                blended[at] = seen == 0 ? units[at] : (byte)Math.Clamp((int)Math.Round(-Math.Log2(probability) * UnitsPerBit), 0, MostUnits);
            }
        }

        return new CharacterModel(blended);
    }

    /// <summary>Probability of a character after two others, for checks; the label's end is the dot.</summary>

    /// <summary>Probability of a character after the two before it, 0..1; the dot is a label's end, and two dots stand before a label's first character.</summary>
    public double ProbabilityOf(char first, char second, char third) => Math.Pow(2, -(double)bits[(((SymbolOf(first) * Size) + SymbolOf(second)) * Size) + SymbolOf(third)]);

    private static int Next(int context, int symbol) => symbol == LabelEnd ? (LabelEnd * Size) + LabelEnd : (context % Size * Size) + symbol;

    private static int SymbolOf(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        '-' => 36,
        '_' => 37,
        '.' => LabelEnd,
        _ => Other,
    };

    private static bool TryReadRow(string line, int row, byte[] units)
    {
        if (line.Length != Size + 3 || line[0] != Alphabet[row / Size] || line[1] != Alphabet[row % Size] || line[2] != ' ')
        {
            return false;
        }

        for (int i = 0; i < Size; i++)
        {
            int value = line[i + 3] - '!';
            if (value is < 0 or > MostUnits)
            {
                return false;
            }

            units[(row * Size) + i] = (byte)value;
        }

        return true;
    }

    private static string Expected(int row) => row switch
    {
        -2 => $"version {FormatVersion}",
        -1 => "the alphabet " + Alphabet,
        < Size * Size => $"the {Size} characters after \"{Alphabet[row / Size]}{Alphabet[row % Size]}\"",
        _ => "nothing more",
    };
}
