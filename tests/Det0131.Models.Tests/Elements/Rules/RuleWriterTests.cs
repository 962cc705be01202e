using Det0131.Models.Analytics;
using Det0131.Models.Elements.Rules;

namespace Det0131.Models.Tests.Elements.Rules;

public sealed class RuleWriterTests
{
    private const string Hostile = "x\"]; drop\n*?\\\u202e\u0007";

    [Fact]
    public void All_Declarations_CoverThirteenElementsWithAFormOrAReason()
    {
        var expected = AnalyticCatalogue.All.SelectMany(a => a.Elements.Where(e => e.IsMitre).Select(e => (a.Id, e.Name))).Order();
        Assert.Equal(expected, RuleDeclaration.All.Select(d => (d.Analytic, d.Element)).Order());
        Assert.All(RuleDeclaration.All, d =>
        {
            Assert.Contains(AnalyticCatalogue.Get(d.Analytic).Elements.Single(e => e.Name == d.Element).Features, f => f.Id == d.Feature);
            Assert.True(d.Sigma is null != d.SigmaReason is null && d.Kql is null != d.KqlReason is null && d.Spl is null != d.SplReason is null, d.Element);
        });
    }

    // A line end, a quote or a direction mark in a learned value must stay inside its own string: no line but the value's may name it.
    [Fact]
    public void Write_HostileNames_StayInsideTheirStrings()
    {
        foreach (var declaration in RuleDeclaration.All)
        {
            var rule = new LearnedRule(declaration, [new RuleEntry(Hostile, [(Hostile, 3)], declaration.Kind == RuleKind.Limit ? 5 : null)], 0, 0, 0);
            var (sigma, kql, lookup) = (new StringWriter(), new StringWriter(), new StringWriter());
            if (declaration.Sigma is not null)
            {
                SigmaWriter.Write(rule, "v1", new DateOnly(2026, 10, 4), sigma);
            }

            if (declaration.Kql is not null)
            {
                KqlWriter.Write(rule, "v1", "UTC", kql);
            }

            Assert.DoesNotContain(sigma + kql.ToString(), c => c is '\u202e' or '\u0007');
            Assert.DoesNotContain((sigma + "\n" + kql).Split('\n'), line => line.StartsWith("*?", StringComparison.Ordinal));
            Assert.DoesNotContain("x\"]", sigma + kql.ToString(), StringComparison.Ordinal);
            SplWriter.Lookup(rule, lookup);
            Assert.Contains("\"x\"\"]; drop\n*?\\", lookup.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Write_SameElementAndVersion_GivesTheSameVersionFiveId()
    {
        string Id(string version)
        {
            var to = new StringWriter();
            SigmaWriter.Write(new LearnedRule(RuleDeclaration.All.First(d => d.Sigma is not null), [], 0, 0, 0), version, new DateOnly(2026, 10, 4), to);
            return to.ToString().Split('\n').Single(l => l.StartsWith("id: ", StringComparison.Ordinal))[4..];
        }

        Assert.Equal(Id("v1"), Id("v1"));
        Assert.NotEqual(Id("v1"), Id("v2"));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", Id("v1"));
    }
}
