using Det0131.Datasets.Enrichment;

namespace Det0131.Datasets.Tests.Enrichment;

/// <summary>
/// The vectors are those of publicsuffix.org's test_psl.txt ("Any copyright is dedicated to the Public Domain", CC0), as lines of name and
/// registered domain in Fixtures/Enrichment/test_psl.txt; names there in Unicode are expected in punycode, which is what is kept.
/// </summary>
public class PublicSuffixRulesTests
{
    public static TheoryData<string, string?> Vectors
    {
        get
        {
            var data = new TheoryData<string, string?>();
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Enrichment", "test_psl.txt")).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)))
            {
                var fields = line.Split(' ');
                data.Add(fields[0], fields[1] == "null" ? null : new System.Globalization.IdnMapping().GetAscii(fields[1]));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Find_PublishedVector_GivesRegisteredDomain(string name, string? expected)
    {
        Assert.Equal(expected, PublicSuffixRules.Bundled.Find(name));
    }

    [Theory]
    [InlineData("bucket.s3.amazonaws.com", "bucket.s3.amazonaws.com")]
    [InlineData("a.tenant.duckdns.org", "tenant.duckdns.org")]
    [InlineData("x.y.blob.core.windows.net", "y.blob.core.windows.net")]
    [InlineData("s3.amazonaws.com", null)]
    public void Find_PrivateSection_KeepsTenantsApart(string name, string? expected)
    {
        Assert.Equal(expected, PublicSuffixRules.Bundled.Find(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a..com")]
    [InlineData("a.com.")]
    public void Find_NoName_IsNull(string name)
    {
        Assert.Null(PublicSuffixRules.Bundled.Find(name));
    }

    [Fact]
    public void Find_NoLegalInternationalName_IsTakenAsItStands()
    {
        Assert.Equal("\ud800.com", PublicSuffixRules.Bundled.Find("x.\ud800.com"));
    }

    [Fact]
    public void Find_ManyLabels_LooksAtTheLastOnes()
    {
        var name = string.Concat(Enumerable.Repeat("a.", 100_000)) + "example.co.uk";

        Assert.Equal("example.co.uk", PublicSuffixRules.Bundled.Find(name));
    }

    [Fact]
    public void Find_RandomNames_EqualThePlainAlgorithm()
    {
        // Brute-force twin: publicsuffix.org's algorithm word for word, over every rule.
        string[] rules = ["com", "uk", "co.uk", "*.ck", "!www.ck", "*.b.com", "!x.b.com", "c.d.com"];
        var table = PublicSuffixRules.FromRules(rules);
        var random = new Random(4);
        string[] labels = ["com", "uk", "co", "ck", "www", "b", "x", "c", "d"];
        for (int i = 0; i < 5_000; i++)
        {
            var name = string.Join('.', Enumerable.Range(0, random.Next(1, 6)).Select(_ => labels[random.Next(labels.Length)]));
            Assert.Equal(Plain(name, rules), table.Find(name));
        }

        static string? Plain(string name, string[] rules)
        {
            var parts = name.Split('.');
            var matching = rules.Select(rule => (Exception: rule[0] == '!', Labels: rule.TrimStart('!').Split('.')))
                .Where(rule => rule.Labels.Length <= parts.Length && rule.Labels.Reverse().Zip(parts.Reverse()).All(pair => pair.First == "*" || pair.First == pair.Second)).ToList();
            var exception = matching.Where(rule => rule.Exception).ToList();
            int suffix = exception.Count > 0 ? exception[0].Labels.Length - 1 : matching.Count > 0 ? matching.Max(rule => rule.Labels.Length) : 1;
            return parts.Length <= suffix ? null : string.Join('.', parts[^(suffix + 1)..]);
        }
    }

    [Fact]
    public void Load_NoRules_Refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => PublicSuffixRules.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

/// <summary>The shipped lists of domains must hold what enrichment writes, or they would never match.</summary>
public class ShippedDomainsTests
{
    [Fact]
    public void Priors_Domains_AreRegisteredDomains()
    {
        var domains = Det0131.Models.Priors.ShippedPriors.Load().All.Where(prior => prior.FeatureId == "destination.domain").Select(prior => prior.Value).ToList();

        Assert.True(domains.Count > 40);
        Assert.All(domains, domain => Assert.Equal(domain, PublicSuffixRules.Bundled.Find(domain)));
    }
}
