using Det0131.Models.Features;

namespace Det0131.Models.Learning;

/// <summary>Puts observations onto a stage on another thread while the next ones are made; the stage gets them in the order in which they came. Not thread-safe.</summary>
internal sealed class StageAhead(IObservationStage stage) : IObservationStage, IDisposable
{
    private Batch _filling = new();
    private Batch _staged = new();
    private Task _staging = Task.CompletedTask;

    public void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude)
    {
        if (!_filling.TryAdd(feature, entity, scope, value, unit, magnitude))
        {
            HandOver();
            if (!_filling.TryAdd(feature, entity, scope, value, unit, magnitude))
            {
                // Texts that no batch holds go by themselves, behind all before them.
                _staging.GetAwaiter().GetResult();
                stage.Append(feature, entity, scope, value, unit, magnitude);
            }
        }
    }

    /// <summary>Waits until everything is on the stage.</summary>
    public void Complete()
    {
        HandOver();
        _staging.GetAwaiter().GetResult();
    }

    public void Dispose() =>
        // After an exception too: the stage must not be taken away from under its thread.
        Task.WaitAny(_staging);

    private void HandOver()
    {
        _staging.GetAwaiter().GetResult();
        (_filling, _staged) = (_staged, _filling);
        _filling.Clear();
        var batch = _staged;
        _staging = Task.Run(() => batch.PutOn(stage));
    }

    /// <summary>Some 100 ms of observations: half a megabyte of rows, two of texts.</summary>
    private sealed class Batch
    {
        private const int MostRows = 1 << 14;

        private readonly Row[] _rows = new Row[MostRows];
        private readonly char[] _texts = new char[64 * MostRows];
        private int _count;
        private int _used;

        public bool TryAdd(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude)
        {
            if (_count == MostRows || (long)entity.Length + scope.Length + value.Length > _texts.Length - _used)
            {
                return false;
            }

            _rows[_count++] = new Row(feature, unit, _used, entity.Length, scope.Length, value.Length, magnitude);
            Keep(entity);
            Keep(scope);
            Keep(value);
            return true;
        }

        public void PutOn(IObservationStage stage)
        {
            foreach (ref readonly var row in _rows.AsSpan(0, _count))
            {
                var (scopeStart, valueStart) = (row.Start + row.Entity, row.Start + row.Entity + row.Scope);
                stage.Append(row.Feature, _texts.AsSpan(row.Start, row.Entity), _texts.AsSpan(scopeStart, row.Scope), _texts.AsSpan(valueStart, row.Value), row.Unit, row.Magnitude);
            }
        }

        public void Clear() => (_count, _used) = (0, 0);

        private void Keep(ReadOnlySpan<char> text)
        {
            text.CopyTo(_texts.AsSpan(_used));
            _used += text.Length;
        }
    }

    private readonly record struct Row(int Feature, int Unit, int Start, int Entity, int Scope, int Value, double Magnitude);
}
