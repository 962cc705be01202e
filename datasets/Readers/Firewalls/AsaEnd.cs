using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Firewalls;

/// <summary>One end of a connection as ASA writes it: <c>inside:10.0.0.5/50000</c>, <c>(mapped/port)</c> and <c>(DOMAIN\user)</c> behind it.</summary>
internal readonly ref struct AsaEnd
{
    public AsaEnd(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        var end = text.IndexOfAny((byte)' ', (byte)'(');
        var place = end < 0 ? text : text[..end];
        var colon = place.IndexOf((byte)':');
        var slash = place.LastIndexOf((byte)'/');
        if (colon >= 0 && slash > colon)
        {
            Address = place[(colon + 1)..slash];
            Port = place[(slash + 1)..];
        }

        var open = text.IndexOf((byte)'(');
        var close = open < 0 ? -1 : text[open..].IndexOf((byte)')');
        if (close > 0 && text.Slice(open, close).Contains((byte)'\\'))
        {
            User = text.Slice(open + 1, close - 1);
        }
    }

    public ReadOnlySpan<byte> Address { get; }

    public ReadOnlySpan<byte> Port { get; }

    /// <summary>Empty when there is none.</summary>
    public ReadOnlySpan<byte> User { get; }

    public long PortNumber => HostText.Number(Port) ?? 0;
}
