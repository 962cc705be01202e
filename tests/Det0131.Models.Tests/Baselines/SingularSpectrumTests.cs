using System.Globalization;
using Det0131.Models.Baselines;

namespace Det0131.Models.Tests.Baselines;

public sealed class SingularSpectrumTests
{
    [Theory]
    [InlineData("office")]
    [InlineData("mixed")]
    [InlineData("constant")]
    public void Decompose_ReferenceSeries_EqualsNumpy(string name)
    {
        // Independent: reference/ssa_reference.py, which decomposes the trajectory matrix itself with numpy.
        var reference = Reference(name);
        var spectrum = SingularSpectrum.Decompose(reference["series"], (int)reference["window"][0], (int)reference["components"][0]);

        AssertNear(reference["singular"], spectrum.SingularValues.Take(reference["singular"].Length), 1e-9 * reference["singular"][0]);
        AssertNear(reference["reconstruction"], spectrum.Reconstruction.ToArray(), 1e-8);
        AssertNear(reference["forecast"], spectrum.Forecast(30), 1e-6);
    }

    [Theory]
    [InlineData("office")]
    [InlineData("mixed")]
    public void Decompose_ComponentsNotTold_ChoosesAsTheThresholdSays(string name)
    {
        var reference = Reference(name);

        var spectrum = SingularSpectrum.Decompose(reference["series"], (int)reference["window"][0]);

        Assert.Equal((int)reference["chosen"][0], spectrum.ComponentCount);
    }

    [Fact]
    public void Decompose_RandomSeries_EqualsProjectionByHand()
    {
        // Brute force: orthogonal iteration finds the leading subspace of the trajectory matrix without any eigen-solver,
        // then every anti-diagonal of the projected matrix is averaged as the definition says.
        const int window = 12;
        const int components = 3;
        var random = new Random(3);
        var series = Enumerable.Range(0, 40).Select(t => (4 * Math.Sin(t / 2.0)) + (0.3 * t) + random.NextDouble()).ToArray();
        var columns = series.Length - window + 1;
        var basis = Enumerable.Range(0, components).Select(_ => Enumerable.Range(0, window).Select(_ => random.NextDouble()).ToArray()).ToArray();
        for (var iteration = 0; iteration < 400; iteration++)
        {
            for (var c = 0; c < components; c++)
            {
                var scores = Enumerable.Range(0, columns).Select(t => Enumerable.Range(0, window).Sum(i => basis[c][i] * series[t + i])).ToArray();
                var next = Enumerable.Range(0, window).Select(i => Enumerable.Range(0, columns).Sum(t => scores[t] * series[t + i])).ToArray();
                for (var earlier = 0; earlier < c; earlier++)
                {
                    var along = next.Zip(basis[earlier], (a, b) => a * b).Sum();
                    next = [.. next.Zip(basis[earlier], (a, b) => a - (along * b))];
                }

                var length = Math.Sqrt(next.Sum(x => x * x));
                basis[c] = [.. next.Select(x => x / length)];
            }
        }

        var expected = Enumerable.Range(0, series.Length).Select(time => Enumerable.Range(0, window)
            .Where(i => time - i >= 0 && time - i < columns)
            .Average(i => basis.Sum(b => b[i] * Enumerable.Range(0, window).Sum(j => b[j] * series[time - i + j]))));

        AssertNear(expected.ToArray(), SingularSpectrum.Decompose(series, window, components).Reconstruction.ToArray(), 1e-7);
    }

    [Fact]
    public void Forecast_SineWithTrend_IsExact()
    {
        // Theory: a sine has rank 2, a line rank 2; a series of finite rank is continued without error.
        static double At(int t) => 5 + (0.01 * t) + (2 * Math.Sin((2 * Math.PI * t / 24) + 0.3));
        var series = Enumerable.Range(0, 400).Select(At).ToArray();

        var told = SingularSpectrum.Decompose(series, 168, 4);

        AssertNear(series, told.Reconstruction.ToArray(), 1e-7);
        AssertNear(Enumerable.Range(400, 168).Select(At).ToArray(), told.Forecast(168), 1e-5);
        Assert.Empty(told.Forecast(0));
    }

    [Fact]
    public void Decompose_Zeros_HasNoComponents()
    {
        var spectrum = SingularSpectrum.Decompose(new double[50], 10);

        Assert.Equal(0, spectrum.ComponentCount);
        Assert.All(spectrum.Reconstruction.ToArray(), x => Assert.Equal(0, x));
        Assert.All(spectrum.Forecast(5), x => Assert.Equal(0, x));
    }

    [Fact]
    public void Forecast_EveryComponentKept_Refused()
    {
        var random = new Random(1);
        var spectrum = SingularSpectrum.Decompose(Enumerable.Range(0, 40).Select(_ => random.NextDouble()).ToArray(), 8, 8);

        Assert.Throws<InvalidOperationException>(() => spectrum.Forecast(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.Forecast(-1));
    }

    [Theory]
    [InlineData(18, 10, 1, 0.0)]
    [InlineData(40, 1, 1, 0.0)]
    [InlineData(40, 10, 0, 0.0)]
    [InlineData(40, 10, 11, 0.0)]
    [InlineData(40, 10, 1, double.NaN)]
    [InlineData(40, 10, 1, double.PositiveInfinity)]
    [InlineData(40, 10, 1, 1e31)]
    public void Decompose_OutOfRange_Refused(int length, int window, int components, double value)
    {
        var series = new double[length];
        series[7] = value;

        Assert.Throws<ArgumentException>(() => SingularSpectrum.Decompose(series, window, components));
    }

    private static Dictionary<string, double[]> Reference(string name) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Baselines", "ssa-reference.txt"))
            .Select(line => line.Split(' ')).Where(parts => parts[0] == name)
            .ToDictionary(parts => parts[1], parts => parts[2..].Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray());

    private static void AssertNear(double[] expected, IEnumerable<double> actual, double tolerance)
    {
        double[] found = [.. actual];
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
