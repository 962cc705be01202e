using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts;

/// <summary>An alert as the store keeps it: equal alerts give equal bytes, and reading gives back what was written. Thread-safe.</summary>
internal static class AlertContent
{
    public static byte[] ToBytes(Alert alert) => AlertJson.ToBytes(alert);

    /// <exception cref="InvalidDataException">The bytes are no alert.</exception>
    public static Alert FromBytes(ReadOnlySpan<byte> content) => AlertJson.FromBytes(content);
}
