using System.Security.Cryptography;
using System.Text;
using Det0131.Scoring.Access;

namespace Det0131.Scoring.Tests.Access;

public sealed class KeySecretTests
{
    [Fact]
    public void Make_Thousand_HaveTheFormatAndDiffer()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => KeySecret.Make().Reveal()).ToList();
        Assert.All(secrets, s => Assert.Matches("^det0131_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$", s));
        Assert.Equal(1000, secrets.Distinct().Count());
        Assert.Equal(1000, secrets.Select(s => s[8..20]).Distinct().Count());
    }

    [Fact]
    public void Opens_OwnKeyOnly()
    {
        var secret = KeySecret.Make();
        // Independent: SHA-256 of the text as it is printed.
        var key = new AccessKey(secret.Id, "n", Role.Analyst, SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal())), default, null, null);
        Assert.True(secret.Opens(key));
        Assert.False(KeySecret.Make().Opens(key));
        Assert.False(secret.Opens(key with { SecretHash = [] }));
        Assert.DoesNotContain(secret.Reveal()[21..], secret.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("det0131_")]
    [InlineData("det0131_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("det0131_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("det0131_ABCDEFGHIJKL_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("det0131_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/A")]
    [InlineData("det0132_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("det0131_abcdefghijkl-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void TryParse_AnotherShape_IsRefused(string? text) => Assert.False(KeySecret.TryParse(text, out _));
}
