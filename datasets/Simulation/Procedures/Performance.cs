using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>One session of an act on stage: what a form needs to move the data. Not thread-safe.</summary>
/// <param name="At">When the session begins, microseconds since 1970.</param>
/// <param name="Bytes">Bytes of data to take in this session.</param>
/// <param name="Seconds">How long the transfer takes.</param>
/// <param name="Program">Who holds the socket; null where no host log names programs.</param>
/// <param name="Last">The last program that started, parent of what a form starts itself; null as above.</param>
internal sealed record Performance(
    ActStage Stage,
    Procedure Procedure,
    ActDestination Destination,
    ActVariation Variation,
    ActNames Names,
    long At,
    long Bytes,
    double Seconds,
    RunningProgram? Program,
    RunningProgram? Last)
{
    public FormSettings Settings => Procedure.Settings;

    public bool InsideTls => Variation == ActVariation.AllowedProtocol;

    /// <summary>Application as the sensor names it, after the variation.</summary>
    public string Service => InsideTls ? "ssl" : Procedure.Service;

    public int Port => InsideTls ? 443 : Procedure.Port;

    public Peer Peer => Destination.Peer(Port, Service, Procedure.Transport);

    /// <summary>The bytes cut into pieces of about the procedure's size; they add up to <see cref="Bytes"/>.</summary>
    public IReadOnlyList<long> Pieces(int most)
    {
        var piece = Settings.Number("piece", Bytes);
        var count = (int)Math.Clamp(Math.Ceiling(Bytes / Math.Max(1, piece)), 1, most);
        return Settings.Says("equal") ? EqualPieces((long)piece, count) : ActShares.Of(Bytes, count, 0.1, Stage.Random);
    }

    private List<long> EqualPieces(long piece, int count)
    {
        var pieces = Enumerable.Repeat(Math.Min(piece, Bytes), count).ToList();
        pieces[^1] = Math.Max(1, Bytes - (piece * (count - 1)));
        return pieces;
    }
}
