using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

public sealed class ThresholdTests
{
    // Data without any act, other days than those of training. The alerts of the test days are a sum of many rare,
    // independent incidents, so near Poisson with mean budget x days; the learned threshold errs by as much again (its rate
    // rests on as many training incidents). Bound: 4 sd of the difference, sqrt(budget (test days + test days^2 / training days)), and 1 % for
    // the height of the steps.
    [Theory]
    [InlineData("exponential", 10)]
    [InlineData("normal", 10)]
    [InlineData("heavy", 10)]
    [InlineData("exponential", 2)]
    [InlineData("normal", 2)]
    [InlineData("heavy", 3)]
    public void Fit_DataWithoutActs_MeetsTheBudgetOnOtherDays(string distribution, double budget)
    {
        const int days = 100;
        var site = new SimulatedSite(distribution, keysPerDay: 1_200);
        var periods = ReturnPeriods.Fit("AN0368", site.Days(0, days, new Random(distribution.Length)), days);
        var threshold = Threshold.Fit([periods], new AlertBudget { AlertsPerDay = budget });
        Assert.Equal(budget, threshold.ExpectedPerDay, budget * 0.03);
        var alerts = SimulatedSite.CountAlerts(site.Days(days, days, new Random(20 + distribution.Length)), periods, threshold);
        var bound = (4 * Math.Sqrt(2 * budget * days)) + (0.01 * budget * days);
        Assert.InRange(alerts, (budget * days) - bound, (budget * days) + bound);
    }

    // With ties the budget cannot be met exactly: it must not be exceeded (same bound), and the next value down must.
    [Theory]
    [InlineData("ties")]
    [InlineData("capped")]
    public void Fit_TiedScores_StaysWithinTheBudget(string distribution)
    {
        const int days = 100;
        const double budget = 10;
        var site = new SimulatedSite(distribution, keysPerDay: 1_200);
        var periods = ReturnPeriods.Fit("AN0368", site.Days(0, days, new Random(3)), days);
        var threshold = Threshold.Fit([periods], new AlertBudget { AlertsPerDay = budget });
        Assert.InRange(threshold.ExpectedPerDay, 0.2 * budget, budget);
        var alerts = SimulatedSite.CountAlerts(site.Days(days, days, new Random(4)), periods, threshold);
        Assert.InRange(alerts, 1, (budget * days) + (4 * Math.Sqrt(2 * budget * days)));
        // Greatest threshold rate: the rate of the next more frequent scores would add up to more than the budget.
        var rate = threshold.RatePerDay["AN0368"] * 1.0001;
        Assert.True(periods.Rates.Sum(r => r.RatePerDay(r.ScoreAtRate(rate, 8))) > budget);
    }

    // Few training days and incidents, where the exponential tail and the +1 carry the threshold: at most the bound, and not silent.
    [Theory]
    [InlineData("exponential")]
    [InlineData("normal")]
    public void Fit_FortnightOfASmallSite_KeepsTheBudget(string distribution)
    {
        const int trainingDays = 14, testDays = 200;
        var site = new SimulatedSite(distribution, keysPerDay: 120);
        var totals = Enumerable.Range(0, 8).Select(round =>
        {
            var periods = ReturnPeriods.Fit("AN0368", site.Days(0, trainingDays, new Random(100 + round)), trainingDays);
            var threshold = Threshold.Fit([periods], new AlertBudget { AlertsPerDay = 1 });
            return SimulatedSite.CountAlerts(site.Days(trainingDays, testDays, new Random(200 + round)), periods, threshold) / (double)testDays;
        }).ToArray();
        // 8 independent thresholds, each resting on about 14 incidents: 4 sd of the mean are 4 / sqrt(8 * 14) = 0.38. The +1 of
        // four strata in 14 days asks for 0.29 a day less at most.
        Assert.InRange(totals.Average(), 1 - 0.38 - 0.29, 1 + 0.38);
    }

    [Fact]
    public void Fit_SeveralAnalytics_ShareOneRateAndOneBudget()
    {
        const int days = 100;
        var sites = new[] { ("AN0367", 400, 1.0), ("AN0368", 1_600, 1.0), ("AN0370", 800, 3.0) }
            .Select(s => (Name: s.Item1, Site: new SimulatedSite("exponential", s.Item2, s.Item1, s.Item3))).ToArray();
        var periods = sites.Select((s, i) => ReturnPeriods.Fit(s.Name, s.Site.Days(0, days, new Random(i)), days)).ToArray();
        var threshold = Threshold.Fit(periods, new AlertBudget());
        Assert.Equal(["AN0367", "AN0368", "AN0370"], threshold.RatePerDay.Keys);
        Assert.Single(threshold.RatePerDay.Values.Distinct());
        Assert.Equal(10, threshold.ExpectedPerDay, 0.5);
        Assert.Equal(12, threshold.Strata.Length);
        var alerts = sites.Select((s, i) => SimulatedSite.CountAlerts(s.Site.Days(days, days, new Random(50 + i)), periods[i], threshold)).Sum();
        Assert.InRange(alerts, 1_000 - 210, 1_000 + 210);
    }

    [Fact]
    public void Fit_ShareForOneAnalytic_GivesItItsPartAndTheOthersTheRest()
    {
        const int days = 50;
        var periods = new[] { "AN0367", "AN0368", "AN0371" }
            .Select((name, i) => ReturnPeriods.Fit(name, new SimulatedSite("exponential", 800, name).Days(0, days, new Random(i)), days)).ToArray();
        var budget = new AlertBudget { AlertsPerDay = 8, Shares = { ["AN0371"] = 0.75, ["AN0369"] = 0.05 } };
        var threshold = Threshold.Fit(periods, budget);
        Assert.Equal(6, threshold.Strata.Where(s => s.Analytic == "AN0371").Sum(s => s.ExpectedPerDay), 0.3);
        Assert.Equal(1.6, threshold.Strata.Where(s => s.Analytic != "AN0371").Sum(s => s.ExpectedPerDay), 0.08);
        Assert.Equal(threshold.RatePerDay["AN0367"], threshold.RatePerDay["AN0368"]);
        var all = new AlertBudget { Shares = { ["AN0371"] = 1 } };
        Assert.Contains("leave nothing for AN0367", Assert.Throws<ArgumentException>(() => Threshold.Fit(periods, all)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LowScores_NeverOpensUnder8Bits()
    {
        var site = new SimulatedSite("exponential", 1_200, scale: 0.05);
        var periods = ReturnPeriods.Fit("AN0368", site.Days(0, 30, new Random(1)), 30);
        var threshold = Threshold.Fit([periods], new AlertBudget { AlertsPerDay = 200 });
        Assert.All(threshold.Strata, s => Assert.Equal(8, s.Score));
        Assert.All(threshold.Strata, s => Assert.Equal(ThresholdReason.Floor, s.Reason));
        Assert.True(threshold.Opens("AN0368", 0, 8));
        Assert.False(threshold.Opens("AN0368", 0, MathF.BitDecrement(8)));
    }

    [Fact]
    public void Fit_BudgetBeyondTheData_NeverOpensForMoreThan2PercentOfAStratumsGroups()
    {
        var site = new SimulatedSite("exponential", 400, scale: 10);
        var history = site.Days(0, 30, new Random(1));
        var periods = ReturnPeriods.Fit("AN0368", history, 30);
        var threshold = Threshold.Fit([periods], new AlertBudget { AlertsPerDay = 100_000 });
        // Groups of incidents for which another one's alert stands open none of their own.
        var (_, groups) = history.Declustered(periods.Strata, 30);
        Assert.All(threshold.Strata, s =>
        {
            Assert.Equal(ThresholdReason.GroupShare, s.Reason);
            var open = groups[s.Stratum].Count(score => threshold.Opens("AN0368", s.Stratum, score));
            Assert.Equal((int)(0.02 * groups[s.Stratum].Length), open);
        });
    }

    [Fact]
    public void Fit_Under50Groups_OpensAt12Bits()
    {
        var history = new IncidentHistory();
        for (var i = 0; i < 49; i++)
        {
            history.Add(new IncidentKey("AN0369", $"mac{i}", "a"), 20_000, i % 14, SimulatedSite.Keys[0]);
        }

        var periods = ReturnPeriods.Fit("AN0369", history, 2);
        var threshold = Threshold.Fit([periods], new AlertBudget());
        var stratum = Assert.Single(threshold.Strata);
        Assert.Equal(12, stratum.Score);
        Assert.Equal(ThresholdReason.NotCalibrated, stratum.Reason);
        Assert.Equal(6 / 2.0, stratum.ExpectedPerDay); // 12 and 13, three times each, in 2 days
        Assert.False(threshold.Opens("AN0369", 0, 11.99f));
        Assert.True(threshold.Opens("AN0369", 0, 12));
        Assert.True(threshold.Opens("AN0371", 7, 12)); // not trained at all
        Assert.False(threshold.Opens("AN0371", 7, 11));
    }

    [Fact]
    public void Fit_UncalibratedStratum_TakesItsPartOfTheBudget()
    {
        var history = new IncidentHistory();
        for (var i = 0; i < 40; i++)
        {
            history.Add(new IncidentKey("AN0369", $"mac{i}", "a"), 20_000 + (i % 10), i < 20 ? 13 : 3, SimulatedSite.Keys[0]);
        }

        var mac = ReturnPeriods.Fit("AN0369", history, 10); // 2 a day at 12 bits
        var linux = ReturnPeriods.Fit("AN0368", new SimulatedSite("exponential", 1_200).Days(0, 50, new Random(4)), 50);
        Assert.Equal(6, ExpectedLinux(budget: 8), 0.3);
        Assert.Equal(1.5, ExpectedLinux(budget: 3), 0.1); // never less than half
        double ExpectedLinux(double budget) => Threshold.Fit([mac, linux], new AlertBudget { AlertsPerDay = budget })
            .Strata.Where(s => s.Analytic == "AN0368").Sum(s => s.ExpectedPerDay);
    }

    [Fact]
    public void ScoreAtRate_AnyRate_IsTheLeastScoreWithinIt()
    {
        var periods = ReturnPeriods.Fit("AN0368", new SimulatedSite("ties", 1_200).Days(0, 30, new Random(4)), 30);
        foreach (var rates in periods.Rates)
        {
            for (var rate = 100.0; rate > 1e-6; rate /= 3)
            {
                var score = rates.ScoreAtRate(rate, 2);
                Assert.True(rates.RatePerDay(score) <= rate);
                Assert.True(score == 2 || rates.RatePerDay(MathF.BitDecrement(score)) > rate);
            }
        }
    }

    [Fact]
    public void Fit_NoAnalytic_OpensEverywhereAt12Bits()
    {
        var threshold = Threshold.Fit([], new AlertBudget());
        Assert.Empty(threshold.Strata);
        Assert.True(threshold.Opens("AN0367", 0, 12));
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var budget = new AlertBudget { AlertsPerDay = 0, FloorBits = float.NaN, Shares = { ["AN0367"] = 0.7, ["AN0368"] = 0.7, ["AN0369"] = -1 } };
        var message = Assert.Throws<ArgumentException>(() => Threshold.Fit([], budget)).Message;
        Assert.Contains("AlertsPerDay is 0", message, StringComparison.Ordinal);
        Assert.Contains("FloorBits is NaN", message, StringComparison.Ordinal);
        Assert.Contains("share of AN0369 is -1", message, StringComparison.Ordinal);
        new AlertBudget().Validate();
        Assert.Contains("add up", Assert.Throws<ArgumentException>(
            new AlertBudget { Shares = { ["AN0367"] = 0.7, ["AN0368"] = 0.7 } }.Validate).Message, StringComparison.Ordinal);
    }
}
