namespace Det0131.Models.Baselines;

public sealed partial class BaselineTable
{
    /// <summary>
    /// Puts two tables together: the union of their rows; magnitudes of one key combine by the feature's rule; what was
    /// evicted adds up. Equal to counting both stretches at once, as long as neither side evicted anything.
    /// </summary>
    /// <exception cref="ArgumentException">Other features, another period, or spans that overlap.</exception>
    public static BaselineTable Merge(BaselineTable a, BaselineTable b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (!a._schema.AsSpan().SequenceEqual(b._schema))
        {
            var at = 0;
            while (at < a._schema.Length && at < b._schema.Length && a._schema[at] == b._schema[at])
            {
                at++;
            }

            throw new ArgumentException(
                $"The tables differ from feature {at} on: {NameAt(a, at)} on one side, {NameAt(b, at)} on the other.");
        }

        var span = BaselineSpan.Union(a.Span, b.Span);
        var assembler = new BaselineAssembler(a._schema, span);
        var strings = UnionOfStrings(a.Columns.Strings, b.Columns.Strings, out var idOfA, out var idOfB);
        var (left, right) = (new LeafCursor(a, idOfA), new LeafCursor(b, idOfB));
        while (!left.AtEnd || !right.AtEnd)
        {
            var order = left.AtEnd ? 1 : right.AtEnd ? -1 : left.CompareLeaf(right);
            if (order == 0)
            {
                MergeLeaf(a._schema, left, right, assembler);
                left.NextLeaf();
                right.NextLeaf();
            }
            else
            {
                var only = order < 0 ? left : right;
                only.CopyLeaf(assembler);
                only.NextLeaf();
            }
        }

        return assembler.Finish(strings);
    }

    private static string NameAt(BaselineTable table, int feature) =>
        feature < table._schema.Length ? table._schema[feature].ToString() : "nothing";

    private static void MergeLeaf(FeatureSchema[] schema, LeafCursor left, LeafCursor right, BaselineAssembler assembler)
    {
        var (l, r) = (left.FirstRow, right.FirstRow);
        while (l.Row < left.EndRow || r.Row < right.EndRow)
        {
            var order = l.Row == left.EndRow ? 1 : r.Row == right.EndRow ? -1 : left.CompareRow(l, right, r);
            var magnitude = order < 0 ? left.Magnitude(l)
                : order > 0 ? right.Magnitude(r)
                : CombineMagnitudes(schema[left.Feature], left.Magnitude(l), right.Magnitude(r));
            var (cursor, at) = order <= 0 ? (left, l) : (right, r);
            assembler.Row(cursor.Feature, cursor.Entity, cursor.Scope, cursor.Value(at), cursor.Unit(at), magnitude);
            l = order <= 0 ? left.Next(l) : l;
            r = order >= 0 ? right.Next(r) : r;
        }

        left.CopyEvicted(assembler);
        right.CopyEvicted(assembler);
    }

    private static List<string> UnionOfStrings(string[] a, string[] b, out int[] idOfA, out int[] idOfB)
    {
        List<string> union = new(a.Length + b.Length);
        (idOfA, idOfB) = (new int[a.Length], new int[b.Length]);
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            var order = i == a.Length ? 1 : j == b.Length ? -1 : string.CompareOrdinal(a[i], b[j]);
            var id = union.Count;
            union.Add(order <= 0 ? a[i] : b[j]);
            if (order <= 0)
            {
                idOfA[i++] = id;
            }

            if (order >= 0)
            {
                idOfB[j++] = id;
            }
        }

        return union;
    }

    private readonly record struct RowAt(int Cell, int Row);

    // Walks one table's leaves; its ids are those of the union, so two cursors compare by number.
    private sealed class LeafCursor(BaselineTable table, int[] newId)
    {
        private readonly BaselineColumns _columns = table.Columns;
        private int _leaf;
        private int _feature = FeatureOf(table.Columns, 0, 0);

        public bool AtEnd => _leaf == _columns.LeafCount;

        public int Feature => _feature;

        public int Entity => newId[_columns.LeafEntity[_leaf]];

        public int Scope => newId[_columns.LeafScope[_leaf]];

        public RowAt FirstRow => new(_columns.LeafCellStart[_leaf], _columns.CellRowStart[_columns.LeafCellStart[_leaf]]);

        public int EndRow => _columns.CellRowStart[_columns.LeafCellStart[_leaf + 1]];

        public int Value(RowAt at) => newId[_columns.CellValue[at.Cell]];

        public int Unit(RowAt at) => _columns.Units[at.Row];

        public double Magnitude(RowAt at) => table._schema[_feature].HasMagnitude ? _columns.MagnitudeOf(_feature, at.Row) : 0;

        public RowAt Next(RowAt at) =>
            at.Row + 1 == _columns.CellRowStart[at.Cell + 1] ? new(at.Cell + 1, at.Row + 1) : at with { Row = at.Row + 1 };

        public int CompareLeaf(LeafCursor other) => (Feature, Entity, Scope).CompareTo((other.Feature, other.Entity, other.Scope));

        public int CompareRow(RowAt at, LeafCursor other, RowAt otherAt) =>
            (Value(at), Unit(at)).CompareTo((other.Value(otherAt), other.Unit(otherAt)));

        public void CopyLeaf(BaselineAssembler assembler)
        {
            for (var at = FirstRow; at.Row < EndRow; at = Next(at))
            {
                assembler.Row(Feature, Entity, Scope, Value(at), Unit(at), Magnitude(at));
            }

            CopyEvicted(assembler);
        }

        public void CopyEvicted(BaselineAssembler assembler)
        {
            for (var i = _columns.LeafEvictedStart[_leaf]; i < _columns.LeafEvictedStart[_leaf + 1]; i++)
            {
                assembler.Evicted(Feature, Entity, Scope, _columns.EvictedUnit[i], _columns.EvictedRowCount[i],
                    _columns.EvictedValueCount[i]);
            }
        }

        public void NextLeaf() => _feature = FeatureOf(_columns, ++_leaf, _feature);

        private static int FeatureOf(BaselineColumns columns, int leaf, int from)
        {
            while (from < columns.FeatureLeafStart.Length - 1 && columns.FeatureLeafStart[from + 1] <= leaf)
            {
                from++;
            }

            return from;
        }
    }
}
