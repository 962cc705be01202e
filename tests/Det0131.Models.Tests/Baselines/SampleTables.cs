using Det0131.Models.Baselines;

namespace Det0131.Models.Tests.Baselines;

/// <summary>Small random tables with every kind of feature, and the tables that remain without some of their rows.</summary>
internal static class SampleTables
{
    public const int Plain = 0, Scoped = 1, Volume = 2, Ratio = 3, Hours = 4, Week = 5;

    public const long Day = FeatureSchema.DayMicros;

    public static readonly FeatureSchema[] Schema =
    [
        new("protocol.host", BaselineKind.Rarity, Day, UnitAlignment.Utc),
        new("lineage.parent_child", BaselineKind.Rarity, Day, UnitAlignment.Utc),
        new("volume.flow", BaselineKind.UpperTail, Day / 24, UnitAlignment.Utc),
        new("dns.answer_ratio", BaselineKind.BothTails, Day, UnitAlignment.Utc),
        new("time.host", BaselineKind.Circular, Day, UnitAlignment.LocalDate),
        new("volume.destination_week", BaselineKind.UpperTail, 7 * Day, UnitAlignment.IsoWeek, MagnitudeMerge.Sum),
    ];

    public static readonly string[] Entities = ["host:a", "host:b", "host:c", "host:d", "host:e", "host:f"];
    public static readonly string[] Scopes = ["", "curl", "cmd.exe"];
    public static readonly string[] Values = ["ssl/443", "ftp/21", "dns/53", "smb/445", "x", "\ud800lone"];

    public static string? GroupOf(string entity) => entity switch
    {
        "host:a" or "host:b" or "host:c" or "host:new" => "clients",
        "host:d" or "host:e" => "servers",
        _ => null,
    };

    public static BaselineSpan Span(int fromDay, int untilDay) => new(Day, fromDay * Day, untilDay * Day);

    /// <summary>Distinct rows over the days from one to another, in any order.</summary>
    public static List<BaselineRow> RandomRows(int seed, int count, int fromDay = 0, int untilDay = 40)
    {
        var random = new Random(seed);
        Dictionary<(int, string, string, string, int), BaselineRow> rows = [];
        for (var i = 0; i < count; i++)
        {
            var feature = random.Next(Schema.Length);
            var day = random.Next(fromDay, untilDay);
            var entity = Entities[Math.Min(random.Next(Entities.Length), random.Next(Entities.Length))];
            var scope = feature is Plain or Ratio or Hours ? "" : Scopes[random.Next(Scopes.Length)];
            var unit = feature switch { Volume => (day * 24) + random.Next(24), Week => (day + 3) / 7, _ => day };
            var value = feature is Plain or Scoped ? Values[Math.Min(random.Next(Values.Length), random.Next(Values.Length))]
                : feature == Hours ? ((random.Next(6) + 8 + (day % 7 > 4 ? 9 : 0)) % 24).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : "";
            var magnitude = Schema[feature].HasMagnitude && random.Next(8) > 0 ? Math.Exp(random.NextDouble() * 12) : 0;
            rows[(feature, entity, scope, value, unit)] = new(feature, entity, scope, value, unit, magnitude);
        }

        return [.. rows.Values];
    }

    public static BaselineTable Build(IEnumerable<BaselineRow> rows, BaselineSpan? span = null, IEnumerable<EvictedRows>? evicted = null)
    {
        var builder = new BaselineTable.Builder(Schema, span ?? Span(0, 50), RowOrder.Any);
        foreach (var row in rows)
        {
            builder.Add(row.Feature, row.Entity, row.Scope, row.Value, row.Unit, row.Magnitude);
        }

        foreach (var row in evicted ?? [])
        {
            builder.AddEvicted(row.Feature, row.Entity, row.Scope, row.Unit, row.Rows, row.Values);
        }

        return builder.Build();
    }

    /// <summary>The table without the rows and residuals of the units that a condition names.</summary>
    public static BaselineTable Without(BaselineTable table, Func<int, int, bool> isLeftOut) =>
        Build(table.Rows().Where(r => !isLeftOut(r.Feature, r.Unit)), table.Span,
            table.Evicted().Where(r => !isLeftOut(r.Feature, r.Unit)));

    public static byte[] BytesOf(BaselineTable table)
    {
        var directory = Directory.CreateTempSubdirectory("det0131-");
        try
        {
            table.Save(directory.FullName);
            return
            [
                .. File.ReadAllBytes(Path.Combine(directory.FullName, BaselineTable.StringsFileName)),
                .. File.ReadAllBytes(Path.Combine(directory.FullName, BaselineTable.RowsFileName)),
            ];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
