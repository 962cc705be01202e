using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Suricata;

/// <summary>
/// The questions of DNS records: read from version 3's list, and the latest 16,384 remembered so that their answers are not counted again.
/// Not thread-safe.
/// </summary>
internal sealed class SuricataQueries
{
    private const int Remembered = 1 << 14;
    private const int Name = 0;
    private const int RecordType = 1;

    private readonly JsonFields question = new("rrname", "rrtype");
    private readonly ulong[] latest = new ulong[Remembered];

    /// <summary>Takes name and type of a question; nothing when it is empty.</summary>
    public void First(ReadOnlySpan<byte> asked, NetworkText text, SecurityEvent filled)
    {
        if (!asked.IsEmpty && question.TryRead(asked, out var values))
        {
            filled.DnsName = text.Name(values.Bytes(Name));
            filled.DnsType = text.DnsType(values.Bytes(RecordType));
        }
    }

    public void Ask(string? flow, ReadOnlySpan<byte> id)
    {
        if (KeyOf(flow, id) is { } key)
        {
            latest[PlaceOf(key)] = key;
        }
    }

    public bool WasAsked(string? flow, ReadOnlySpan<byte> id) => KeyOf(flow, id) is { } key && latest[PlaceOf(key)] == key;

    private static ulong? KeyOf(string? flow, ReadOnlySpan<byte> id) =>
        ulong.TryParse(flow, System.Globalization.CultureInfo.InvariantCulture, out var number) && HostText.Number(id) is { } message
            ? unchecked((number * 0x9E3779B97F4A7C15) + (((ulong)message + 1) * 0xC2B2AE3D27D4EB4F)) : null;

    private static int PlaceOf(ulong key) => (int)(key >> 50);
}
