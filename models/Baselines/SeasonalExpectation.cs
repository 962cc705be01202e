using System.Buffers.Binary;

namespace Det0131.Models.Baselines;

/// <summary>How a <see cref="SeasonalExpectation"/> is fitted. Immutable.</summary>
public sealed record SeasonalOptions
{
    /// <summary>Window of the singular spectrum analysis in hours, from 2 to 168. Default 168, one week: every weekly rhythm fits into it.</summary>
    public int WindowHours { get; init; } = HourOfWeek.Count;

    /// <summary>Components to keep, from 1 to the window; null (the default) chooses them by their size against the noise.</summary>
    public int? ComponentCount { get; init; }

    /// <summary>
    /// Smallest scale in the unit of the values, above 0. Default 0.05, which for log1p of bytes is five per cent: a flat
    /// series must not make a few bytes more a sensation.
    /// </summary>
    public double LeastScale { get; init; } = 0.05;
}

/// <summary>
/// What an entity usually does in each hour of the week, and how far it usually strays: the reconstruction of its own hourly
/// series by singular spectrum analysis, folded into one week (medians over the weeks). Immutable, thread-safe.
/// </summary>
public sealed class SeasonalExpectation
{
    /// <summary>Fewest hours to fit on: two weeks, so that every hour of the week was seen twice.</summary>
    public const int LeastHours = 2 * HourOfWeek.Count;

    /// <summary>Size of the saved record.</summary>
    public const int RecordBytes = 4 + 1 + (2 * HourOfWeek.Count * sizeof(float));

    private const byte RecordVersion = 1;

    // Median absolute deviation of a normal distribution to its standard deviation.
    private const double NormalScale = 1.4826;

    // Two to five values say little of their own scale: an hour is never tighter than half of what all hours together are.
    private const double LeastShareOfCommonScale = 0.5;

    // The leading components round the steps of an office day off. What they miss in an hour week after week is put back,
    // shrunk by two weeks: measured on a noisy office week it takes the error from 0.84 to 0.50 (two weeks of history) and
    // from 0.58 to 0.21 (twelve); the median of the raw values alone has 0.40 and 0.25 and knows no trend.
    private const double WeeksToTrust = 2;

    private readonly float[] _expected;
    private readonly float[] _scale;

    private SeasonalExpectation(float[] expected, float[] scale)
    {
        _expected = expected;
        _scale = scale;
    }

    private static ReadOnlySpan<byte> RecordMagic => "SEAS"u8;

    /// <summary>Fits a week to hourly values.</summary>
    /// <param name="hourlyValues">
    /// One finite value (up to 1e30 either way) per hour without gaps (an hour without traffic is 0), at least <see cref="LeastHours"/>; log1p of the bytes
    /// is recommended.
    /// </param>
    /// <param name="firstHourOfWeek">Hour of the week of the first value, 0 (Monday, first hour) to 167.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">Too few values, one not finite, or an option out of range.</exception>
    public static SeasonalExpectation Fit(ReadOnlySpan<double> hourlyValues, int firstHourOfWeek, SeasonalOptions? options = null)
    {
        options ??= new();
        if (hourlyValues.Length < LeastHours)
        {
            throw new ArgumentException($"{hourlyValues.Length} hourly values, expected at least {LeastHours}.", nameof(hourlyValues));
        }

        CheckHour(firstHourOfWeek);
        if (options.WindowHours is < 2 or > HourOfWeek.Count || !(options.LeastScale > 0) || !double.IsFinite(options.LeastScale))
        {
            throw new ArgumentException(
                $"WindowHours is {options.WindowHours}, expected from 2 to {HourOfWeek.Count}; " +
                $"LeastScale is {options.LeastScale}, expected above 0.", nameof(options));
        }

        var signal = SingularSpectrum.Decompose(hourlyValues, options.WindowHours, options.ComponentCount).Reconstruction;
        var expected = new float[HourOfWeek.Count];
        var deviations = new double[hourlyValues.Length];
        for (var i = 0; i < deviations.Length; i++)
        {
            deviations[i] = hourlyValues[i] - signal[i];
        }

        for (var hour = 0; hour < HourOfWeek.Count; hour++)
        {
            var missed = OfHour(deviations, hour, firstHourOfWeek);
            expected[hour] = (float)(Median(OfHour(signal, hour, firstHourOfWeek))
                + (Median(missed) * missed.Length / (missed.Length + WeeksToTrust)));
        }

        for (var i = 0; i < deviations.Length; i++)
        {
            deviations[i] = Math.Abs(hourlyValues[i] - expected[(firstHourOfWeek + i) % HourOfWeek.Count]);
        }

        var least = Math.Max(options.LeastScale, LeastShareOfCommonScale * NormalScale * Median([.. deviations]));
        var scale = new float[HourOfWeek.Count];
        for (var hour = 0; hour < HourOfWeek.Count; hour++)
        {
            scale[hour] = (float)Math.Max(least, NormalScale * Median(OfHour(deviations, hour, firstHourOfWeek)));
        }

        return new(expected, scale);
    }

    /// <summary>The usual value of an hour of the week, in the unit of the values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 167.</exception>
    public double Expected(int hourOfWeek) => _expected[CheckHour(hourOfWeek)];

    /// <summary>
    /// The usual deviation of an hour of the week (1.4826 times the median absolute one, with a floor), in the unit of the values; above 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 167.</exception>
    public double Scale(int hourOfWeek) => _scale[CheckHour(hourOfWeek)];

    /// <summary>How many usual deviations a value lies above (below: negative) what is usual in its hour. The upper-tail feature takes max(0, residual).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The hour is not from 0 to 167, or the value not finite.</exception>
    public double Residual(int hourOfWeek, double value)
    {
        CheckHour(hourOfWeek);
        return double.IsFinite(value) ? (value - _expected[hourOfWeek]) / _scale[hourOfWeek]
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A value must be finite.");
    }

    /// <summary>Writes the record: mark, version, 168 expectations, 168 scales, little-endian singles.</summary>
    /// <param name="record">Exactly <see cref="RecordBytes"/> long.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Write(Span<byte> record)
    {
        if (record.Length != RecordBytes)
        {
            throw new ArgumentException($"{record.Length} bytes for a seasonal expectation, expected {RecordBytes}.", nameof(record));
        }

        RecordMagic.CopyTo(record);
        record[RecordMagic.Length] = RecordVersion;
        var numbers = record[(RecordMagic.Length + 1)..];
        for (var hour = 0; hour < HourOfWeek.Count; hour++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(numbers[(sizeof(float) * hour)..], _expected[hour]);
            BinaryPrimitives.WriteSingleLittleEndian(numbers[(sizeof(float) * (HourOfWeek.Count + hour))..], _scale[hour]);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Cut, of another version, or with impossible numbers.</exception>
    public static SeasonalExpectation Read(ReadOnlySpan<byte> record)
    {
        if (record.Length != RecordBytes || !record.StartsWith(RecordMagic))
        {
            throw new InvalidDataException(
                $"Seasonal expectation: found {record.Length} bytes, expected {RecordBytes} that start with its mark.");
        }

        if (record[RecordMagic.Length] != RecordVersion)
        {
            throw new InvalidDataException(
                $"Seasonal expectation: format version {record[RecordMagic.Length]}, this program reads {RecordVersion}.");
        }

        var numbers = record[(RecordMagic.Length + 1)..];
        var (expected, scale) = (new float[HourOfWeek.Count], new float[HourOfWeek.Count]);
        for (var hour = 0; hour < HourOfWeek.Count; hour++)
        {
            expected[hour] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(sizeof(float) * hour)..]);
            scale[hour] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(sizeof(float) * (HourOfWeek.Count + hour))..]);
            if (!float.IsFinite(expected[hour]) || !float.IsFinite(scale[hour]) || scale[hour] <= 0)
            {
                throw new InvalidDataException(
                    $"Seasonal expectation: hour {hour} expects {expected[hour]} with scale {scale[hour]}; both must be finite, the scale above 0.");
            }
        }

        return new(expected, scale);
    }

    private static double[] OfHour(ReadOnlySpan<double> values, int hour, int firstHourOfWeek)
    {
        List<double> ofHour = [];
        for (var i = (hour - firstHourOfWeek + HourOfWeek.Count) % HourOfWeek.Count; i < values.Length; i += HourOfWeek.Count)
        {
            ofHour.Add(values[i]);
        }

        return [.. ofHour];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static int CheckHour(int hourOfWeek) =>
        hourOfWeek is >= 0 and < HourOfWeek.Count ? hourOfWeek
            : throw new ArgumentOutOfRangeException(nameof(hourOfWeek), hourOfWeek, $"An hour of the week lies from 0 to {HourOfWeek.Count - 1}.");
}
