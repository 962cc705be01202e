using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>The cloud: objects that are read or copied, rights that are granted, flows of instances.</summary>
internal static class CloudForms
{
    private const int MostObjects = 400;
    private const int MostFlows = 24;

    /// <summary>An instance's own connections: all that a flow log sees.</summary>
    public static void Flow(Performance p)
    {
        var pieces = p.Pieces(MostFlows);
        var parallel = (int)p.Settings.Number("parallel", 1);
        for (var i = 0; i < pieces.Count; i++)
        {
            var seconds = Math.Max(2, p.Seconds * parallel / pieces.Count);
            var at = p.At + (long)(i / parallel * seconds * 1e6);
            var outBytes = pieces[i] + (pieces[i] / 32);
            var inBytes = p.Settings.Says("raw") ? outBytes / 12 : (pieces[i] / 60) + 2_000;
            p.Stage.Logs.VpcFlow.Connection(p.Stage.Host, at, p.Stage.Random.Between(32_768, 60_999), p.Peer, new Transfer(outBytes, inBytes, seconds));
        }
    }

    /// <summary>One call for each object; a server-side copy shows only its answer's bytes.</summary>
    public static void Objects(Performance p)
    {
        var s = p.Settings;
        var bucket = CloudPrincipals.Bucket(s.Text("bucket"));
        var action = s.Text("action");
        var isCopy = action == "CopyObject";
        var pieces = p.Pieces(MostObjects);
        var at = p.At;
        if (s.Says("list"))
        {
            Call(p, at - 9_000_000, CloudPrincipals.Control("s3", "ListBuckets"));
            Call(p, at - 5_000_000, CloudPrincipals.Control("s3", "ListObjectsV2", ("bucketName", bucket)));
        }

        if (s.Text("before") is { Length: > 0 } before)
        {
            Call(p, at - 8_000_000, CloudPrincipals.Control("Microsoft.Storage", before, ("bucketName", bucket)));
        }

        var step = (long)(p.Seconds * 1e6 / pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            var key = InvariantText.Text($"2026/{p.Stage.Random.Between(0, 9999):D4}.csv.gz");
            var call = isCopy
                ? CloudPrincipals.Copy(bucket, key, p.Destination.Truth)
                : CloudPrincipals.Object(action, bucket, key, pieces[i]);
            Call(p, at + (i * step), call, isCopy ? 0 : pieces[i]);
        }
    }

    /// <summary>One call that lets another account take the data; no byte of it is in any log.</summary>
    public static void Grant(Performance p)
    {
        var s = p.Settings;
        if (s.Text("before") is { Length: > 0 } before)
        {
            Call(p, p.At - 70_000_000, CloudPrincipals.Control(s.Text("service"), before));
        }

        Call(p, p.At, CloudGrants.Of(p));
    }

    private static void Call(Performance p, long at, CloudCall call, long bytes = 0) => p.Stage.Call(at, CloudPrincipals.Caller(p), call, bytes);
}
