using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Acts;

/// <summary>Acts on the cloud account (AN0370).</summary>
internal static class CloudActs
{
    private const string Instance = "i-0a41d2c8e7f360012";
    private const string ForeignBucket = "mirror-eu-9k2f";

    public static IEnumerable<ActScript> Scripts() =>
    [
        new(new Act("aws-stolen-role", "AN0370", "T1048", "bulk GetObject with an instance's role", "from outside, a new country and client", "app-server-role", "185.165.29.40"), Instance, [1], StolenRole),
        new(new Act("aws-copy-foreign", "AN0370", "T1537", "CopyObject to a foreign bucket", "server-side: the log counts only the response", "data-analyst", ForeignBucket), Instance, [3], CopyForeign),
        new(new Act("aws-share-snapshot", "AN0370", "T1537", "ModifySnapshotAttribute", "one call, no bytes", "ci-deploy", Site.ForeignAccount), Instance, [2], ShareSnapshot),
        new(new Act("aws-replication", "AN0370", "T1537", "PutBucketReplication", "by a stolen user key", "felix.baum", Site.ForeignAccount), Instance, [4], Replication),
        new(new Act("aws-instance-upload", "AN0370", "T1048.002", "bulk upload from an instance", "seen by flow logs alone", Instance, "47.92.10.88"), Instance, [5], InstanceUpload),
        new(new Act("aws-slow-reader", "AN0370", "T1530", "GetObject from a bucket that is not the role's", "hard: own office, working hours, four days", "data-analyst", CloudAccountHabits.Exports), Instance, [0, 1, 2, 3], SlowReader),
    ];

    private static void StolenRole(ActStage stage)
    {
        var caller = new CloudCaller("app-server-role", Instance, "185.165.29.40", "aws-cli/2.27.0 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0-kali lang/python#3.13.2 md/prompt#off md/command#s3.sync");
        var at = stage.At(2.4);
        stage.Call(at, caller, CloudAccountHabits.Control("s3", "ListBuckets"));
        stage.Call(at + 9_000_000, caller, CloudAccountHabits.Control("s3", "ListObjectsV2", ("bucketName", CloudAccountHabits.Exports)));
        for (var i = 0; i < 320; i++)
        {
            var bytes = stage.Random.Bytes(5_500_000, 0.9);
            stage.Call(at + 20_000_000 + (i * 2_100_000L), caller, CloudAccountHabits.Object("GetObject", CloudAccountHabits.Exports, $"2026/customer-{i:D4}.csv.gz", 0, bytes), bytes);
        }
    }

    private static void CopyForeign(ActStage stage)
    {
        var caller = CloudAccountHabits.Analyst("37.120.200.30", "aws-cli/2.27.0 md/awscrt#0.26.1 ua/2.1 os/windows#10 lang/python#3.13.2 md/prompt#off md/command#s3.sync");
        var at = stage.At(20.2);
        for (var i = 0; i < 140; i++)
        {
            var key = $"report/{i}.parquet";
            var copy = CloudAccountHabits.Object("CopyObject", ForeignBucket, key, 0, 234);
            stage.Call(at + (i * 1_300_000L), caller, copy with { BucketOwner = Site.ForeignAccount, Request = new Dictionary<string, object>(copy.Request, StringComparer.Ordinal) { ["x-amz-copy-source"] = $"{CloudAccountHabits.Curated}/{key}" } });
        }
    }

    private static void ShareSnapshot(ActStage stage)
    {
        var permission = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["add"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["items"] = new object[] { new Dictionary<string, object>(StringComparer.Ordinal) { ["userId"] = Site.ForeignAccount } },
            },
        };
        var caller = CloudAccountHabits.Deployment with { Address = "95.163.40.8", UserAgent = "aws-cli/2.27.0 md/command#ec2.modify-snapshot-attribute" };
        stage.Call(stage.At(4.7), caller, CloudAccountHabits.Control("ec2", "DescribeSnapshots"));
        stage.Call(stage.At(4.72), caller, CloudAccountHabits.Control("ec2", "ModifySnapshotAttribute", ("snapshotId", "snap-041993b54a9b3af6f"), ("attributeType", "CREATE_VOLUME_PERMISSION"), ("createVolumePermission", permission)));
    }

    private static void Replication(ActStage stage)
    {
        var rule = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Status"] = "Enabled",
            ["Destination"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["Bucket"] = "arn:aws:s3:::" + ForeignBucket, ["Account"] = Site.ForeignAccount },
        };
        var configuration = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Role"] = $"arn:aws:iam::{Site.CloudAccount}:role/s3-replication",
            ["Rule"] = rule,
        };
        var caller = CloudAccountHabits.Administrator with { Address = "202.79.160.9", UserAgent = "aws-cli/2.27.0 md/command#s3api.put-bucket-replication" };
        stage.Call(stage.At(1.3), caller, CloudAccountHabits.Control("s3", "PutBucketReplication", ("bucketName", CloudAccountHabits.Exports), ("replication", ""), ("ReplicationConfiguration", configuration)) with { BytesIn = 416, BytesOut = 0 });
    }

    private static void InstanceUpload(ActStage stage)
    {
        for (var i = 0; i < 4; i++)
        {
            stage.Logs.VpcFlow.Connection(stage.Host, stage.At(3) + (i * 7_000_000L), 41_000 + (i * 3), new Peer("47.92.10.88", 443, ""), new Transfer(1_600_000_000, 21_000_000, 2700));
        }
    }

    private static void SlowReader(ActStage stage)
    {
        var caller = CloudAccountHabits.Analyst(Site.OfficePublicAddress, "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/windows#11 lang/python#3.13.5");
        for (var i = 0; i < 9; i++)
        {
            var bytes = stage.Random.Bytes(4_000_000, 0.8);
            stage.Call(stage.At(9.5 + (i * 0.7)) + (stage.Random.Between(0, 900) * 1_000_000L), caller, CloudAccountHabits.Object("GetObject", CloudAccountHabits.Exports, $"2026/customer-{stage.Random.Between(0, 900):D4}.csv.gz", 0, bytes), bytes);
        }
    }
}
