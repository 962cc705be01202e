using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>The cloud account's users and roles on one day, and the calls they usually make.</summary>
internal static class CloudAccountHabits
{
    /// <summary>The account's buckets.</summary>
    public const string Artifacts = "corpexample-artifacts";
    public const string Uploads = "corpexample-app-uploads";
    public const string Exports = "corpexample-customer-exports";
    public const string Lake = "corpexample-datalake";
    public const string Curated = "corpexample-curated";
    public const string Backups = "corpexample-backups";
    public const string Logs = "corpexample-access-logs";
    public const string Website = "corpexample-website";

    private const string Endpoint = "vpce-0c8f2d1e7a6b54039";

    /// <summary>Role of the web application's instances; its session is an instance id.</summary>
    public static CloudCaller Application(string instance, string address) =>
        new("app-server-role", instance, address, "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.12.0 lang/python#3.13.5", Endpoint);

    public static CloudCaller Analyst(string address, string userAgent) => new("data-analyst", "sofia.marin@corp.example", address, userAgent);

    public static CloudCaller Deployment { get; } =
        new("ci-deploy", "build01", Site.OfficePublicAddress, "aws-cli/2.31.2 md/awscrt#0.27.6 ua/2.1 os/linux#6.12.0 lang/python#3.13.5 md/prompt#off md/command#s3.cp");

    public static CloudCaller Administrator { get; } =
        new("", "felix.baum", Site.OfficePublicAddress, "aws-cli/2.31.2 md/awscrt#0.27.6 ua/2.1 os/windows#11 lang/python#3.13.5 md/prompt#off");

    public static CloudCaller Etl { get; } = new("etl-nightly", "i-0a41d2c8e7f360021", "10.80.1.21", "aws-sdk-java/2.33.4 md/io#sync Linux/6.12.0 OpenJDK_64-Bit_Server_VM/21.0.8", Endpoint);

    private static CloudCaller Backup { get; } = new("backup-service", "AWSBackup-Nightly", "backup.amazonaws.com", "backup.amazonaws.com");

    /// <summary>One call about one object.</summary>
    public static CloudCall Object(string action, string bucket, string key, double bytesIn, double bytesOut) => new(
        "s3",
        action,
        action is "GetObject" or "HeadObject",
        new Dictionary<string, object>(StringComparer.Ordinal) { ["bucketName"] = bucket, ["Host"] = $"{bucket}.s3.{Site.CloudRegion}.amazonaws.com", ["key"] = key },
        bucket,
        key,
        bytesIn,
        bytesOut);

    /// <summary>A call without an object.</summary>
    public static CloudCall Control(string service, string action, params ReadOnlySpan<(string Name, object Value)> request)
    {
        var parameters = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in request)
        {
            parameters[name] = value;
        }

        var reads = action.StartsWith("Get", StringComparison.Ordinal) || action.StartsWith("List", StringComparison.Ordinal) || action.StartsWith("Describe", StringComparison.Ordinal);
        return new CloudCall(service, action, reads, parameters, parameters.TryGetValue("bucketName", out var bucket) ? (string)bucket : "");
    }

    /// <summary>A day of one unit. Its roles and buckets are the first unit's with its suffix.</summary>
    public static void Live(Site site, CloudUnit unit, DateOnly date, DayLogs logs, DemoRandom random)
    {
        var clock = new SiteClock("Europe/Berlin");
        var weekend = site.IsDayOff(date);
        void Call(double hour, CloudCaller caller, CloudCall call) => logs.CloudTrail.Add(random, clock.At(date, hour) + random.Between(0, 59_000_000), OfUnit(caller, unit), OfUnit(call, unit));

        foreach (var instance in site.ApplicationsOf(unit))
        {
            for (var i = random.Count(60); i > 0; i--)
            {
                var hour = random.Chance(0.7) ? random.Between(8.0, 21.0) : random.Between(0.0, 24.0);
                var key = $"customer/{random.Between(1, 900)}/{random.Hex(8)}.pdf";
                var put = random.Chance(0.4);
                var bytes = random.Bytes(180_000, 1.4);
                Call(hour, Application(instance.Name, instance.Address), put ? Object("PutObject", Uploads, key, bytes, 0) : Object("GetObject", Uploads, key, 0, bytes));
            }
        }

        for (var i = 0; i < 70; i++)
        {
            var hour = random.Between(1.0, 4.5);
            var part = $"events/dt={date:yyyy-MM-dd}/part-{i:D5}.parquet";
            Call(hour, Etl, i % 2 == 0 ? Object("GetObject", Lake, part, 0, random.Bytes(30e6, 0.7)) : Object("PutObject", Curated, part, random.Bytes(9e6, 0.7), 0));
        }

        for (var i = 0; i < 25; i++)
        {
            var copy = Object("CopyObject", Backups, $"curated/{date:yyyyMMdd}/part-{i:D5}.parquet", 0, 234);
            Call(3.2 + (i * 0.01), Backup, copy with { Request = new Dictionary<string, object>(copy.Request, StringComparer.Ordinal) { ["x-amz-copy-source"] = $"{Curated}/part-{i:D5}.parquet" } });
        }

        Call(2.5, Backup, Control("ec2", "CreateSnapshot", ("volumeId", "vol-0f3e5a1b2c4d60718"), ("description", "nightly")));
        for (var i = random.Count(weekend ? 2 : 10); i > 0; i--)
        {
            Call(random.Between(8.0, 19.0), Deployment, Object("PutObject", random.Chance(0.7) ? Artifacts : Website, $"app/build-{random.Between(100, 999)}.tar.gz", random.Bytes(38e6, 0.8), 0));
            Call(random.Between(8.0, 19.0), Deployment, Control("sts", "GetCallerIdentity"));
        }

        if (weekend)
        {
            return;
        }

        for (var i = random.Count(14); i > 0; i--)
        {
            Call(random.Between(9.0, 17.0), Analyst(Site.OfficePublicAddress, "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/windows#11 lang/python#3.13.5"), random.Chance(0.8) ? Object("GetObject", Curated, $"report/{random.Between(1, 60)}.parquet", 0, random.Bytes(4e6, 1.5)) : Control("s3", "ListBuckets"));
        }

        for (var i = random.Count(9); i > 0; i--)
        {
            Call(random.Between(8.0, 17.0), Administrator, random.Pick(
            [
                Control("ec2", "DescribeInstances"),
                Control("ec2", "DescribeSnapshots"),
                Control("s3", "ListBuckets"),
                Control("s3", "GetBucketReplication", ("bucketName", Backups)),
                Control("iam", "ListUsers"),
                Control("cloudtrail", "DescribeTrails"),
            ]));
        }

        for (var i = random.Count(4); i > 0; i--)
        {
            Call(random.Between(8.0, 17.0), new CloudCaller("security-audit", "nightwatch", Site.OfficePublicAddress, "nightwatch/4.2"), Control("s3", "GetBucketPolicy", ("bucketName", random.Pick([Uploads, Exports, Lake, Curated, Backups, Logs, Website, Artifacts]))));
        }
    }

    /// <summary>A caller as its unit names it.</summary>
    internal static CloudCaller OfUnit(CloudCaller caller, CloudUnit unit) => unit.Suffix.Length == 0 ? caller : caller with
    {
        Role = caller.Role.Length == 0 ? "" : caller.Role + unit.Suffix,
        Session = caller.Session == Administrator.Session ? unit.Administrator
            : caller.Role == "data-analyst" ? unit.Analyst + "@corp.example" : caller.Session,
    };

    /// <summary>A call about its unit's buckets.</summary>
    internal static CloudCall OfUnit(CloudCall call, CloudUnit unit)
    {
        if (unit.Suffix.Length == 0 || call.Bucket.Length == 0)
        {
            return call;
        }

        var bucket = call.Bucket + unit.Suffix;
        var request = new Dictionary<string, object>(call.Request, StringComparer.Ordinal) { ["bucketName"] = bucket };
        if (request.ContainsKey("Host"))
        {
            request["Host"] = $"{bucket}.s3.{Site.CloudRegion}.amazonaws.com";
        }

        return call with { Bucket = bucket, Request = request };
    }
}
