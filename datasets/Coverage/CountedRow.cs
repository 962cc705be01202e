using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Coverage;

/// <summary>Walks the rows of <see cref="CoverageSql.Count"/>. Not thread-safe.</summary>
internal sealed class CountedRow(DuckDbConnection connection, CancellationToken cancellation) : IDisposable
{
    private const int FirstCount = 11;

    private static readonly Dictionary<string, Platform> Platforms = Enum.GetValues<Platform>().ToDictionary(EventSchema.NameOf, StringComparer.Ordinal);

    private readonly DuckDbReader _reader = connection.Query("SELECT * FROM counted", cancellation);
    private readonly long[] _signals = new long[CoverageSignal.All.Count];
    private int _row = -1;

    public Platform Platform { get; private set; }

    public string Source { get; private set; } = "";

    public string? Host { get; private set; }

    /// <summary>The local end of an event that names no host.</summary>
    public string? Own { get; private set; }

    public string? User { get; private set; }

    public bool IsService { get; private set; }

    public string? Principal { get; private set; }

    public string? Role { get; private set; }

    public string? Account { get; private set; }

    public bool IsCall { get; private set; }

    public long Events { get; private set; }

    public ReadOnlySpan<long> Signals => _signals;

    public bool Next()
    {
        if (++_row >= _reader.RowCount)
        {
            if (!_reader.ReadChunk())
            {
                return false;
            }

            _row = 0;
        }

        Platform = Text(0) is { } name ? Platforms[name] : Platform.Unknown;
        Source = Text(1) ?? "";
        Host = Text(2);
        Own = Text(3);
        User = Text(4);
        IsService = Text(5) is "service" or "system";
        Principal = Text(6);
        Role = Text(7);
        Account = Text(8);
        IsCall = _reader.Column(9).Values<bool>()[_row];
        Events = _reader.Column(10).Values<long>()[_row];
        for (var i = 0; i < _signals.Length; i++)
        {
            _signals[i] = _reader.Column(FirstCount + i).Values<long>()[_row];
        }

        return true;
    }

    public void Dispose() => _reader.Dispose();

    private string? Text(int column) => _reader.Column(column).IsNull(_row) ? null : Encoding.UTF8.GetString(_reader.Column(column).Utf8(_row));
}
