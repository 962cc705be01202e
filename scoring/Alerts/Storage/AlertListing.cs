using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Turns a query into SQL. Every value is a parameter. Not thread-safe.</summary>
internal sealed class AlertListing
{
    private const int LongestText = 200;
    private const int LongestName = 4096;
    private const int MostAlerts = 1000;

    private readonly AlertQuery _query;
    private readonly List<string> _conditions = [];
    private readonly List<(string Name, object Value)> _parameters = [];

    /// <exception cref="ArgumentException">The query has a value out of its range, or a token that is not its own.</exception>
    public AlertListing(AlertQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        _query = query;
        Check();
        AddLife();
        AddNames();
        AddTimes();
    }

    public async Task<AlertPage> ReadAsync(Func<string, Statement> sql, CancellationToken cancellation)
    {
        var total = await Bound(sql($"SELECT COUNT(*) FROM alert{Where(_conditions)}")).NumberAsync(cancellation) ?? 0;
        var (order, after, values) = PageToken.Read(_query);
        var statement = Bound(sql($"SELECT {AlertRow.Columns} FROM alert{Where(after is null ? _conditions : [.. _conditions, after])} ORDER BY {order} LIMIT @limit"));
        foreach (var (name, value) in values)
        {
            statement.With(name, value);
        }

        // One more than asked for tells whether there is a next page.
        var rows = await statement.With("limit", _query.Limit + 1).ListAsync(AlertRow.Read, cancellation);
        var page = rows.Take(_query.Limit).ToList();
        return new AlertPage([.. page.Select(row => row.ToStored())], rows.Count > page.Count ? PageToken.Write(_query, page[^1]) : null, total);
    }

    private static string Where(IReadOnlyList<string> conditions) => conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);

    private void AddLife()
    {
        if (_query.States is { } states)
        {
            // Numbers of a checked enumeration, no text.
            Add(states.Count == 0 ? "1 = 0" : $"state IN ({string.Join(", ", states.Select(s => (int)s))})");
        }

        switch (_query.OnlyCut)
        {
            case AlertCut.OverBudget:
                Add("suppressed_by IS NULL AND over_budget = 1");
                break;
            case AlertCut.Suppressed:
                Add("suppressed_by IS NOT NULL");
                break;
            default:
                AddUnless(_query.WithSuppressed, "suppressed_by IS NULL");
                AddUnless(_query.WithOverBudget, "over_budget = 0");
                break;
        }

        AddUnless(_query.WithMerged, "merged_into IS NULL");
        if (_query.Owner is { } owner)
        {
            Add("owner = @owner", ("owner", owner));
        }

        if (_query.LeastSeverity is { } severity)
        {
            Add("severity >= @severity", ("severity", (int)severity));
        }
    }

    private void AddNames()
    {
        if (_query.Analytic is { } analytic)
        {
            Add("analytic = @analytic", ("analytic", analytic));
        }

        if (_query.Entity is { } entity)
        {
            Add(
                "EXISTS (SELECT 1 FROM alert_name WHERE alert_id = alert.id AND name = @entity AND kind <> @destination)",
                ("entity", Statement.Key(entity)), ("destination", (int)AlertNameKind.Destination));
        }

        var words = (_query.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var sought = Statement.Fold(words[i]).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
            Add($@"search LIKE @word{i} ESCAPE '\'", ($"word{i}", $"%{sought}%"));
        }
    }

    private void AddTimes()
    {
        if (_query.From is { } from)
        {
            Add("first_micros >= @from", ("from", Micros(from)));
        }

        if (_query.Until is { } until)
        {
            Add("first_micros < @until", ("until", Micros(until)));
        }

        if (_query.Since is { } since)
        {
            Add("cursor > @since", ("since", since));
        }
    }

    private void Check()
    {
        var faults = new List<string>();
        Expect(_query.Limit is >= 1 and <= MostAlerts, $"limit is {_query.Limit}; expected 1 to {MostAlerts}");
        Expect(_query.Text is null or { Length: <= LongestText }, $"text has {_query.Text?.Length} characters; expected at most {LongestText}");
        Expect(_query.Entity is null or { Length: <= LongestName }, $"entity has {_query.Entity?.Length} characters; expected at most {LongestName}");
        Expect(_query.OnlyCut is null or AlertCut.OverBudget or AlertCut.Suppressed, $"onlyCut is {(int?)_query.OnlyCut}; expected 0 or 1");
        Expect(Enum.IsDefined(_query.Order), $"order is {(int)_query.Order}; expected 0 to {(int)AlertOrder.Changed}");
        Expect(_query.States?.All(Enum.IsDefined) ?? true, "a state is not known");
        Expect(_query.States is null or { Count: <= 5 }, $"{_query.States?.Count} states; expected at most 5");
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }

        void Expect(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    private void AddUnless(bool wanted, string condition)
    {
        if (!wanted)
        {
            Add(condition);
        }
    }

    private void Add(string condition, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        _conditions.Add(condition);
        _parameters.AddRange(parameters);
    }

    private Statement Bound(Statement statement)
    {
        foreach (var (name, value) in _parameters)
        {
            statement.With(name, value);
        }

        return statement;
    }

    // The first whole microsecond that is not before the time: both bounds compare with it as with the time.
    private static long Micros(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var (micros, rest) = Math.DivRem(ticks, TimeSpan.TicksPerMicrosecond);
        return rest > 0 ? micros + 1 : micros;
    }
}
