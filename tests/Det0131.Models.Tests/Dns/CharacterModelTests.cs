using System.Globalization;
using Det0131.Models.Dns;

namespace Det0131.Models.Tests.Dns;

public class CharacterModelTests
{
    private static readonly CharacterModel Model = CharacterModel.Load();

    private static string Symbols => "abcdefghijklmnopqrstuvwxyz0123456789-_.~";

    [Fact]
    public void Load_EveryContext_SumsToOne()
    {
        // The sum over single characters equals the sum over continuations: read through the public bits only.
        foreach (var model in (CharacterModel[])[Model, Model.Blend(["app-01.prod", "web2"])])
        {
            foreach (char first in Symbols)
            {
                foreach (char second in Symbols)
                {
                    if (first != '.' && second == '.')
                    {
                        continue; // After a label's end the next begins anew: no such context is reached.
                    }

                    Assert.Equal(1, Symbols.Sum(third => model.ProbabilityOf(first, second, third)), 5);
                }
            }
        }
    }

    [Theory]
    [InlineData("hex", 60)]
    [InlineData("base32", 60)]
    [InlineData("base64url", 60)]
    [InlineData("hex", 20)]
    [InlineData("base32", 20)]
    [InlineData("base64url", 20)]
    public void InformationBits_ToolEncoding_CarriesFarMoreThanHostNames(string encoding, int length)
    {
        // Names as the tunnel tools (dnscat2 hex, iodine base32, DNSExfiltrator base64url) make them, of random bytes.
        const string base32 = "abcdefghijklmnopqrstuvwxyz234567";
        var random = new Random(9);
        string[] common = ["www", "mail", "autodiscover", "api", "static", "images", "login", "download", "updates", "secure", "portal", "support", "webmail", "cdn", "news", "server01", "us-east", "staging", "vpn2", "ns1"];
        double encoded = 0, ordinary = 0;
        double least = double.MaxValue, most = 0;
        for (int i = 0; i < 200; i++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var text = encoding switch
            {
                "hex" => Convert.ToHexStringLower(bytes),
                "base32" => string.Concat(bytes.Select(b => base32[b & 31])),
                _ => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_'),
            };
            double bits = Model.InformationBits(text.AsSpan(0, length));
            encoded += bits;
            least = Math.Min(least, bits);
            var host = "";
            while (host.Length < length)
            {
                host += (host.Length > 0 ? "." : "") + common[random.Next(common.Length)];
            }

            bits = Model.InformationBits(host.AsSpan(0, length));
            ordinary += bits;
            most = Math.Max(most, bits);
        }

        Assert.True(encoded > 1.6 * ordinary, string.Create(CultureInfo.InvariantCulture, $"{encoded / 200:F1} against {ordinary / 200:F1} bits"));
        Assert.True(least > most, $"{least} against {most}");
    }

    [Fact]
    public void InformationBits_LongName_IsTheSumOfItsLabels()
    {
        // Each label begins anew, so information adds up.
        var label = new string('x', 63);
        var name = string.Join('.', label, label, label, new string('x', 61));

        double sum = (3 * Model.InformationBits(label)) + Model.InformationBits(new string('x', 61));

        Assert.Equal(253, name.Length);
        Assert.Equal(sum, Model.InformationBits(name), 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    public void InformationBits_NoLabels_IsZero(string labels)
    {
        Assert.Equal(0, Model.InformationBits(labels));
    }

    [Theory]
    [InlineData("WWW", "www")]
    [InlineData("www.", "www")]
    [InlineData("a=b", "a+b")]
    [InlineData("a\u00e9b", "a\u4e00b")]
    public void InformationBits_SameSymbols_AreEqual(string left, string right)
    {
        Assert.Equal(Model.InformationBits(right), Model.InformationBits(left));
        Assert.True(double.IsFinite(Model.InformationBits(left)) && Model.InformationBits(left) > 0);
    }

    [Theory]
    [InlineData("www.example.com", "example.com", "www")]
    [InlineData("a.b.EXAMPLE.com.", "example.com", "a.b")]
    [InlineData("example.com", "example.com", "")]
    [InlineData("notexample.com", "example.com", "notexample.com")]
    [InlineData("host", null, "host")]
    public void NameInformationBits_Name_LeavesRegisteredDomainOut(string name, string? registered, string labels)
    {
        Assert.Equal(Model.InformationBits(labels), Model.NameInformationBits(name, registered));
    }

    [Fact]
    public void Blend_SiteNames_BecomeLessInformative()
    {
        var names = Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"srv-fra-{i:000}")).ToList();
        var site = Model.Blend(names);

        Assert.True(site.InformationBits("srv-fra-777") < Model.InformationBits("srv-fra-777") / 1.5);
        Assert.Equal(Model.InformationBits("www"), Model.Blend([]).InformationBits("www"));
        Assert.Equal(Model.InformationBits("www"), Model.Blend(["", "."]).InformationBits("www"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Blend_BadStrength_Refused(double strength)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Blend(["a"], strength));
    }

    [Fact]
    public void Write_ThenRead_IsTheSameModel()
    {
        var site = Model.Blend(["app-01", "app-02", "db.eu"]);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        site.Write(text);

        var read = CharacterModel.Read(new StringReader(text.ToString()), "site");

        foreach (var name in (string[])["app-01", "www", "qzx9-_~", "db.eu"])
        {
            Assert.Equal(site.InformationBits(name), read.InformationBits(name));
        }
    }

    [Theory]
    [InlineData("", "found the end, expected version 1")]
    [InlineData("version 2", "found \"version 2\", expected version 1")]
    [InlineData("version 1\nalphabet abc", "expected the alphabet")]
    [InlineData("version 1\nalphabet abcdefghijklmnopqrstuvwxyz0123456789-_.~\naa !", "after \"aa\"")]
    public void Read_DamagedModel_SaysWhatWasExpected(string text, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => CharacterModel.Read(new StringReader(text), "site.txt"));

        Assert.Contains(expected, error.Message);
        Assert.Contains("site.txt", error.Message);
    }

    [Fact]
    public void InformationBits_SteadyState_AllocatesNothing()
    {
        double sum = Model.NameInformationBits("www.mail.example.com", "example.com");

        Assert.Equal(0, Allocation.LeastOfRounds(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                sum += Model.NameInformationBits("www.mail.example.com", "example.com");
            }
        }));
        Assert.True(sum > 0);
    }
}
