using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>Data that the victim gives out as an answer: web servers on it, datastores, SFTP and SCP pulled from outside.</summary>
internal static class ServeForms
{
    private const int MostPieces = 40;

    public static void Serve(Performance p)
    {
        var pieces = p.Pieces(MostPieces);
        var at = p.At + 1_500_000;
        foreach (var bytes in pieces)
        {
            var seconds = p.Seconds / pieces.Count;
            var http = p.Service == "http"
                ? new HttpCall("GET", p.Names.Fill(p.Settings.Text("uri", "/")), p.Settings.Text("agent"), 0, bytes)
                : null;
            var asked = http is null ? 900 + (bytes / 300) : 160;
            p.Stage.Machine.Accept(p.Destination.Address, p.Stage.Random.Between(32_768, 60_999), at, p.Port, p.Service, new Transfer(asked, bytes + (bytes / 40) + 240, seconds), http);
            at += (long)(seconds * 1e6) + 400_000;
        }
    }
}
