using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>The calls that let another account take data, with the request parameters that their services log.</summary>
internal static class CloudGrants
{
    public static CloudCall Of(Performance p)
    {
        var (service, action) = (p.Settings.Text("service"), p.Settings.Text("action"));
        var bucket = CloudPrincipals.Bucket("exports");
        var foreign = p.Destination.Truth;
        return p.Settings.Text("shape") switch
        {
            "snapshot" => CloudPrincipals.Control(service, action, ("snapshotId", "snap-0" + p.Stage.Random.Hex(16)), ("attributeType", "CREATE_VOLUME_PERMISSION"), ("createVolumePermission", Added("userId", foreign))),
            "image" => CloudPrincipals.Control(service, action, ("imageId", "ami-0" + p.Stage.Random.Hex(16)), ("attributeType", "launchPermission"), ("launchPermission", Added("userId", foreign))),
            "dbsnapshot" => CloudPrincipals.Control(service, action, ("dBSnapshotIdentifier", "nightly-" + p.Stage.Random.Hex(6)), ("attributeName", "restore"), ("valuesToAdd", new object[] { foreign })),
            "replication" => Bytes(CloudPrincipals.Control(service, action, ("bucketName", bucket), ("replication", ""), ("ReplicationConfiguration", Replication(foreign))), 416),
            "policy" => Bytes(CloudPrincipals.Control(service, action, ("bucketName", bucket), ("policy", ""), ("bucketPolicy", Policy(bucket, foreign))), 380),
            "datasync" => CloudPrincipals.Control(service, action, ("sourceLocationArn", Location(Site.CloudAccount, p)), ("destinationLocationArn", Location(foreign, p)), ("name", "nightly-" + p.Stage.Random.Hex(4))),
            "azure" => CloudPrincipals.Control(service, action),
            "gcp" => CloudPrincipals.Control(service, action, ("policy", Bindings(foreign))),
            var shape => throw new ArgumentException($"Found the shape '{shape}' of a grant; expected snapshot, image, dbsnapshot, replication, policy, datasync, azure or gcp."),
        };
    }

    private static CloudCall Bytes(CloudCall call, double bytesIn) => call with { BytesIn = bytesIn, BytesOut = 0 };

    private static Dictionary<string, object> Map(params ReadOnlySpan<(string Name, object Value)> entries)
    {
        var map = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            map[name] = value;
        }

        return map;
    }

    private static Dictionary<string, object> Added(string name, string account) =>
        Map(("add", Map(("items", new object[] { Map((name, account)) }))));

    private static Dictionary<string, object> Replication(string account) => Map(
        ("Role", $"arn:aws:iam::{Site.CloudAccount}:role/s3-replication"),
        ("Rule", Map(("Status", "Enabled"), ("Destination", Map(("Bucket", "arn:aws:s3:::mirror-eu-4t7q"), ("Account", account))))));

    private static Dictionary<string, object> Bindings(string account) => Map(
        ("bindings", new object[]
        {
            Map(("role", "roles/compute.storageAdmin"), ("members", new object[] { $"serviceAccount:sync@p-{account}.iam.gserviceaccount.com" })),
        }));

    private static Dictionary<string, object> Policy(string bucket, string account) => Map(
        ("Version", "2012-10-17"),
        ("Statement", new object[]
        {
            Map(("Effect", "Allow"), ("Principal", Map(("AWS", $"arn:aws:iam::{account}:root"))), ("Action", new object[] { "s3:GetObject", "s3:ListBucket" }), ("Resource", $"arn:aws:s3:::{bucket}/*")),
        }));

    private static string Location(string account, Performance p) => $"arn:aws:datasync:{Site.CloudRegion}:{account}:location/loc-0{p.Stage.Random.Hex(16)}";
}
