using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>
/// What a unit usually does in Azure and Google Cloud: builds that are stored, data that is refined by night and read by day, snapshots, a partner who fetches his share
/// with a signed link. Less than in Amazon's cloud, and enough that neither cloud is a novelty.
/// </summary>
internal static class OtherCloudHabits
{
    private const string AzureCli = "AZURECLI/2.76.0 (MSI) azsdk-python-storage-blob/12.28.0";
    private const string AzCopy = "AzCopy/10.29.1 azsdk-go-azblob/v1.6.1";
    private const string GsUtil = "apitools Python/3.13.5 gsutil/5.35 command/cp";
    private const string GoogleCli = "google-cloud-sdk gcloud/536.0.0";
    private const string Compute = "compute.googleapis.com";

    /// <summary>A partner's office (Telekom, Frankfurt).</summary>
    private const string PartnerAddress = "80.146.191.14";

    private static CloudCaller Vault { get; } = new("vault-backup", "vault", "20.50.2.11", "");

    private static CloudCaller Refinery { get; } = new("refinery", "refinery", "10.156.0.5", "gcloud-java/2.52.0 gl-java/21.0.8");

    private static CloudCaller Token { get; } = new("", "sas", PartnerAddress, AzCopy);

    private static CloudCaller Analyst { get; } = CloudAccountHabits.Analyst(Site.OfficePublicAddress, GsUtil);

    /// <summary>A day of one unit in both clouds.</summary>
    public static void Live(Site site, CloudUnit unit, DateOnly date, DayLogs logs, DemoRandom random)
    {
        var clock = new SiteClock("Europe/Berlin");
        void Add(ICloudSensor cloud, double hour, CloudCaller caller, CloudCall call) => cloud.Add(
            random, clock.At(date, hour) + random.Between(0, 59_000_000), CloudAccountHabits.OfUnit(caller, unit), CloudAccountHabits.OfUnit(call, unit));

        var dayOff = site.IsDayOff(date);
        Azure(dayOff, random, (hour, caller, call) => Add(logs.Azure, hour, caller, call));
        GoogleCloud(date, dayOff, random, (hour, caller, call) => Add(logs.GoogleCloud, hour, caller, call));
    }

    private static void Azure(bool dayOff, DemoRandom random, Action<double, CloudCaller, CloudCall> call)
    {
        call(2.5, Vault, CloudAccountHabits.Control("Microsoft.Compute", "snapshots/write"));
        call(2.6, Vault, CloudAccountHabits.Control("Microsoft.Compute", "snapshots/beginGetAccess/action"));
        for (var i = random.Count(5); i > 0; i--)
        {
            call(random.Between(5.0, 7.0), Token, CloudAccountHabits.Object("GetBlob", CloudAccountHabits.Exports, $"partner/{random.Between(1, 40)}.csv.gz", 0, random.Bytes(700_000, 0.9)));
        }

        if (dayOff)
        {
            return;
        }

        var deployment = CloudAccountHabits.Deployment with { UserAgent = AzureCli };
        for (var i = random.Count(9); i > 0; i--)
        {
            var hour = random.Between(8.0, 19.0);
            var key = $"app/build-{random.Between(100, 999)}.tar.gz";
            call(hour, deployment, CloudAccountHabits.Control("s3", "ListBlobs", ("bucketName", CloudAccountHabits.Artifacts)));
            call(hour + 0.01, deployment, random.Chance(0.6)
                ? CloudAccountHabits.Object("PutBlob", CloudAccountHabits.Artifacts, key, random.Bytes(30e6, 0.8), 0)
                : CloudAccountHabits.Object("GetBlob", CloudAccountHabits.Artifacts, key, 0, random.Bytes(30e6, 0.8)));
        }

        var administrator = CloudAccountHabits.Administrator with { UserAgent = AzureCli };
        for (var i = random.Count(3); i > 0; i--)
        {
            call(random.Between(8.0, 17.0), administrator, random.Pick(
            [
                CloudAccountHabits.Control("Microsoft.Compute", "virtualMachines/restart/action"),
                CloudAccountHabits.Control("Microsoft.Compute", "disks/write"),
                CloudAccountHabits.Control("Microsoft.Resources", "tags/write"),
                CloudAccountHabits.Control("Microsoft.Storage", "storageAccounts/listKeys/action", ("bucketName", CloudAccountHabits.Artifacts)),
            ]));
        }
    }

    private static void GoogleCloud(DateOnly date, bool dayOff, DemoRandom random, Action<double, CloudCaller, CloudCall> call)
    {
        for (var i = 0; i < 20; i++)
        {
            var key = $"events/dt={date:yyyy-MM-dd}/part-{i:D5}.parquet";
            call(random.Between(1.0, 4.0), Refinery, i % 2 == 0
                ? CloudAccountHabits.Object("storage.objects.get", CloudAccountHabits.Lake, key, 0, 0)
                : CloudAccountHabits.Object("storage.objects.create", CloudAccountHabits.Curated, key, 0, 0));
        }

        call(3.5, Refinery, CloudAccountHabits.Control(Compute, "v1.compute.snapshots.insert", ("name", InvariantText.Text($"nightly-{date:yyyyMMdd}"))));
        if (dayOff)
        {
            return;
        }

        for (var i = random.Count(10); i > 0; i--)
        {
            var hour = random.Between(9.0, 17.0);
            call(hour, Analyst, CloudAccountHabits.Control("s3", "storage.objects.list", ("bucketName", CloudAccountHabits.Curated)));
            call(hour + 0.01, Analyst, CloudAccountHabits.Object("storage.objects.get", CloudAccountHabits.Curated, $"report/{random.Between(1, 60)}.parquet", 0, 0));
        }

        var administrator = CloudAccountHabits.Administrator with { UserAgent = GoogleCli };
        for (var i = random.Count(4); i > 0; i--)
        {
            call(random.Between(8.0, 17.0), administrator, CloudAccountHabits.Control(Compute, random.Pick(["v1.compute.instances.list", "v1.compute.disks.list", "v1.compute.instances.reset"])));
        }
    }
}
