namespace Det0131.Models.Baselines;

/// <summary>Reads the rows file into columns, checking what the formulas rely on: order, ranges, finite magnitudes. Thread-safe.</summary>
internal static class BaselineRowsReader
{
    public static BaselineTable Read(BaselineFileReader file, string[] strings)
    {
        var (schema, span) = ReadSchema(file);
        var leafCount = file.Count("leaves");
        var cellCount = file.Count("cells");
        var rowCount = file.Count("rows");
        var magnitudeCount = file.Count("magnitudes");
        var evictedCount = file.Count("residuals");
        var columns = new Filling(strings, leafCount, cellCount, rowCount, magnitudeCount, evictedCount);
        var featureLeafStart = new int[schema.Length + 1];
        for (var feature = 0; feature < schema.Length; feature++)
        {
            var leaves = file.Below((long)leafCount - columns.Leaf + 1, "the number of leaves of a feature");
            for (var i = 0; i < leaves; i++)
            {
                columns.ReadLeaf(file, schema[feature], isFirst: i == 0);
            }

            featureLeafStart[feature + 1] = columns.Leaf;
        }

        file.ExpectEnd();
        return new(schema, span, columns.Finish(file, schema, featureLeafStart));
    }

    private static (FeatureSchema[] Schema, BaselineSpan Span) ReadSchema(BaselineFileReader file)
    {
        var span = new BaselineSpan(file.Number(), file.Signed(), file.Signed());
        var schema = new FeatureSchema[file.Count("features")];
        for (var i = 0; i < schema.Length; i++)
        {
            schema[i] = new(file.Text(), (BaselineKind)file.Below(256, "a kind"), file.Number(),
                (UnitAlignment)file.Below(256, "an alignment"), (MagnitudeMerge)file.Below(256, "a merge rule"));
        }

        try
        {
            span.Check();
            return (BaselineTable.CheckedSchema(schema), span);
        }
        catch (ArgumentException fault)
        {
            throw file.Fault(fault.Message.TrimEnd('.'));
        }
    }

    private sealed class Filling(
        string[] strings, int leafCount, int cellCount, int rowCount, int magnitudeCount, int evictedCount)
    {
        private readonly int[] _leafEntity = new int[leafCount];
        private readonly int[] _leafScope = new int[leafCount];
        private readonly int[] _leafCellStart = new int[leafCount + 1];
        private readonly int[] _leafEvictedStart = new int[leafCount + 1];
        private readonly int[] _cellValue = new int[cellCount];
        private readonly int[] _cellRowStart = new int[cellCount + 1];
        private readonly int[] _units = new int[rowCount];
        private readonly double[] _magnitudes = new double[magnitudeCount];
        private readonly int[] _evictedUnit = new int[evictedCount];
        private readonly int[] _evictedRows = new int[evictedCount];
        private readonly int[] _evictedValues = new int[evictedCount];
        private int _cell;
        private int _row;
        private int _magnitude;
        private int _evicted;

        public int Leaf { get; private set; }

        public void ReadLeaf(BaselineFileReader file, FeatureSchema feature, bool isFirst)
        {
            var entity = file.Below(strings.Length, "an entity");
            var scope = file.Below(strings.Length, "a scope");
            if (!isFirst && (entity, scope).CompareTo((_leafEntity[Leaf - 1], _leafScope[Leaf - 1])) <= 0)
            {
                throw file.Fault($"leaf {Leaf} does not follow leaf {Leaf - 1}");
            }

            if (feature.Kind == BaselineKind.Circular && strings[scope].Length > 0)
            {
                throw file.Fault($"leaf {Leaf} of circular feature {feature.Id} has a scope");
            }

            _leafEntity[Leaf] = entity;
            _leafScope[Leaf] = scope;
            ReadEvicted(file, feature);
            var cells = file.Below(
                Math.Min((long)cellCount - _cell, BaselineTable.MaximumValuesPerScope) + 1, "the number of values of a leaf");
            if (cells == 0 && _evicted == _leafEvictedStart[Leaf])
            {
                throw file.Fault($"leaf {Leaf} is empty");
            }

            var value = -1;
            for (var i = 0; i < cells; i++)
            {
                value = file.Ascending(value, strings.Length, "a value");
                ReadCell(file, feature, value);
            }

            Leaf++;
            _leafCellStart[Leaf] = _cell;
            _leafEvictedStart[Leaf] = _evicted;
        }

        public BaselineColumns Finish(BaselineFileReader file, FeatureSchema[] schema, int[] featureLeafStart)
        {
            if (Leaf != leafCount || _cell != cellCount || _row != rowCount || _magnitude != magnitudeCount || _evicted != evictedCount)
            {
                throw file.Fault(
                    $"it holds {Leaf} leaves, {_cell} cells, {_row} rows, {_magnitude} magnitudes and {_evicted} residuals, " +
                    $"its header promises {leafCount}, {cellCount}, {rowCount}, {magnitudeCount} and {evictedCount}");
            }

            return new()
            {
                Strings = strings,
                FeatureLeafStart = featureLeafStart,
                LeafEntity = _leafEntity,
                LeafScope = _leafScope,
                LeafCellStart = _leafCellStart,
                LeafEvictedStart = _leafEvictedStart,
                CellValue = _cellValue,
                CellRowStart = _cellRowStart,
                Units = _units,
                Magnitudes = _magnitudes,
                MagnitudeShift = BaselineColumns.Shifts(schema, featureLeafStart, _leafCellStart, _cellRowStart),
                EvictedUnit = _evictedUnit,
                EvictedRowCount = _evictedRows,
                EvictedValueCount = _evictedValues,
            };
        }

        private void ReadEvicted(BaselineFileReader file, FeatureSchema feature)
        {
            var count = file.Below((long)evictedCount - _evicted + 1, "the number of residuals of a leaf");
            if (count > 0 && feature.Kind != BaselineKind.Rarity)
            {
                throw file.Fault($"leaf {Leaf} of feature {feature.Id} has residuals, which only rarity features have");
            }

            var unit = -1;
            for (var i = 0; i < count; i++, _evicted++)
            {
                unit = file.Ascending(unit, int.MaxValue, "a unit");
                _evictedUnit[_evicted] = unit;
                _evictedRows[_evicted] = file.Below(int.MaxValue, "a number of evicted rows");
                _evictedValues[_evicted] = file.Below((long)_evictedRows[_evicted] + 1, "a number of evicted values");
            }
        }

        private void ReadCell(BaselineFileReader file, FeatureSchema feature, int value)
        {
            var isHour = HourOfWeek.TryParseHour(strings[value], out _);
            if ((feature.Kind == BaselineKind.Circular && !isHour) || (feature.HasMagnitude && strings[value].Length > 0))
            {
                throw file.Fault($"value '{LogText.Cut(strings[value])}' does not belong into feature {feature.Id}");
            }

            var rows = file.Below((long)rowCount - _row + 1, "the number of rows of a value");
            if (rows == 0)
            {
                throw file.Fault($"cell {_cell} has no rows");
            }

            var limit = feature.Kind == BaselineKind.Circular ? BaselineTable.LargestLocalDate + 1 : int.MaxValue;
            var unit = -1;
            for (var i = 0; i < rows; i++)
            {
                unit = file.Ascending(unit, limit, "a unit");
                _units[_row++] = unit;
                if (feature.HasMagnitude)
                {
                    ReadMagnitude(file, feature);
                }
            }

            _cellValue[_cell++] = value;
            _cellRowStart[_cell] = _row;
        }

        private void ReadMagnitude(BaselineFileReader file, FeatureSchema feature)
        {
            var magnitude = file.Real();
            if (_magnitude == magnitudeCount || !double.IsFinite(magnitude) || magnitude < 0)
            {
                throw file.Fault($"feature {feature.Id} has more magnitudes than promised, or one that is not finite or below 0");
            }

            _magnitudes[_magnitude++] = magnitude;
        }
    }
}
