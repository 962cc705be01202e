using BenchmarkDotNet.Attributes;
using Det0131.Models.Baselines;

namespace Det0131.Benchmarks;

/// <summary>
/// Look-ups in baselines of 1,024 hosts with 64 values or sizes each (65,536 rows a feature): past the second-level cache, as one site's are.
/// 1,024 look-ups of values seen, values others have and values nobody has.
/// </summary>
public class BaselineBenchmarks
{
    private const int Lookups = 1024;
    private const int ValuesOfHost = 64;

    private readonly (string Entity, string Value, double Magnitude)[] _asked = new (string, string, double)[Lookups];
    private BaselineIndex _index = null!;

    [GlobalSetup]
    public void Setup()
    {
        FeatureSchema[] schema =
        [
            new("rarity", BaselineKind.Rarity, 86_400_000_000, UnitAlignment.Utc, MagnitudeMerge.Max),
            new("tail", BaselineKind.UpperTail, 86_400_000_000, UnitAlignment.Utc, MagnitudeMerge.Max),
        ];
        var builder = new BaselineTable.Builder(schema, new BaselineSpan(86_400_000_000, 0, 64 * 86_400_000_000L), RowOrder.Any);
        for (var host = 0; host < Lookups; host++)
        {
            for (var i = 0; i < ValuesOfHost; i++)
            {
                builder.Add(0, $"host:{host}", "", $"value {host + (i * i)}", i, 0);
                builder.Add(1, $"host:{host}", "", "", i, Math.Exp(i % 16));
            }

            _asked[host] = ($"host:{host}", (host % 3) switch { 0 => $"value {host}", 1 => $"value {host + 2}", _ => $"unknown {host}" }, Math.Exp(host % 20));
        }

        _index = new BaselineIndex(builder.Build());
    }

    [Benchmark(OperationsPerInvoke = Lookups)]
    public double RarityBits()
    {
        var sum = 0.0;
        foreach (var (entity, value, _) in _asked)
        {
            sum += _index.RarityBits(0, entity, "", value);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Lookups)]
    public double TailBits()
    {
        var sum = 0.0;
        foreach (var (entity, _, magnitude) in _asked)
        {
            sum += _index.TailBits(1, entity, "", magnitude);
        }

        return sum;
    }
}
