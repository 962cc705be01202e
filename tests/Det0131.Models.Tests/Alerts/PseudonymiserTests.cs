using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Det0131.Models.Alerts;

namespace Det0131.Models.Tests.Alerts;

public sealed class PseudonymiserTests
{
    private static readonly byte[] Key = "0123456789abcdef"u8.ToArray();

    // Independent: HMAC-SHA256 of the base class library over the documented input.
    [Fact]
    public void User_AnyCase_IsTheKeyedHashOfTheLowerCaseName()
    {
        var pseudonymiser = new Pseudonymiser(Key);
        string expected = "user-" + Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(@"corp\alice")))[..16];

        Assert.Equal(expected, pseudonymiser.User(@"corp\alice"));
        Assert.Equal(expected, pseudonymiser.User(@"CORP\Alice"));
        Assert.NotEqual(expected, new Pseudonymiser("another key, 16+"u8).User(@"corp\alice"));
        Assert.Equal("root", pseudonymiser.User("root"));
    }

    [Fact]
    public void Apply_Alert_LeavesNoUserNameInAnyExport()
    {
        var pseudonymiser = new Pseudonymiser(Key);
        Alert alert = AlertSamples.Ftp() with
        {
            CampaignMembers = [AlertSamples.AliceOnPc7, new AlertEntity("bob-laptop", "bob@example.org")],
            Flags = AlertFlags.Campaign,
        };
        var output = new ArrayBufferWriter<byte>();
        using var ocsf = new OcsfWriter(output, pseudonymiser);
        using var ecs = new EcsWriter(output, pseudonymiser);
        using var groups = new GroupsWriter(output, pseudonymiser);
        ocsf.Write(alert, AlertActivity.Create);
        ecs.Write(alert);
        groups.Write(GroupsWriterTests.Sample());
        string text = Encoding.UTF8.GetString(output.WrittenSpan);

        Assert.DoesNotContain("alice", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("bob", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(alert.Id, text, StringComparison.Ordinal);
        Assert.Contains(pseudonymiser.User(@"corp\alice"), text, StringComparison.Ordinal);
        Assert.Contains(pseudonymiser.User("bob@example.org") + "-laptop", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_NameInsideAnotherWord_StaysAsItIs()
    {
        Alert alert = AlertSamples.Ftp() with { Headline = "malice by ALICE in alices, alice>root, /home/alice" };
        string pseudonym = new Pseudonymiser(Key).User(@"corp\alice");

        Assert.Equal(
            $"malice by {pseudonym} in alices, {pseudonym}>root, /home/{pseudonym}",
            new Pseudonymiser(Key).Apply(alert).Headline);
    }

    [Fact]
    public void Constructor_ShortKey_IsRefusedWithItsLength()
    {
        var error = Assert.Throws<ArgumentException>(() => new Pseudonymiser(new byte[15]));
        Assert.Contains("Found a key of 15 bytes; expected at least 16", error.Message, StringComparison.Ordinal);
    }
}
