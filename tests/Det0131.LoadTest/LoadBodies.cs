using System.Buffers;
using System.Globalization;
using Det0131.Datasets.Readers;

namespace Det0131.LoadTest;

/// <summary>A record of a body: its number and kind, and whether a reader can use it.</summary>
internal readonly record struct SentRecord(long Number, RecordKind Kind, bool IsBad);

/// <summary>
/// Writes bodies of new records, times up to two seconds ago. One of five is of the Windows log, the others are Zeek's. Every record has a number
/// that no other of its kind has. A bad line is JSON that breaks off. Not thread-safe.
/// </summary>
internal sealed class LoadBodies(List<LineUnit> zeek, List<LineUnit> windows, LoadOptions options, Func<long> nextNumber, TimeProvider time, int seed)
{
    private const int WindowsEvery = 5;
    private const int MostJitterMicros = 2_000_000;

#pragma warning disable RS0030 // The seed is given.
    private readonly Random _random = new(seed);
#pragma warning restore RS0030

    private readonly ArrayBufferWriter<byte> _body = new(1 << 20);
    private int _bodies = seed;

    /// <summary>The records of the last body.</summary>
    public List<SentRecord> Records { get; } = [];

    /// <summary>The last body.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>What the readers make of the templates: keeps those whose every line is one event.</summary>
    public static List<LineUnit> Usable(List<LineUnit> units, TimeProvider time)
    {
        var import = new ImportOptions { IdentityByContent = true };
        return [.. units.Where(unit =>
        {
            var body = new ArrayBufferWriter<byte>();
            Write(unit, new LineValues(1, NowMicros(time) - unit.LastsMicros, 1), body);
            var total = LogImporter.ReadStream(new MemoryStream(body.WrittenSpan.ToArray()), "check", import, _ => { }).Total;
            return total.Events == unit.Lines.Count && total.Accepted == unit.Lines.Count;
        })];
    }

    /// <summary>Writes the next body.</summary>
    public void Next()
    {
        _body.ResetWrittenCount();
        Records.Clear();
        var units = _bodies++ % WindowsEvery == 0 ? windows : zeek;
        var now = NowMicros(time);
        while (Records.Count < options.BodyLines)
        {
            var unit = units[_random.Next(units.Count)];
            var values = new LineValues(nextNumber(), now - unit.LastsMicros - _random.Next(MostJitterMicros), _random.Next(options.Hosts));
            foreach (var line in unit.Lines)
            {
                // The first line tells the format: it is always good.
                var isBad = Records.Count > 0 && _random.NextDouble() < options.BadShare;
                line.Write(values, _body);
                if (isBad)
                {
                    Break();
                }

                Records.Add(new SentRecord(values.Number, line.Kind, isBad));
            }
        }
    }

    private static void Write(LineUnit unit, in LineValues values, ArrayBufferWriter<byte> to)
    {
        foreach (var line in unit.Lines)
        {
            line.Write(values, to);
        }
    }

    private static long NowMicros(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Takes the closing brace from the last line.</summary>
    private void Break()
    {
        var end = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_body.WrittenMemory)[^2..].Span;
        end[0] = (byte)' ';
    }
}
