using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation.Realism;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Simulation.Realism;

/// <summary>Distances against values worked out by hand, and marginals of a lake of a few events.</summary>
public sealed class MarginalComparisonTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-marginals-");

    [Fact]
    public void Of_TwoUniformRanges_IsTheirLargestGap()
    {
        // Uniform on 0..100 and on 50..150: the distribution functions differ most at 50 to 100, by one half.
        var first = Numbers(x => x);
        var second = Numbers(x => x + 50);

        var compared = MarginalComparison.Of(first, second);

        Assert.Equal(0.5, compared.Distance, 0.011);
        Assert.Equal(0.5, compared.MedianRatio!.Value, 0.01);
        Assert.True(compared.IsBeyond(0.4, 10));
        Assert.False(compared.IsBeyond(0.6, 10));
        Assert.True(compared.IsBeyond(0.6, 1.9));
    }

    [Fact]
    public void Of_Names_IsTheMassThatIsNotShared()
    {
        var first = new Marginal("port", 10, [], [("ssl/443", 0.7), ("dns/53", 0.3)]);
        var second = new Marginal("port", 10, [], [("ssl/443", 0.4), ("ssh/22", 0.6)]);

        Assert.Equal(0.6, MarginalComparison.Of(first, second).Distance, 1e-9);
        Assert.Equal(0, MarginalComparison.Of(first, first).Distance, 1e-9);
    }

    [Fact]
    public void Of_Lake_CountsOwnHostsOnlyAndDaysOfSeveralHours()
    {
        using var lake = EventLake.Open(_directory.FullName);
        using (var batch = lake.BeginImport())
        {
            for (var hour = 0; hour < 8; hour++)
            {
                batch.Append(Flow("10.0.0.5", hour, 100 + hour));
                batch.Append(Flow("203.0.113.9", hour, 5_000));
            }

            batch.Append(Flow("10.0.0.6", 3, 107));
            batch.Commit(TestContext.Current.CancellationToken);
        }

        var marginals = LakeMarginals.Of(lake, [], TestContext.Current.CancellationToken).ToDictionary(m => m.Name, StringComparer.Ordinal);

        Assert.Equal((9, 100, 107), (marginals["flow bytes out"].Count, marginals["flow bytes out"].Quantile(0), marginals["flow bytes out"].Quantile(1)));
        Assert.Equal((1, 8), (marginals["flows per host and day"].Count, marginals["flows per host and day"].Quantile(0.5)));
        Assert.Equal([("ssl/443", 1.0)], marginals["protocol and port"].Shares);
        Assert.Equal(0, marginals["program that starts"].Count);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static Marginal Numbers(Func<double, double> of) => new("bytes", 1000, [.. Enumerable.Range(0, 101).Select(x => of(x))], []);

    private static SecurityEvent Flow(string source, int hour, long bytes) => new()
    {
        TimeMicros = (1_790_000_000_000_000 / 86_400_000_000 * 86_400_000_000) + (hour * 3_600_000_000L),
        Identity = ((UInt128)(ulong)source.Length << 64) + (UInt128)(ulong)((hour * 1000) + (source[^1] * 100_000) + 1),
        Source = "zeek.conn",
        Kind = EventKind.NetworkFlow,
        SourceAddress = source,
        DestinationAddress = "198.51.100.7",
        DestinationPort = 443,
        Application = "ssl",
        SourceBytes = bytes,
    };
}
