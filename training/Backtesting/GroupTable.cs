using System.Runtime.InteropServices;
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Features;
using Det0131.Models.ModelZip;
using Det0131.Models.Scoring;

namespace Det0131.Training.Backtesting;

/// <summary>What figures and competitors need of one group; its model inputs are in the table.</summary>
/// <param name="Analytic">Position in the catalogue.</param>
/// <param name="Key">Number of its incident key (analytic, entity and destination) in the table.</param>
/// <param name="Day">Days since 1970-01-01 UTC.</param>
/// <param name="Stratum">Kinds and size.</param>
/// <param name="BytesOut">Bytes that left.</param>
/// <param name="Rules">Static rules that hold.</param>
/// <param name="IsAct">An act's event is in it.</param>
internal readonly record struct GroupRow(byte Analytic, int Key, int Day, StratumKey Stratum, long BytesOut, byte Rules, bool IsAct);

/// <summary>Groups in columns: some 200 bytes each. Not thread-safe.</summary>
internal sealed class GroupTable
{
    private readonly List<GroupRow> _rows = [];
    private readonly List<(int Start, int Place)> _places = [];
    private readonly List<float> _inputs = [];
    private readonly Dictionary<IncidentKey, int> _keys = [];

    public IReadOnlyList<GroupRow> Rows => _rows;

    public List<IncidentKey> Keys { get; } = [];

    public int Count => _rows.Count;

    public void Add(EventGroup group, bool isAct)
    {
        var analytic = AnalyticCatalogue.All[group.Analytic];
        var key = new IncidentKey(analytic.Id, group.Entity, group.Destination);
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out var known);
        if (!known)
        {
            number = Keys.Count;
            Keys.Add(key);
        }

        var start = _inputs.Count;
        CollectionsMarshal.SetCount(_inputs, start + ModelColumns.Names(analytic).Count);
        ModelColumns.Fill(group, CollectionsMarshal.AsSpan(_inputs)[start..]);
        _places.Add((start, _inputs.Count - start));
        _rows.Add(new GroupRow((byte)group.Analytic, number, FeatureCalendar.Number(group.FirstMicros, 24 * 3600 * 1_000_000L), group.Standing.Key,
            group.BytesOut, Competitors.MitreRules.Of(group), isAct));
    }

    /// <summary>The numbers that the analytic's model is given; good until a group is added.</summary>
    public ReadOnlySpan<float> Inputs(int row) => CollectionsMarshal.AsSpan(_inputs).Slice(_places[row].Start, _places[row].Place);

    /// <summary>The rates that these groups give when models score them, as training reads them.</summary>
    /// <param name="analytic">Position in the catalogue.</param>
    /// <param name="model">Scores the groups.</param>
    /// <param name="days">Days that the groups are of.</param>
    /// <param name="optimistic">See <see cref="ReturnPeriods.IsOptimistic"/>.</param>
    /// <returns>Null: there is no group of the analytic.</returns>
    public ReturnPeriods? Rates(int analytic, GamModel model, double days, bool optimistic)
    {
        var history = new IncidentHistory();
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Analytic == analytic)
            {
                history.Add(Keys[_rows[i].Key], _rows[i].Day, model.Score(Inputs(i)), _rows[i].Stratum);
            }
        }

        return history.Incidents == 0 ? null : ReturnPeriods.Fit(AnalyticCatalogue.All[analytic].Id, history, Math.Max(days, history.DaysSeen - 1), optimistic);
    }
}
