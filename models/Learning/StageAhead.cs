using Det0131.Models.Features;
using Det0131.Models.Jobs;

namespace Det0131.Models.Learning;

/// <summary>Puts observations onto a stage on another thread while the next ones are made; the stage gets them in the order in which they came. Not thread-safe.</summary>
internal sealed class StageAhead(IObservationStage stage) : IObservationStage, IDisposable
{
    private readonly WorkAhead<Batch> _ahead = new(new Batch(), new Batch(), batch => Task.Run(() => batch.PutOn(stage)));

    public void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude)
    {
        if (!_ahead.Filling.TryAdd(feature, entity, scope, value, unit, magnitude))
        {
            _ahead.HandOver();
            if (!_ahead.Filling.TryAdd(feature, entity, scope, value, unit, magnitude))
            {
                // Texts that no batch holds go by themselves, behind all before them.
                _ahead.Settle();
                stage.Append(feature, entity, scope, value, unit, magnitude);
            }
        }
    }

    /// <summary>Waits until everything is on the stage.</summary>
    public void Complete() => _ahead.Settle();

    public void Dispose() => _ahead.Dispose();

    /// <summary>Some 100 ms of observations: half a megabyte of rows, two of texts.</summary>
    private sealed class Batch
    {
        private const int MostRows = 1 << 14;

        private readonly Row[] _rows = new Row[MostRows];
        private readonly TextBuffer _texts = new(64 * MostRows);
        private int _count;

        public bool TryAdd(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude)
        {
            if (_count == MostRows || !_texts.HasRoom((long)entity.Length + scope.Length + value.Length))
            {
                return false;
            }

            _rows[_count++] = new Row(feature, unit, _texts.Next, entity.Length, scope.Length, value.Length, magnitude);
            _texts.Keep(entity);
            _texts.Keep(scope);
            _texts.Keep(value);
            return true;
        }

        public void PutOn(IObservationStage stage)
        {
            foreach (ref readonly var row in _rows.AsSpan(0, _count))
            {
                var (scopeStart, valueStart) = (row.Start + row.Entity, row.Start + row.Entity + row.Scope);
                stage.Append(row.Feature, _texts.Text(row.Start, row.Entity), _texts.Text(scopeStart, row.Scope), _texts.Text(valueStart, row.Value), row.Unit, row.Magnitude);
            }

            _count = 0;
            _texts.Clear();
        }
    }

    private readonly record struct Row(int Feature, int Unit, int Start, int Entity, int Scope, int Value, double Magnitude);
}
