using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Azure;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Azure;

/// <summary>Records written after Microsoft's documentation of the activity log, the storage resource logs and their Log Analytics tables.</summary>
public sealed class AzureTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";

    private static readonly List<SecurityEvent> Events = CollectingSink.ReadBytes(AzureFormat.Format.CreateParser("x"), "x", Seeds.Records("azure.json")).Events;

    [Fact]
    public void Parse_ActivityOfDiagnosticSettings_EveryFieldIsTaken()
    {
        var one = Events[0];

        Assert.Equal(("azure.activity", EventKind.CloudApiCall, Platform.IaaS, Micros("2026-03-02T10:00:00.123456Z")), (one.Source, one.Kind, one.Platform, one.TimeMicros));
        Assert.Equal(("microsoft.compute:disks/begingetaccess/action", "disks/data01", Subscription), (one.CloudAction, one.CloudResource, one.CloudAccount));
        Assert.Equal(("Alice@corp.example", "alice@corp.example", UserClass.Person, null), (one.CloudPrincipal, one.User, one.UserClass, one.CloudRole));
        Assert.Equal(("198.51.100.7", Outcome.Success, AzureGrants.LinkHolder), (one.SourceAddress, one.Outcome, one.ForeignAccount));
        Assert.Equal("c0000000-0000-0000-0000-000000000001", one.RecordId);
        Assert.Equal((null, null), (one.SourceBytes, one.DestinationBytes));
    }

    [Fact]
    public void Parse_ActivityOfTheApi_EveryFieldIsTaken()
    {
        var one = Events[1];

        Assert.Equal(("microsoft.storage:storageaccounts/listkeys/action", "corpdata", Subscription), (one.CloudAction, one.CloudResource, one.CloudAccount));
        Assert.Equal(("alice@corp.example", "198.51.100.7", Outcome.Success, null), (one.User, one.SourceAddress, one.Outcome, one.ForeignAccount));
        Assert.Equal(("e0000000-0000-0000-0000-000000000002", EventIdentity.Of("azure.activity", "e0000000-0000-0000-0000-000000000002")), (one.RecordId, one.Identity));
        Assert.Equal(Micros("2026-03-02T10:00:01.5Z"), one.TimeMicros);
    }

    [Fact]
    public void Parse_ActivityOfLogAnalytics_ReadsClaimsAndBodyFromText()
    {
        var one = Events[2];

        Assert.Equal(("microsoft.storage:storageaccounts/blobservices/containers/write", "corpdata/exports", Subscription), (one.CloudAction, one.CloudResource, one.CloudAccount));
        Assert.Equal(("5a5a0000-0000-0000-0000-00000000cafe", "5a5a0000-0000-0000-0000-00000000cafe", UserClass.CloudRole), (one.User, one.CloudRole, one.UserClass));
        Assert.Equal((AzureGrants.Everybody, Outcome.Unknown), (one.ForeignAccount, one.Outcome));
    }

    [Fact]
    public void Parse_ActivityOfThreeForms_IsOneEvent()
    {
        // The same call as the three ways out write it: all that an event is must agree but the id, which two of them do not have.
        const string Resource = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/Data/providers/Microsoft.Compute/snapshots/S1";
        var forms = Read(
            $$$$"""{"time":"2026-03-02T10:00:00Z","resourceId":"{{{{Resource.ToUpperInvariant()}}}}","operationName":"MICROSOFT.COMPUTE/SNAPSHOTS/WRITE","category":"Administrative","resultType":"Failure","callerIpAddress":"2001:db8::7","correlationId":"c","identity":{"claims":{"name":"Alice"}}}""",
            $$$"""{"eventTimestamp":"2026-03-02T10:00:00.000Z","resourceId":"{{{Resource}}}","operationName":{"value":"Microsoft.Compute/snapshots/write"},"category":{"value":"Administrative"},"status":{"value":"Failed"},"httpRequest":{"clientIpAddress":"2001:db8::7"},"correlationId":"c","claims":{"name":"Alice"}}""",
            $$$"""{"event_timestamp":"2026-03-02T10:00:00Z","resource_id":"{{{Resource}}}","operation_name":{"value":"Microsoft.Compute/snapshots/write"},"status":{"value":"Failed"},"http_request":{"client_ip_address":"2001:db8::7"},"correlation_id":"c","claims":{"name":"Alice"}}""",
            $$$"""{"TimeGenerated":"2026-03-02T10:00:00Z","_ResourceId":"{{{Resource.ToLowerInvariant()}}}","OperationNameValue":"MICROSOFT.COMPUTE/SNAPSHOTS/WRITE","ActivityStatusValue":"Failure","CallerIpAddress":"2001:db8::7","CorrelationId":"c","Claims_d":{"name":"Alice"},"Type":"AzureActivity"}""").Events;

        Assert.Equal(4, forms.Count);
        Assert.Equal((Outcome.Failure, "snapshots/s1", "alice", "2001:db8::7"), (forms[0].Outcome, forms[0].CloudResource, forms[0].User, forms[0].SourceAddress));
        Assert.All(forms, one =>
        {
            one.Identity = forms[0].Identity;
            Zeek.ZeekConnTests.AssertEqual(forms[0], one);
        });
    }

    [Fact]
    public void Parse_StorageOfDiagnosticSettings_EveryFieldIsTaken()
    {
        var one = Events[3];

        Assert.Equal(("azure.storage", "storage:GetBlob", "corpdata/exports", "2026/Customers.CSV", ".csv"), (one.Source, one.CloudAction, one.CloudResource, one.FilePath, one.FileExtension));
        Assert.Equal((0L, 8_000_000L, Outcome.Success), (one.SourceBytes, one.DestinationBytes, one.Outcome));
        Assert.Equal(("203.0.113.9", "AzCopy/10.29.1", Subscription), (one.SourceAddress, one.UserAgent, one.CloudAccount));
        Assert.Equal(("sas:key1@corpdata", "key1(AAAABBBBCCCCDDDD),SasSignature(EEEEFFFF)", UserClass.Unknown), (one.User, one.CloudPrincipal, one.UserClass));
    }

    [Fact]
    public void Parse_StorageOfLogAnalytics_NamesTheRequester()
    {
        var one = Events[4];

        Assert.Equal(("storage:PutBlob", "corpdata/lake", "part-1.parquet", ".parquet"), (one.CloudAction, one.CloudResource, one.FilePath, one.FileExtension));
        Assert.Equal((5000L, 0L, "Bob@corp.example", "bob@corp.example", UserClass.Person), (one.SourceBytes, one.DestinationBytes, one.CloudPrincipal, one.User, one.UserClass));
        Assert.Equal("d0000000-0000-0000-0000-000000000002", one.RecordId);
    }

    [Theory]
    [InlineData("""{"type":"AccountKey","tokenHash":"key2(AB)"}""", "accountkey:key2@acc", UserClass.Unknown)]
    [InlineData("""{"type":"SAS","tokenHash":"0123456789ABCDEF"}""", "sas:0123456789ab@acc", UserClass.Unknown)]
    [InlineData("""{"type":"Anonymous"}""", "anonymous", UserClass.Unknown)]
    [InlineData("""{"type":"OAuth","requester":{"objectId":"0B7E","appId":"A"}}""", "0b7e", UserClass.CloudRole)]
    [InlineData("""{"type":"OAuth","requester":{"objectId":"0B7E","upn":"Carol@x.example"}}""", "carol@x.example", UserClass.Person)]
    [InlineData("{}", null, UserClass.Unknown)]
    public void Parse_StorageIdentity_UserAndClass(string identity, string? user, UserClass userClass)
    {
        var one = Assert.Single(Read($$"""{"time":"2026-03-02T10:00:00Z","category":"StorageRead","operationName":"GetBlob","statusCode":403,"identity":{{identity}},"properties":{"accountName":"ACC"},"uri":"https://acc.blob.core.windows.net/box/a/b.pem?sig=x"}""").Events);

        Assert.Equal((user, userClass, Outcome.Failure), (one.User, one.UserClass, one.Outcome));
        Assert.Equal(("acc/box", "a/b.pem", ".pem"), (one.CloudResource, one.FilePath, one.FileExtension));
    }

    [Theory]
    [InlineData("Microsoft.Compute/snapshots/beginGetAccess/action", "", "link")]
    [InlineData("Microsoft.Storage/storageAccounts/write", """{"properties":{"allowBlobPublicAccess":true}}""", "all")]
    [InlineData("Microsoft.Storage/storageAccounts/write", """{"properties":{"allowBlobPublicAccess":false}}""", null)]
    [InlineData("Microsoft.Storage/storageAccounts/blobServices/containers/write", """{"properties":{"publicAccess":"None"}}""", null)]
    [InlineData("Microsoft.Storage/storageAccounts/objectReplicationPolicies/write", """{"properties":{"sourceAccount":"corpdata","destinationAccount":"/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/Far"}}""", "far")]
    [InlineData("Microsoft.Storage/storageAccounts/objectReplicationPolicies/write", """{"properties":{"destinationAccount":"CorpData"}}""", null)]
    [InlineData("Microsoft.Authorization/roleAssignments/write", """{"Properties":{"PrincipalId":"AB","PrincipalType":"ForeignGroup"}}""", "ab")]
    [InlineData("Microsoft.Authorization/roleAssignments/write", """{"Properties":{"PrincipalId":"AB","PrincipalType":"User"}}""", null)]
    [InlineData("Microsoft.ManagedServices/registrationDefinitions/write", """{"properties":{"managedByTenantId":"T2"}}""", "t2")]
    [InlineData("Microsoft.Compute/galleries/share/action", """{"operationType":"Add","groups":[{"type":"AADTenants","ids":["T3"]}]}""", "t3")]
    [InlineData("Microsoft.Storage/storageAccounts/write", """{"properties":{"allowBlobPublicAccess":""", null)]
    [InlineData("Microsoft.Network/virtualNetworks/write", """{"properties":{"publicAccess":"Blob"}}""", null)]
    public void Parse_Grant_NamesWhoGetsAccess(string operation, string body, string? foreign)
    {
        var record = JsonSerializer.Serialize(new
        {
            time = "2026-03-02T10:00:00Z",
            operationName = operation,
            resourceId = "/subscriptions/s/providers/Microsoft.Storage/storageAccounts/corpdata",
            properties = new { requestbody = body },
        });

        Assert.Equal(foreign, Assert.Single(Read(record).Events).ForeignAccount);
    }

    [Fact]
    public void Parse_TokenOfAnotherTenant_IsForeign()
    {
        const string Record = """{"time":"2026-03-02T10:00:00Z","operationName":"A/b/read","tenantId":"T1","identity":{"claims":{"http://schemas.microsoft.com/identity/claims/tenantid":"T2"}}}""";

        Assert.Equal("t2", Assert.Single(Read(Record).Events).ForeignAccount);
        Assert.Null(Assert.Single(Read(Record.Replace("T1", "t2", StringComparison.Ordinal)).Events).ForeignAccount);
    }

    [Fact]
    public void Parse_OtherAndBadRecords_IgnoredOrRejectedByReason()
    {
        var found = Read(
            """{"time":"2026-03-02T10:00:00Z","operationName":"Microsoft.Advisor/recommendations/available/action","category":"Recommendation"}""",
            """{"time":"2026-03-02T10:00:00Z","operationName":"Sign-in activity","category":"SignInLogs"}""",
            """{"operationName":"A/b/read"}""", """{"time":"yesterday","operationName":"A/b/read"}""", """{"category":"StorageRead","operationName":"GetBlob"}""", "{}", "{", """{"operationName":{"value":{}}}""");

        Assert.Equal(["azure activity that is no call", "azure log of another kind"], found.Ignored);
        Assert.Equal(["time missing", "time not understood", "time missing", AzureParser.NotARecord, JsonFields.NotValid, AzureParser.NotARecord], found.Rejected);
    }

    [Fact]
    public void Egress_ActionsAsThisReaderNamesThem_AreKnown()
    {
        Assert.All(Events.Where(one => one.Kind == EventKind.CloudApiCall), one => Assert.True(CloudEgress.CanMoveData(one.CloudAction), one.CloudAction));
        Assert.False(CloudEgress.CanMoveData("storage:ListBlobs"));
        Assert.False(CloudEgress.CanMoveData("microsoft.compute:virtualmachines/read"));
    }

    [Fact]
    public void Parse_RequestsAgainAndAgain_AllocateOnlyIdPathAndPrincipal()
    {
        var record = Seeds.Records("azure.json")[4];
        var parser = AzureFormat.Format.CreateParser("x");
        var sink = new HostLogs.SilentSink();
        void Run()
        {
            for (var i = 0; i < 1000; i++)
            {
                parser.Parse(record, new RecordPosition("x", i), sink);
            }
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        // The path of the object is a new string each time.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 0, 80);
    }

    private static CollectingSink Read(params string[] records) => CollectingSink.Read(AzureFormat.Format, "x.json", records);

    private static long Micros(string utc) => HostLogs.Fixture.Micros(utc);
}
