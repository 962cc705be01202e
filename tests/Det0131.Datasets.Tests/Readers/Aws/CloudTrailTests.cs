using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Aws;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Aws;

/// <summary>Records written by hand after AWS's documentation of CloudTrail records.</summary>
public sealed class CloudTrailTests
{
    private const string User = """{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111111111111:user/Alice","accountId":"111111111111","userName":"Alice"}""";

    [Fact]
    public void Parse_ObjectDownload_EveryFieldIsTaken()
    {
        var one = Single(Record("s3.amazonaws.com", "GetObject", """{"bucketName":"content","key":"stories/Dump.SQL"}""",
            more: ",\"userAgent\":\"[aws-cli/2.11.2 Python/3.11.2 command/s3.cp]\",\"additionalEventData\":{\"bytesTransferredIn\":0,\"bytesTransferredOut\":1136.0},\"resources\":[{\"ARN\":\"arn:aws:s3:::other/x\"}]"));

        Assert.Equal(("aws.cloudtrail", EventKind.CloudApiCall, Platform.IaaS, 1681175927000000L), (one.Source, one.Kind, one.Platform, one.TimeMicros));
        Assert.Equal(("s3:GetObject", "alice", "arn:aws:iam::111111111111:user/Alice", UserClass.Person, null), (one.CloudAction, one.User, one.CloudPrincipal, one.UserClass, one.CloudRole));
        Assert.Equal(("content", "stories/Dump.SQL", ".sql"), (one.CloudResource, one.FilePath, one.FileExtension));
        Assert.Equal(("12.26.0.38", null, "aws-cli/2.11.2"), (one.SourceAddress, one.Domain, one.UserAgent));
        Assert.Equal((0L, 1136L, Outcome.Success), (one.SourceBytes, one.DestinationBytes, one.Outcome));
        Assert.Equal(("111111111111", null), (one.CloudAccount, one.ForeignAccount));
        Assert.Equal(("e-1", EventIdentity.Of("aws.cloudtrail", "e-1")), (one.RecordId, one.Identity));
    }

    [Theory]
    [InlineData("""{"type":"AssumedRole","arn":"arn:aws:sts::111111111111:assumed-role/Backup/Session-1","principalId":"AROAX:Session-1","accountId":"111111111111","sessionContext":{"sessionIssuer":{"userName":"Backup"}}}""", "session-1", "Backup", UserClass.CloudRole)]
    [InlineData("""{"type":"AssumedRole","arn":"arn:aws:sts::111111111111:assumed-role/Backup/Session-1"}""", "session-1", "Backup", UserClass.CloudRole)]
    [InlineData("""{"type":"Root","arn":"arn:aws:iam::111111111111:root","accountId":"111111111111"}""", "root", null, UserClass.System)]
    [InlineData("""{"type":"AWSService","invokedBy":"lambda.amazonaws.com"}""", "lambda.amazonaws.com", null, UserClass.Service)]
    [InlineData("""{"type":"FederatedUser","arn":"arn:aws:sts::111111111111:federated-user/Bob"}""", "bob", null, UserClass.Person)]
    [InlineData("""{"type":"AWSAccount","principalId":"AROAX:carol","accountId":"111111111111"}""", "carol", null, UserClass.Unknown)]
    [InlineData("""{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}""", "anonymous", null, UserClass.Unknown)]
    [InlineData("{}", null, null, UserClass.Unknown)]
    public void Parse_Identity_UserRoleAndClass(string identity, string? user, string? role, UserClass userClass)
    {
        var one = Single(Record("s3.amazonaws.com", "GetObject", "null", identity));

        Assert.Equal((user, role, userClass), (one.User, one.CloudRole, one.UserClass));
    }

    [Theory]
    [InlineData("""{"imageId":"ami-1","launchPermission":{"add":{"items":[{"userId":"222222222222"}]}}}""", "222222222222", "ami-1")]
    [InlineData("""{"imageId":"ami-1","launchPermission":{"remove":{"items":[{"userId":"222222222222"}]}}}""", null, "ami-1")]
    [InlineData("""{"snapshotId":"snap-1","createVolumePermission":{"add":{"items":[{"userId":"222222222222"},{"group":"all"}]}}}""", "all", "snap-1")]
    [InlineData("""{"dBSnapshotIdentifier":"copy","attributeName":"restore","valuesToAdd":["111111111111","222222222222"]}""", "222222222222", "copy")]
    [InlineData("""{"dBSnapshotIdentifier":"copy","attributeName":"restore","valuesToAdd":["all"]}""", "all", "copy")]
    [InlineData("""{"dBSnapshotIdentifier":"copy","valuesToAdd":["111111111111"]}""", null, "copy")]
    [InlineData("""{"name":"doc","accountIdsToAdd":["222222222222"]}""", "222222222222", null)]
    [InlineData("""{"bucketName":"b","ReplicationConfiguration":{"Rule":{"Destination":{"Bucket":"arn:aws:s3:::far","Account":"222222222222"}}}}""", "222222222222", "b")]
    [InlineData("""{"bucketName":"b","ReplicationConfiguration":{"Rule":[{"Destination":{"Bucket":"arn:aws:s3:::far","Account":"222222222222"}}]}}""", "222222222222", "b")]
    [InlineData("""{"bucketName":"b","bucketPolicy":{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root","arn:aws:iam::222222222222:root"]}}]}}""", "222222222222", "b")]
    [InlineData("""{"bucketName":"b","bucketPolicy":{"Statement":{"Effect":"Allow","Principal":"*"}}}""", "all", "b")]
    [InlineData("""{"bucketName":"b","bucketPolicy":{"Statement":[{"Principal":{"AWS":"*"},"Effect":"Deny"}]}}""", null, "b")]
    [InlineData("""{"bucketName":"b","bucketPolicy":{"Statement":[{"Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}}""", null, "b")]
    [InlineData("""{"keyId":"k","policy":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"222222222222\"}}]}"}""", "222222222222", "k")]
    [InlineData("""{"keyId":"k","policy":"{\"Principal\" broken"}""", null, "k")]
    [InlineData("""{"bucketName":"b","x-amz-acl":["public-read"]}""", "all", "b")]
    [InlineData("""{"bucketName":"b","AccessControlPolicy":{"AccessControlList":{"Grant":[{"Grantee":{"URI":"http://acs.amazonaws.com/groups/global/AllUsers"}}]}}}""", "all", "b")]
    [InlineData("""{"functionName":"f","principal":"222222222222"}""", "222222222222", "f")]
    [InlineData("""{"roleArn":"arn:aws:iam::222222222222:role/Admin"}""", "222222222222", "role/Admin")]
    [InlineData("""{"policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}"}""", null, null)]
    [InlineData("\"text\"", null, null)]
    public void Parse_RequestThatGivesAccess_NamesTheForeignAccount(string parameters, string? foreign, string? resource)
    {
        var one = Single(Record("x.amazonaws.com", "Modify", parameters));

        Assert.Equal((foreign, resource), (one.ForeignAccount, one.CloudResource));
    }

    [Fact]
    public void Parse_CallerOfAnotherAccount_IsForeign() =>
        Assert.Equal("333333333333", Single(Record("s3.amazonaws.com", "GetObject", "{}", """{"type":"AWSAccount","accountId":"333333333333"}""")).ForeignAccount);

    [Theory]
    [InlineData("AWS Internal", null, "aws internal")]
    [InlineData("Cloudformation.amazonaws.com", null, "cloudformation.amazonaws.com")]
    [InlineData("2001:DB8::1", "2001:db8::1", null)]
    [InlineData("123", null, "123")]
    public void Parse_SourceAddress_AddressOrService(string text, string? address, string? domain)
    {
        var one = Single(Record("s3.amazonaws.com", "GetObject", "{}").Replace("12.26.0.38", text, StringComparison.Ordinal));

        Assert.Equal((address, domain), (one.SourceAddress, one.Domain));
    }

    [Theory]
    [InlineData("[S3Console/0.4, aws-internal/3 aws-sdk-java/1.11]", "S3Console/0.4")]
    [InlineData("APN/1.0 HashiCorp/1.0 Terraform/1.4.7 (+https://www.terraform.io)", "Terraform/1.4.7")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) Firefox/68.0", "Mozilla/5.0 (X11; Linux x86_64) Firefox/68.0")]
    [InlineData("console.amazonaws.com", "console.amazonaws.com")]
    [InlineData("AWS Internal", "AWS Internal")]
    [InlineData("", null)]
    public void Parse_UserAgent_ShortForm(string agent, string? expected) =>
        Assert.Equal(expected, Single(Record("s3.amazonaws.com", "GetObject", "{}", more: $",\"userAgent\":\"{agent}\"")).UserAgent);

    [Fact]
    public void Parse_FailedCall_Outcome()
    {
        Assert.Equal(Outcome.Failure, Single(Record("s3.amazonaws.com", "GetObject", "{}", more: ",\"errorCode\":\"AccessDenied\"")).Outcome);
        Assert.Equal(Outcome.Failure, Single(Record("signin.amazonaws.com", "ConsoleLogin", "{}", more: ",\"responseElements\":{\"ConsoleLogin\":\"Failure\"}")).Outcome);
    }

    [Fact]
    public void Parse_Wrapped_SameEvent()
    {
        var record = Record("s3.amazonaws.com", "GetObject", """{"bucketName":"b"}""");
        var expected = Single(record);
        var text = JsonSerializer.Serialize(record);
        string[] wrapped = [$"{{\"EventId\":\"e-1\",\"CloudTrailEvent\":{text}}}", $"{{\"Events\":[{{\"CloudTrailEvent\":{text}}}]}}", $"{{\"detail-type\":\"x\",\"detail\":{record}}}", $"{{\"rule\":\"r\",\"log\":{record}}}"];
        foreach (var one in wrapped)
        {
            Assert.Equal("cloudtrail", FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes(one), "x").Format?.Name);
            Zeek.ZeekConnTests.AssertEqual(expected, Single(one));
        }
    }

    [Fact]
    public void Parse_NotCalls_IgnoredOrRejectedByName()
    {
        var found = CollectingSink.Read(AwsFormats.CloudTrail, "x",
            """{"eventType":"AwsCloudTrailInsight","eventTime":"2022-09-05T07:45:00Z"}""", """{"awsAccountId":"1","digestStartTime":"x"}""", """{"Events":[]}""",
            """{"a":1}""", """{"eventName":"x","eventSource":"y"}""", """{"eventName":"x","eventSource":"y","eventTime":"soon"}""",
            """{"eventName":"x","eventTime":"2022-09-05T07:45:00Z"}""", """{"CloudTrailEvent":"{broken"}""", """{"Events":[1,{"CloudTrailEvent":7}]}""", "{");

        Assert.Equal(["cloudtrail insight", "cloudtrail digest", "cloudtrail empty answer"], found.Ignored);
        Assert.Equal(["not a CloudTrail record", "time missing", "time not understood", "event source or name missing", "not valid JSON", "not valid JSON", "not valid JSON"], found.Rejected);
        Assert.Empty(found.Events);
    }

    [Fact]
    public void Parse_RandomChanges_OneReportEachAndNothingThrown()
    {
        var random = new Random(2);
        var record = Encoding.UTF8.GetBytes(Record("s3.amazonaws.com", "GetObject", """{"bucketName":"b","policy":"{\"Statement\":[{\"Principal\":\"*\"}]}","x-amz-acl":["public-read"]}""", more: ",\"resources\":[{\"ARN\":\"arn:aws:s3:::b\"}]"));
        var sink = new CollectingSink();
        var parser = AwsFormats.CloudTrail.CreateParser("x");
        for (var i = 0; i < 20_000; i++)
        {
            var copy = record.ToArray();
            for (var change = random.Next(3); change >= 0; change--)
            {
                copy[random.Next(copy.Length)] = (byte)random.Next(32, 128);
            }

            sink.Parse(parser, copy, new RecordPosition("x", i));
        }

        Assert.True(sink.Events.Count > 1000);
        Assert.InRange(sink.Rejected.Distinct().Count(), 2, 8);
    }

    private static SecurityEvent Single(string record) => Assert.Single(CollectingSink.Read(AwsFormats.CloudTrail, "x", record).Events);

    private static string Record(string source, string name, string parameters, string identity = User, string more = "") =>
        $"{{\"eventVersion\":\"1.08\",\"userIdentity\":{identity},\"eventTime\":\"2023-04-11T01:18:47Z\",\"eventSource\":\"{source}\",\"eventName\":\"{name}\",\"sourceIPAddress\":\"12.26.0.38\",\"requestParameters\":{parameters},\"eventID\":\"e-1\",\"recipientAccountId\":\"111111111111\"{more}}}";
}
