using System.Text;
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
    private readonly SeenKeys latest = new(Remembered);

    /// <summary>Takes name and type of a question; nothing when it is empty.</summary>
    public void First(ReadOnlySpan<byte> asked, NetworkText text, SecurityEvent filled)
    {
        if (!asked.IsEmpty && question.TryRead(asked, out var values))
        {
            filled.DnsName = text.Name(values.Bytes(Name));
            filled.DnsType = text.DnsType(values.Bytes(RecordType));
        }
    }

    /// <summary>Without a flow and a message id nothing can be remembered.</summary>
    public void Ask(string? flow, ReadOnlySpan<byte> id)
    {
        if (flow is not null && !id.IsEmpty)
        {
            latest.Add(KeyOf(flow, id));
        }
    }

    public bool WasAsked(string? flow, ReadOnlySpan<byte> id) => flow is not null && !id.IsEmpty && latest.Has(KeyOf(flow, id));

    private static ulong KeyOf(string flow, ReadOnlySpan<byte> id)
    {
        Span<byte> utf8 = stackalloc byte[512];
        return KeyHash.Of(utf8[..Encoding.UTF8.GetBytes(flow, utf8)], id);
    }
}
