using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>An address with a port, as the programs of ESXi write it.</summary>
internal readonly record struct Endpoint(string Address, int Port)
{
    public bool IsLoopback => Address.StartsWith("127.", StringComparison.Ordinal) || Address == "::1";

    /// <summary><c>192.0.2.4:443</c>, <c>192.0.2.4 : 443</c>, <c>[2001:db8::1]:443</c>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, HostText addresses, out Endpoint endpoint)
    {
        endpoint = default;
        int colon = text.LastIndexOf((byte)':');
        int port = colon <= 0 ? 0 : HostText.Port(text[(colon + 1)..].Trim((byte)' ')) ?? 0;
        if (port == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> address = text[..colon].Trim((byte)' ').TrimStart((byte)'[').TrimEnd((byte)']');
        if (addresses.Address(address) is not { } known)
        {
            return false;
        }

        endpoint = new Endpoint(known, port);
        return true;
    }
}
