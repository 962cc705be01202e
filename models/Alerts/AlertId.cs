using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Det0131.Models.Alerts;

/// <summary>
/// The stable id of an alert: a hash of its key (analytic, host, user, destination) and its first UTC day, so that scoring the same logs
/// again, in other batches or on another machine, gives the same id.
/// </summary>
public static class AlertId
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>The first 16 bytes of SHA-256 over the length-prefixed fields, as 32 lower-case hex digits.</summary>
    /// <param name="analyticId"><c>AN0367</c>.</param>
    /// <param name="entity">Only its host and user enter.</param>
    /// <param name="destinationKey">The group's destination key.</param>
    /// <param name="firstMicros">Time of the first incident's first event; only its UTC day enters.</param>
    public static string From(string analyticId, AlertEntity entity, string destinationKey, long firstMicros)
    {
        ArgumentNullException.ThrowIfNull(analyticId);
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(destinationKey);
        long day = Math.DivRem(firstMicros, MicrosPerDay).Quotient - (firstMicros % MicrosPerDay < 0 ? 1 : 0);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "det0131.alert.1");
        Append(hash, analyticId);
        Append(hash, entity.Host);
        Append(hash, entity.User);
        Append(hash, destinationKey);
        Append(hash, day.ToString(CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    // The length before each field keeps ("ab", "c") and ("a", "bc") apart; -1 keeps null and "" apart.
    private static void Append(IncrementalHash hash, string? field)
    {
        Span<byte> length = stackalloc byte[4];
        byte[] bytes = Encoding.UTF8.GetBytes(field ?? "");
        BinaryPrimitives.WriteInt32LittleEndian(length, field is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
