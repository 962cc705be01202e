using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Training.Backtesting.Report;

/// <summary>Writes a report as JSON: indented, snake_case, the same bytes for the same figures. Described in backtest.schema.json.</summary>
internal static class BacktestJson
{
    public static byte[] ToBytes(BacktestReport report) => JsonSerializer.SerializeToUtf8Bytes(report, BacktestJsonContext.Default.BacktestReport);
}

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BacktestReport))]
internal sealed partial class BacktestJsonContext : JsonSerializerContext;
