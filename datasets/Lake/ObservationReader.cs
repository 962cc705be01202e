using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Lake;

/// <summary>Aggregated observations, one after another. Texts are UTF-8, seen in place: good until the next <see cref="Read"/>. Not thread-safe.</summary>
public sealed class ObservationReader : IDisposable
{
    private readonly DuckDbReader reader;
    private readonly ObservationRule[] rules;
    private int row = -1;

    internal ObservationReader(DuckDbReader reader, ObservationRule[] rules)
    {
        this.reader = reader;
        this.rules = rules;
    }

    public int Feature => reader.Column(0).Values<int>()[row];

    public ReadOnlySpan<byte> Entity => reader.Column(1).Utf8(row);

    public ReadOnlySpan<byte> Scope => reader.Column(2).Utf8(row);

    public ReadOnlySpan<byte> Value => reader.Column(3).Utf8(row);

    public int Unit => reader.Column(4).Values<int>()[row];

    /// <summary>1, the greatest or the sum, as the feature's <see cref="ObservationRule"/> says.</summary>
    public double Magnitude => Lake.Magnitude.Result(
        rules[Feature], reader.Column(5).Values<double>()[row], reader.Column(6).Values<Int128>()[row], reader.Column(7).Values<Int128>()[row]);

    /// <summary>Goes to the next; false at the end.</summary>
    public bool Read()
    {
        if (++row < reader.RowCount)
        {
            return true;
        }

        row = 0;
        return reader.ReadChunk();
    }

    public void Dispose() => reader.Dispose();
}
