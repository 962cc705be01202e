using MathNet.Numerics.LinearAlgebra;
using Lanes = System.Numerics.Vector<double>;

namespace Det0131.Models.Baselines;

/// <summary>
/// Singular spectrum analysis of one series: its leading components, put together again, and their recurrent forecast.
/// After Golyandina, Nekrutkin, Zhigljavsky, "Analysis of Time Series Structure" (2001), sections 1.2 and 2.1. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// The left singular vectors of the trajectory matrix come from the eigenvectors of its lag covariance (window by window), which
/// costs window^3 whatever the length of the series.
/// </remarks>
public sealed class SingularSpectrum
{
    /// <summary>
    /// Singular values below this share of the largest are rounding: the covariance squares them, and doubles carry 1e-16.
    /// </summary>
    private const double NoiseFloor = 1e-7;

    /// <summary>Largest value either way: its square and its single-precision form are still finite.</summary>
    public const double LargestValue = 1e30;

    // 1 - v^2 below this: the forecast would divide by nothing (the "vertical" case).
    private const double LeastHorizontality = 1e-10;

    private readonly double[] _reconstruction;
    private readonly double[] _recurrence;
    private readonly bool _canForecast;

    private SingularSpectrum(double[] singularValues, int componentCount, double[] reconstruction, double[] recurrence, bool canForecast)
    {
        SingularValues = singularValues;
        ComponentCount = componentCount;
        _reconstruction = reconstruction;
        _recurrence = recurrence;
        _canForecast = canForecast;
    }

    /// <summary>All singular values of the trajectory matrix, the largest first; as many as the window is long.</summary>
    public IReadOnlyList<double> SingularValues { get; }

    /// <summary>How many leading components the reconstruction holds. 0 for a series of zeros.</summary>
    public int ComponentCount { get; }

    /// <summary>The series without what is not in the leading components; as long as the series.</summary>
    public ReadOnlySpan<double> Reconstruction => _reconstruction;

    /// <summary>Decomposes a series.</summary>
    /// <param name="series">Values up to <see cref="LargestValue"/> either way, at least twice the window less one.</param>
    /// <param name="window">From 2.</param>
    /// <param name="componentCount">
    /// How many leading components to keep, from 1 to the window. Null: those that stand out of the noise by the hard threshold for
    /// singular values of Gavish and Donoho (2014, "The optimal hard threshold for singular values is 4/sqrt(3)"), at least 1,
    /// at most <paramref name="mostComponents"/>.
    /// </param>
    /// <param name="mostComponents">Limit for the automatic choice, from 1. Default 48.</param>
    /// <exception cref="ArgumentException">The series is too short or holds NaN, infinity or too large a value; a number is out of range.</exception>
    public static SingularSpectrum Decompose(ReadOnlySpan<double> series, int window, int? componentCount = null, int mostComponents = 48)
    {
        if (window < 2 || series.Length < (2 * window) - 1)
        {
            throw new ArgumentException(
                $"A window of {window} over {series.Length} values: expected a window from 2 and at least twice its length less one.");
        }

        if (componentCount is < 1 || componentCount > window || mostComponents < 1)
        {
            throw new ArgumentException(
                $"{componentCount} components, at most {mostComponents}: expected from 1 to the window, {window}.");
        }

        for (var i = 0; i < series.Length; i++)
        {
            if (!(Math.Abs(series[i]) <= LargestValue))
            {
                throw new ArgumentException(
                    $"Value {i} of the series is {series[i]}, expected a finite number of at most {LargestValue} either way.", nameof(series));
            }
        }

        var (values, vectors) = LeftSingular(series, window);
        var count = Math.Min(componentCount ?? Choose(values, series.Length, mostComponents), CountAbove(values, NoiseFloor * values[0]));
        var leading = new double[count][];
        for (var i = 0; i < count; i++)
        {
            leading[i] = vectors.Column(window - 1 - i).ToArray();
        }

        var reconstruction = Reconstruct(series, window, leading);
        return new(values, count, reconstruction, Recurrence(leading, window, out var canForecast), canForecast);
    }

    /// <summary>Continues the reconstruction by the recurrence that its components obey (R-forecast).</summary>
    /// <param name="steps">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Steps below 0.</exception>
    /// <exception cref="InvalidOperationException">The components allow no recurrence (they fill the last place of the window).</exception>
    public double[] Forecast(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (!_canForecast)
        {
            throw new InvalidOperationException("These components obey no recurrence: keep fewer of them, or take a longer window.");
        }

        var lags = _recurrence.Length;
        var line = new double[lags + steps];
        _reconstruction.AsSpan(^lags..).CopyTo(line);
        for (var i = lags; i < line.Length; i++)
        {
            for (var j = 0; j < lags; j++)
            {
                line[i] += _recurrence[j] * line[i - lags + j];
            }
        }

        return line[lags..];
    }

    private static (double[] Values, Matrix<double> Vectors) LeftSingular(ReadOnlySpan<double> series, int window)
    {
        var covariance = Matrix<double>.Build.Dense(window, window);
        var columns = series.Length - window + 1;
        var sums = new double[window];
        for (var i = 0; i < window; i++)
        {
            var row = sums.AsSpan(i);
            row.Clear();
            for (var t = 0; t < columns; t++)
            {
                AddScaled(row, series.Slice(t + i, row.Length), series[t + i]);
            }

            for (var j = i; j < window; j++)
            {
                covariance[i, j] = sums[j];
                covariance[j, i] = sums[j];
            }
        }

        // Ascending eigenvalues; rounding can make the smallest ones slightly negative.
        var eigen = covariance.Evd(Symmetricity.Symmetric);
        var values = new double[window];
        for (var i = 0; i < window; i++)
        {
            values[i] = Math.Sqrt(Math.Max(0, eigen.EigenValues[window - 1 - i].Real));
        }

        return (values, eigen.EigenVectors);
    }

    private static int Choose(double[] values, int length, int most)
    {
        // omega(beta) for an unknown noise level, the authors' approximation, times the median singular value.
        var beta = (double)values.Length / (length - values.Length + 1);
        var omega = (0.56 * beta * beta * beta) - (0.95 * beta * beta) + (1.82 * beta) + 1.43;
        var median = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        return Math.Clamp(CountAbove(values, omega * median), 1, most);
    }

    private static int CountAbove(double[] descending, double threshold)
    {
        var count = 0;
        while (count < descending.Length && descending[count] > threshold)
        {
            count++;
        }

        return count;
    }

    // Projects every window on the leading vectors and averages what falls on the same time (diagonal averaging).
    private static double[] Reconstruct(ReadOnlySpan<double> series, int window, double[][] leading)
    {
        var result = new double[series.Length];
        var columns = series.Length - window + 1;
        var scores = new double[columns];
        foreach (var vector in leading)
        {
            scores.AsSpan().Clear();
            for (var i = 0; i < window; i++)
            {
                AddScaled(scores, series.Slice(i, columns), vector[i]);
            }

            for (var t = 0; t < columns; t++)
            {
                AddScaled(result.AsSpan(t, window), vector, scores[t]);
            }
        }

        for (var t = 0; t < result.Length; t++)
        {
            result[t] /= Math.Min(Math.Min(t + 1, result.Length - t), window);
        }

        return result;
    }

    // Many sums side by side, each in its own order: the same numbers as one after the other, whatever the width of the processor.
    private static void AddScaled(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        var i = 0;
        var factors = new Lanes(factor);
        for (; i <= sums.Length - Lanes.Count; i += Lanes.Count)
        {
            (new Lanes(sums[i..]) + (factors * new Lanes(values[i..]))).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += factor * values[i];
        }
    }

    private static double[] Recurrence(double[][] leading, int window, out bool canForecast)
    {
        var recurrence = new double[window - 1];
        var verticality = 0.0;
        foreach (var vector in leading)
        {
            verticality += vector[^1] * vector[^1];
            for (var i = 0; i < recurrence.Length; i++)
            {
                recurrence[i] += vector[^1] * vector[i];
            }
        }

        canForecast = 1 - verticality > LeastHorizontality;
        for (var i = 0; canForecast && i < recurrence.Length; i++)
        {
            recurrence[i] /= 1 - verticality;
        }

        return recurrence;
    }
}
