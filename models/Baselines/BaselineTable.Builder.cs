using System.Globalization;

namespace Det0131.Models.Baselines;

/// <summary>In which order rows come to a <see cref="BaselineTable.Builder"/>.</summary>
public enum RowOrder : byte
{
    /// <summary>Ascending by (feature, entity, scope, value, unit), strings in ordinal order, each key once. Anything else is refused.</summary>
    Sorted = 1,

    /// <summary>Any order, repeats allowed: a repeated key counts once, its magnitudes combine by the feature's rule.</summary>
    Any = 2,
}

public sealed partial class BaselineTable
{
    /// <summary>Makes a table from rows. Not thread-safe.</summary>
    /// <remarks>With <see cref="RowOrder.Sorted"/> memory is that of the table; with <see cref="RowOrder.Any"/> all rows are held and sorted.</remarks>
    public sealed class Builder
    {
        private readonly FeatureSchema[] _schema;
        private readonly RowOrder _order;
        private readonly BaselineAssembler _assembler;
        private readonly StringIds _strings = new();
        private readonly List<PendingRow> _pending = [];
        private PendingRow _last = new(-1, 0, 0, 0, 0, 0, 0);
        private bool _built;

        /// <exception cref="ArgumentException">The schema or the span contradicts itself.</exception>
        public Builder(IReadOnlyList<FeatureSchema> schema, BaselineSpan span, RowOrder order = RowOrder.Sorted)
        {
            span.Check();
            _schema = CheckedSchema(schema);
            _order = order;
            _assembler = new(_schema, span);
        }

        /// <summary>Adds one row.</summary>
        /// <param name="feature">Index in the schema.</param>
        /// <param name="entity">Not empty.</param>
        /// <param name="scope">"" for none; always "" for circular features.</param>
        /// <param name="value">"" for magnitudes; "0" to "23" for circular features.</param>
        /// <param name="unit">From 0.</param>
        /// <param name="magnitude">Finite and at least 0; must be 0 for features without magnitude.</param>
        /// <exception cref="ArgumentException">The row does not fit its feature, or does not follow the previous one (sorted order).</exception>
        public void Add(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit,
            double magnitude = 0)
        {
            CheckRow(feature, entity, scope, value, unit, magnitude);
            Take(new(feature, _strings.IdOf(entity), _strings.IdOf(scope), _strings.IdOf(value), unit, magnitude, 0));
        }

        /// <summary>Adds what an eviction left behind; in sorted order after the rows of its (feature, entity, scope).</summary>
        /// <param name="rows">Rows evicted in the unit, at least <paramref name="values"/>.</param>
        /// <param name="values">Evicted values first seen in the unit, at least 0.</param>
        /// <exception cref="ArgumentException">The feature is not a rarity feature, a count is negative, or the order is broken.</exception>
        public void AddEvicted(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, int unit, int rows, int values)
        {
            CheckRow(feature, entity, scope, "", unit, 0);
            if (_schema[feature].Kind != BaselineKind.Rarity || values < 0 || rows < Math.Max(1, values))
            {
                throw new ArgumentException(
                    $"Evicted rows of feature {_schema[feature].Id}: {rows} rows, {values} values. " +
                    "Expected a rarity feature, at least one row and no more values than rows.");
            }

            Take(new(feature, _strings.IdOf(entity), _strings.IdOf(scope), values, unit, 0, rows));
        }

        /// <summary>Makes the table. The builder is used up.</summary>
        /// <exception cref="InvalidOperationException">Called twice.</exception>
        public BaselineTable Build()
        {
            RefuseAfterBuild();
            _built = true;
            if (_order == RowOrder.Any)
            {
                AssemblePending();
            }

            return _assembler.Finish(_strings.All);
        }

        private void Take(in PendingRow row)
        {
            RefuseAfterBuild();
            if (_order == RowOrder.Any)
            {
                _pending.Add(row);
                return;
            }

            if (_last.Feature >= 0 && Compare(_last, row) >= 0)
            {
                throw new ArgumentException(
                    $"Row {Describe(row)} came after {Describe(_last)}: rows must ascend by " +
                    "(feature, entity, scope, value, unit) in ordinal order, each once.");
            }

            Assemble(row);
            _last = row;
        }

        private void Assemble(in PendingRow row)
        {
            if (row.EvictedRows > 0)
            {
                _assembler.Evicted(row.Feature, row.Entity, row.Scope, row.Unit, row.EvictedRows, row.Value);
            }
            else
            {
                _assembler.Row(row.Feature, row.Entity, row.Scope, row.Value, row.Unit, row.Magnitude);
            }
        }

        private void AssemblePending()
        {
            var rank = _strings.Ranks();
            _pending.Sort((a, b) => Compare(a, b, rank));
            for (var i = 0; i < _pending.Count;)
            {
                var row = _pending[i++];
                for (; i < _pending.Count && Compare(row, _pending[i], rank) == 0; i++)
                {
                    row = Combine(row, _pending[i]);
                }

                Assemble(row);
            }
        }

        private PendingRow Combine(in PendingRow a, in PendingRow b) =>
            a.EvictedRows > 0
                ? a with { EvictedRows = a.EvictedRows + b.EvictedRows, Value = a.Value + b.Value }
                : a with { Magnitude = CombineMagnitudes(_schema[a.Feature], a.Magnitude, b.Magnitude) };

        // With ranks millions of rows are sorted without touching a string.
        private int Compare(in PendingRow a, in PendingRow b, int[]? rank = null)
        {
            int Texts(int x, int y) => x == y ? 0 : rank is null ? _strings.Compare(x, y) : rank[x].CompareTo(rank[y]);
            var byLeaf = a.Feature != b.Feature ? a.Feature.CompareTo(b.Feature)
                : a.Entity != b.Entity ? Texts(a.Entity, b.Entity)
                : a.Scope != b.Scope ? Texts(a.Scope, b.Scope)
                : (a.EvictedRows > 0).CompareTo(b.EvictedRows > 0);
            return byLeaf != 0 ? byLeaf
                : a.EvictedRows == 0 && a.Value != b.Value ? Texts(a.Value, b.Value)
                : a.Unit.CompareTo(b.Unit);
        }

        private void CheckRow(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit,
            double magnitude)
        {
            if (feature < 0 || feature >= _schema.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(feature), feature, $"The schema has features 0 to {_schema.Length - 1}.");
            }

            var kind = _schema[feature].Kind;
            var fault = entity.IsEmpty ? "the entity is empty"
                : unit is < 0 or int.MaxValue ? $"a unit lies from 0 to {int.MaxValue - 1}"
                : !double.IsFinite(magnitude) || magnitude < 0 ? "a magnitude must be finite and at least 0"
                : !_schema[feature].HasMagnitude && magnitude != 0 ? "the feature has no magnitude"
                : _schema[feature].HasMagnitude && !value.IsEmpty ? "a magnitude has no value"
                : kind == BaselineKind.Circular && !scope.IsEmpty ? "a circular feature has no scope"
                : kind == BaselineKind.Circular && !HourOfWeek.TryParseHour(value, out _) ? "expected an hour from 0 to 23 as value"
                : kind == BaselineKind.Circular && unit > LargestLocalDate ? $"a local date is at most {LargestLocalDate}"
                : null;
            if (fault is not null)
            {
                throw new ArgumentException(
                    $"Row of feature {_schema[feature].Id}, entity '{LogText.Cut(entity)}', scope '{LogText.Cut(scope)}', " +
                    $"value '{LogText.Cut(value)}', unit {unit.ToString(CultureInfo.InvariantCulture)}, " +
                    $"magnitude {magnitude.ToString(CultureInfo.InvariantCulture)}: {fault}.");
            }
        }

        private void RefuseAfterBuild()
        {
            if (_built)
            {
                throw new InvalidOperationException("The table has been built; a new table needs a new builder.");
            }
        }

        private string Describe(in PendingRow row) =>
            $"(feature {_schema[row.Feature].Id}, entity '{LogText.Cut(_strings.All[row.Entity])}', scope '{LogText.Cut(_strings.All[row.Scope])}', " +
            (row.EvictedRows > 0 ? "evicted" : $"value '{LogText.Cut(_strings.All[row.Value])}'") + $", unit {row.Unit})";

        // EvictedRows above 0 marks a residual, whose Value is then a number of values.
        private readonly record struct PendingRow(
            int Feature, int Entity, int Scope, int Value, int Unit, double Magnitude, int EvictedRows);
    }

    internal static double CombineMagnitudes(FeatureSchema feature, double a, double b) =>
        feature.Merge == MagnitudeMerge.Sum ? Math.Min(a + b, double.MaxValue) : Math.Max(a, b);
}
