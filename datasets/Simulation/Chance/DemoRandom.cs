using System.Text;

namespace Det0131.Datasets.Simulation.Chance;

/// <summary>
/// Seeded numbers for the demo logs: SplitMix64 (Steele, Lea, Flood 2014), one stream per name path. Not thread-safe.
/// </summary>
/// <remarks>
/// Streams are named (seed, host, day, habit), so that a change in one habit shifts nothing else.
/// The distributions use only operations that IEEE 754 rounds exactly (add, multiply, divide, square root), never the
/// platform's log or exp: same seed, same bytes, on every machine.
/// </remarks>
public sealed class DemoRandom
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    private ulong _state;

    /// <summary>Starts a stream at <paramref name="state"/>.</summary>
    public DemoRandom(ulong state) => _state = state;

    /// <summary>The stream that belongs to <paramref name="seed"/> and a path of names. Equal paths give equal streams.</summary>
    public static DemoRandom For(ulong seed, params ReadOnlySpan<string> path)
    {
        var hash = FnvOffset;
        foreach (var part in path)
        {
            hash = Mix(hash, part);
        }

        return new DemoRandom(seed ^ hash);
    }

    /// <summary>A 64-bit number that depends on the text alone (FNV-1a): for values that must stay the same for one name.</summary>
    public static ulong HashOf(string text) => new DemoRandom(Mix(FnvOffset, text)).NextBits();

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform integer from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + (int)(NextUnit() * ((double)high - low + 1));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Between(double low, double high) => low + (NextUnit() * (high - low));

    /// <summary>True with the given probability (0 to 1).</summary>
    public bool Chance(double probability) => NextUnit() < probability;

    /// <summary>One of the items, each equally likely.</summary>
    public T Pick<T>(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items[Between(0, items.Count - 1)];
    }

    /// <summary>Standard normal, approximated by the sum of 12 uniforms less 6: bounded by ±6, which is wanted here.</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += NextUnit();
        }

        return sum;
    }

    /// <summary>A count with the given mean whose variance is near the mean (rounded normal, never negative).</summary>
    public int Count(double mean) => mean <= 0 ? 0 : (int)Math.Max(0, Math.Floor(mean + (Math.Sqrt(mean) * Normal()) + 0.5));

    /// <summary>
    /// A size in bytes: log-normal about <paramref name="median"/> with <paramref name="octaves"/> standard deviations in doublings;
    /// one in fifty is multiplied by a Pareto factor (exponent 4/3, at most 64). Never under 1.
    /// </summary>
    public long Bytes(double median, double octaves = 1.2)
    {
        var size = median * PowerOfTwo(octaves * Normal());
        if (Chance(0.02))
        {
            // u^(-3/4) by square roots, which round exactly.
            var root = Math.Sqrt(NextUnit() + 0.004);
            size /= root * Math.Sqrt(root);
        }

        return Math.Max(1, (long)size);
    }

    /// <summary>Index in [0, count) with probability in proportion to 1 / (index + 2): few favourites, a long tail.</summary>
    public int Favourite(int count)
    {
        // Inverse of a continuous 1/x density over [2, count + 2), by repeated square: 2 * (ratio ^ u).
        var ratio = (count + 2) / 2.0;
        var factor = 1.0;
        var unit = NextUnit();
        for (var bit = 0; bit < 12; bit++)
        {
            ratio = Math.Sqrt(ratio);
            unit *= 2;
            if (unit >= 1)
            {
                factor *= ratio;
                unit -= 1;
            }
        }

        return Math.Clamp((int)(2 * factor) - 2, 0, count - 1);
    }

    /// <summary>Lower-case hexadecimal digits.</summary>
    public string Hex(int digits) => Text(digits, "0123456789abcdef");

    /// <summary>Characters drawn from <paramref name="alphabet"/>.</summary>
    public string Text(int length, string alphabet)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        return string.Create(length, (this, alphabet), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = state.alphabet[state.Item1.Between(0, state.alphabet.Length - 1)];
            }
        });
    }

    /// <summary>A version 4 identifier.</summary>
    public string Identifier()
    {
        var hex = Hex(32);
        return $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-a{hex[17..20]}-{hex[20..]}";
    }

    /// <summary>2^x to about 1e-7, by exact operations only: the integer part by scaling, the rest by its Taylor series.</summary>
    private static double PowerOfTwo(double x)
    {
        var whole = Math.Floor(x);
        var t = (x - whole) * 0.69314718055994531;
        var sum = 1.0;
        for (var n = 10; n > 0; n--)
        {
            sum = 1.0 + (t / n * sum);
        }

        return Math.ScaleB(sum, (int)whole);
    }

    private static ulong Mix(ulong hash, string part)
    {
        unchecked
        {
            foreach (var b in Encoding.UTF8.GetBytes(part))
            {
                hash = (hash ^ b) * FnvPrime;
            }

            // A separator that UTF-8 never holds, so that ("ab", "c") and ("a", "bc") differ.
            return (hash ^ 0xFF) * FnvPrime;
        }
    }
}
