using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.GoogleCloud;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.GoogleCloud;

/// <summary>Records written after Google's documentation of LogEntry, AuditLog, VPC flow records and their schema in BigQuery.</summary>
public sealed class GoogleCloudTests
{
    private static readonly List<SecurityEvent> Events = CollectingSink.ReadBytes(GoogleCloudFormat.Format.CreateParser("x"), "x", Seeds.Records("gcp.json")).Events;

    [Fact]
    public void Parse_ObjectRead_EveryFieldIsTaken()
    {
        var one = Events[0];

        Assert.Equal(("gcp.audit", EventKind.CloudApiCall, Platform.IaaS, HostLogs.Fixture.Micros("2026-03-02T10:00:01.123456Z")), (one.Source, one.Kind, one.Platform, one.TimeMicros));
        Assert.Equal(("storage:objects.get", "exports", "2026/Customers.CSV", ".csv"), (one.CloudAction, one.CloudResource, one.FilePath, one.FileExtension));
        Assert.Equal(("Alice@corp.example", "alice@corp.example", UserClass.Person, null), (one.CloudPrincipal, one.User, one.UserClass, one.CloudRole));
        Assert.Equal(("198.51.100.7", "google-cloud-sdk gcloud/548.0.0 command/gcloud.storage.cp", Outcome.Success), (one.SourceAddress, one.UserAgent, one.Outcome));
        Assert.Equal(("corp-data", null, "i1"), (one.CloudAccount, one.ForeignAccount, one.RecordId));
        Assert.Equal((null, null), (one.SourceBytes, one.DestinationBytes));
    }

    [Fact]
    public void Parse_PolicyChange_NamesEverybodyOrTheForeignDomain()
    {
        Assert.Equal(("storage:setIamPermissions", "exports", "all"), (Events[1].CloudAction, Events[1].CloudResource, Events[1].ForeignAccount));
        Assert.Equal(("compute:disks.setIamPolicy", "disks/data01", Outcome.Failure), (Events[2].CloudAction, Events[2].CloudResource, Events[2].Outcome));
        Assert.Equal(("bob@corp.example", "etl@corp-data.iam.gserviceaccount.com", UserClass.CloudRole), (Events[2].User, Events[2].CloudRole, Events[2].UserClass));
    }

    [Fact]
    public void Parse_BigQueryRow_ReadsTheRequestFromText()
    {
        var one = Events[3];

        Assert.Equal(("logging:ConfigServiceV2.UpdateSink", "sinks/s", "elsewhere"), (one.CloudAction, one.CloudResource, one.ForeignAccount));
        Assert.Equal((HostLogs.Fixture.Micros("2026-03-02T10:00:04.5Z"), "Mozilla/5.0 (X11)", "corp-data"), (one.TimeMicros, one.UserAgent, one.CloudAccount));
    }

    [Fact]
    public void Parse_EntryAsExportedTwoWays_IsOneEvent()
    {
        const string Payload = """{"serviceName":"storage.googleapis.com","methodName":"storage.objects.get","resourceName":"projects/_/buckets/b/objects/o","authenticationInfo":{"principalEmail":"a@x.example"}}""";
        var forms = Read(
            $$$$"""{"protoPayload":{{{{Payload}}}},"timestamp":"2026-03-02T10:00:04.500000123Z","insertId":"i","logName":"projects/p/logs/a","resource":{"labels":{"project_id":"p"}}}""",
            $$$"""{"protopayload_auditlog":{{{Payload}}},"timestamp":"2026-03-02 10:00:04.500000 UTC","insertId":"i","logName":"projects/p/logs/a"}""",
            $$$"""{"log":{"protoPayload":{{{Payload}}},"timestamp":"2026-03-02T10:00:04.5Z","insertId":"i","logName":"projects/p/logs/a"}}""").Events;

        Assert.Equal(3, forms.Count);
        Assert.All(forms, one => Zeek.ZeekConnTests.AssertEqual(forms[0], one));
    }

    [Theory]
    [InlineData("storage.googleapis.com", "storage.objects.get", "storage:objects.get")]
    [InlineData("storage.googleapis.com", "google.storage.objects.get", "storage:objects.get")]
    [InlineData("compute.googleapis.com", "beta.compute.networks.insert", "compute:networks.insert")]
    [InlineData("compute.googleapis.com", "v1.compute.images.setIamPolicy", "compute:images.setIamPolicy")]
    [InlineData("iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccountKey", "iam:CreateServiceAccountKey")]
    [InlineData("bigquery.googleapis.com", "google.cloud.bigquery.v2.JobService.InsertJob", "bigquery:JobService.InsertJob")]
    [InlineData("cloudresourcemanager.googleapis.com", "SetIamPolicy", "cloudresourcemanager:SetIamPolicy")]
    [InlineData("k8s.io", "io.k8s.core.v1.configmaps.update", "k8s:configmaps.update")]
    [InlineData("", "storage.objects.list", "storage:objects.list")]
    [InlineData("", "x", ":x")]
    public void Action_ServiceAndMethod_WithoutVersionAndRepeatedName(string service, string method, string expected) =>
        Assert.Equal(expected, GoogleResource.Action(System.Text.Encoding.UTF8.GetBytes(service), System.Text.Encoding.UTF8.GetBytes(method), Utf8Interner.Shared));

    [Theory]
    [InlineData("user:eve@elsewhere.example", "elsewhere.example")]
    [InlineData("user:bob@corp.example", null)]
    [InlineData("group:all@Corp.Example", null)]
    [InlineData("domain:elsewhere.example", "elsewhere.example")]
    [InlineData("allUsers", "all")]
    [InlineData("allAuthenticatedUsers", "all")]
    [InlineData("serviceAccount:sa@far.iam.gserviceaccount.com", "far")]
    [InlineData("serviceAccount:sa@corp-data.iam.gserviceaccount.com", null)]
    [InlineData("serviceAccount:service-1@gcp-sa-logging.iam.gserviceaccount.com", null)]
    [InlineData("projectOwner:corp-data", null)]
    [InlineData("nonsense", null)]
    public void ForeignAccount_Member_IsForeignOutsideTheCallersDomainAndProject(string member, string? expected)
    {
        string Delta(string action) => $$"""[{"action":"{{action}}","role":"r","member":"{{member}}"}]""";
        string Policy() => $$$"""{"policy":{"bindings":[{"role":"r","members":["user:a@corp.example","{{{member}}}"]}]}}""";

        Assert.Equal(expected, Foreign(Delta("ADD"), ""));
        Assert.Null(Foreign(Delta("REMOVE"), ""));
        Assert.Equal(expected, Foreign("", Policy()));
        // The difference counts where there is one: the policy also holds what was granted before.
        Assert.Null(Foreign("[]", Policy()));

        static string? Foreign(string deltas, string request) =>
            GoogleGrants.ForeignAccount(System.Text.Encoding.UTF8.GetBytes(deltas), System.Text.Encoding.UTF8.GetBytes(request), default, "alice@corp.example", "corp-data");
    }

    [Theory]
    [InlineData("etl@corp-data.iam.gserviceaccount.com", null)]
    [InlineData("etl@other.iam.gserviceaccount.com", "other")]
    [InlineData("service-agent-manager@system.gserviceaccount.com", null)]
    [InlineData("service-1@compute-system.iam.gserviceaccount.com", null)]
    [InlineData("alice@other.example", null)]
    public void ForeignProject_ServiceAccountOfAnother_IsNamed(string account, string? expected) => Assert.Equal(expected, GoogleGrants.ForeignProject(account, "corp-data"));

    [Fact]
    public void Parse_Flow_NumbersAsTextAndTheReportersEnd()
    {
        var (sent, received) = (Events[4], Events[5]);

        Assert.Equal(("gcp.vpcflow", EventKind.NetworkFlow, "app-1", HostSide.Source), (sent.Source, sent.Kind, sent.Host, sent.HostSide));
        Assert.Equal(("10.0.0.4", 45950, "203.0.113.229", 443, "tcp"), (sent.SourceAddress, sent.SourcePort, sent.DestinationAddress, sent.DestinationPort, sent.Transport));
        Assert.Equal((187_200L, null, HostLogs.Fixture.Micros("2026-03-02T10:05:42.501046Z"), 2_267_463L), (sent.SourceBytes, sent.DestinationBytes, sent.TimeMicros, sent.DurationMicros));

        // The answer from port 443: the same connection, and what came back.
        Assert.Equal(("10.0.0.4", 45950, 443, HostSide.Source, "app-1"), (received.SourceAddress, received.SourcePort, received.DestinationPort, received.HostSide, received.Host));
        Assert.Equal((null, 1872L), (received.SourceBytes, received.DestinationBytes));
        Assert.NotEqual(sent.Identity, received.Identity);
    }

    [Fact]
    public void Parse_OtherAndBadRecords_IgnoredOrRejectedByReason()
    {
        var found = Read(
            """{"insertId":"i","logName":"projects/p/logs/x","textPayload":"t"}""",
            """{"protoPayload":{"methodName":"m"}}""", """{"protoPayload":{"methodName":"m"},"timestamp":"x"}""", """{"protoPayload":{},"timestamp":"2026-03-02T10:00:00Z"}""",
            """{"protoPayload":"x","timestamp":"2026-03-02T10:00:00Z"}""",
            """{"jsonPayload":{"connection":{"src_ip":"10.0.0.1"}},"timestamp":"2026-03-02T10:00:00Z"}""",
            """{"jsonPayload":{"connection":{"src_ip":"10.0.0.1","dest_ip":"10.0.0.2","src_port":70000}},"timestamp":"2026-03-02T10:00:00Z"}""",
            """{"jsonPayload":{"connection":{"src_ip":"10.0.0.1","dest_ip":"10.0.0.2"},"bytes_sent":"-1"},"timestamp":"2026-03-02T10:00:00Z"}""",
            "{}", "[");

        Assert.Equal(["google cloud log of another kind"], found.Ignored);
        Assert.Equal(
            ["time missing", "time not understood", "method name missing", "audit payload is no object", "address missing or not understood", "port not understood", "byte count or protocol not understood", GoogleCloudParser.NotARecord, JsonFields.NotValid],
            found.Rejected);
    }

    [Fact]
    public void Egress_ActionsAsThisReaderNamesThem_AreKnown()
    {
        Assert.All(Events.Where(one => one.Kind == EventKind.CloudApiCall), one => Assert.True(CloudEgress.CanMoveData(one.CloudAction), one.CloudAction));
        Assert.False(CloudEgress.CanMoveData("storage:objects.list"));
        Assert.False(CloudEgress.CanMoveData("compute:instances.get"));
    }

    [Fact]
    public void Parse_FlowsAgainAndAgain_AllocateNothing() => Damage.CheckAllocation(GoogleCloudFormat.Format, Seeds.Records("gcp.json")[4], leastEvents: 1);

    private static CollectingSink Read(params string[] records) => CollectingSink.Read(GoogleCloudFormat.Format, "x.json", records);
}
