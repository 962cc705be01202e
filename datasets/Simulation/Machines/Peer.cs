namespace Det0131.Datasets.Simulation.Machines;

/// <summary>The far end of a connection. Immutable.</summary>
/// <param name="Application">What a network sensor recognises (Zeek's service), or empty.</param>
/// <param name="Name">Host name as the client asked for it, or empty when it used the address.</param>
/// <param name="Transport"><c>tcp</c>, <c>udp</c> or <c>icmp</c>.</param>
internal sealed record Peer(string Address, int Port, string Application, string Name = "", string Transport = "tcp");

/// <summary>What one connection moved. Immutable.</summary>
/// <param name="OutBytes">Payload that the originator sent.</param>
/// <param name="InBytes">Payload that the responder sent.</param>
/// <param name="Seconds">From the first packet to the last.</param>
internal readonly record struct Transfer(long OutBytes, long InBytes, double Seconds)
{
    /// <summary>An upload of <paramref name="bytes"/> at <paramref name="megabytesPerSecond"/>: a few percent of protocol on top, about 2 % back.</summary>
    public static Transfer Upload(long bytes, double megabytesPerSecond = 4) =>
        new(bytes + (bytes / 32) + 900, (bytes / 50) + 2400, 0.4 + (bytes / (megabytesPerSecond * 1e6)));
}

/// <summary>The HTTP request in a clear-text connection, as a sensor sees it. Immutable.</summary>
internal sealed record HttpCall(string Method, string Uri, string UserAgent, long RequestBytes, long ResponseBytes, int Status = 200);
