using System.Globalization;
using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class LogTimeTests
{
    [Theory]
    [InlineData("2024-08-01T12:25:57Z")]
    [InlineData("2020-10-23 06:36:42.306")]
    [InlineData("2024-04-18T18:43:15.391346+00:00")]
    [InlineData("2024-02-29t23:59:59.1234567z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2024-01-01T05:00:00+05:30")]
    [InlineData("2023-12-31T23:00:00-08:00")]
    public void TryIso8601_Valid_EqualsDateTimeOffset(string text)
    {
        // Independent: the base class library's parser.
        var expected = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

        Assert.True(LogTime.TryIso8601(Encoding.UTF8.GetBytes(text), out var micros));
        Assert.Equal(expected / TimeSpan.TicksPerMicrosecond, micros);
    }

    [Theory]
    [InlineData("2024-04-18T18:43:15.391346+0000", 1713465795391346)]
    [InlineData("2024-04-18T18:43:15,5-02", 1713472995500000)]
    [InlineData("2016-12-31T23:59:60Z", 1483228800000000)]
    public void TryIso8601_FormsThatTheLibraryRefuses_AreUnderstood(string text, long expected)
    {
        Assert.True(LogTime.TryIso8601(Encoding.UTF8.GetBytes(text), out var micros));
        Assert.Equal(expected, micros);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-08-01")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-08-01T24:00:00Z")]
    [InlineData("2024-08-01T12:25:57.Z")]
    [InlineData("2024-08-01T12:25:57 EST")]
    [InlineData("2024-08-01T12:25:57+99:00")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("1970-01-01T00:00:00+01:00")]
    [InlineData("2024-0\u00368-01T12:25:5")]
    public void TryIso8601_NotATime_False(string text) => Assert.False(LogTime.TryIso8601(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("1591367999.430166", 1591367999430166)]
    [InlineData("1697608042", 1697608042000000)]
    [InlineData("0.0000019", 1)]
    [InlineData("253402300799", 253402300799000000)]
    public void TryEpochSeconds_Valid_Micros(string text, long expected)
    {
        Assert.True(LogTime.TryEpochSeconds(Encoding.UTF8.GetBytes(text), out var micros));
        Assert.Equal(expected, micros);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e9")]
    [InlineData("nan")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999")]
    public void TryEpochSeconds_NotATime_False(string text) => Assert.False(LogTime.TryEpochSeconds(Encoding.UTF8.GetBytes(text), out _));
}
