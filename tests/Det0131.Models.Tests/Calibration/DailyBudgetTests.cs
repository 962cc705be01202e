using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

public sealed class DailyBudgetTests
{
    private const int Day = 20_000;

    [Fact]
    public void Offer_WithinTheBudget_SendsAll()
    {
        var budget = new DailyBudget(3);
        Assert.All([5.0, 1, 3], days => Assert.Equal(BudgetDecision.Send, Offer(budget, $"{days}", days)));
    }

    [Fact]
    public void Offer_MoreThanTheBudget_SendsWhatIsAmongTheRarestSoFar()
    {
        var budget = new DailyBudget(2);
        Assert.Equal(BudgetDecision.Send, Offer(budget, "a", 10));
        Assert.Equal(BudgetDecision.Send, Offer(budget, "b", 20));
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "c", 9));
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "d", 10)); // as rare as a, which came first
        Assert.Equal(BudgetDecision.Send, Offer(budget, "e", 15)); // a keeps its alert, and e is sent as well
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "f", 14));
        Assert.Equal(BudgetDecision.Update, Offer(budget, "a", 10));
    }

    [Fact]
    public void Offer_RarerThanOnceAYear_IsNeverHeldBackAndTakesNoPlace()
    {
        var budget = new DailyBudget(1);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(BudgetDecision.Send, Offer(budget, $"rare{i}", 400 + i));
        }

        Assert.Equal(BudgetDecision.Send, Offer(budget, "a", 3));
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "b", 2));
        Assert.Equal(BudgetDecision.OverBudget, budget.Offer(Key("c"), Day, new ReturnPeriod(2.5, 1e9, IsCalibrated: false)));
        // Uncalibrated numbers only order: a large one takes a place as any other does.
        Assert.Equal(BudgetDecision.Send, budget.Offer(Key("d"), Day, new ReturnPeriod(500, 1e9, IsCalibrated: false)));
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "e", 300));
    }

    [Fact]
    public void Offer_ScoreThatRises_IsSentWhenItIsRareEnough()
    {
        var budget = new DailyBudget(1);
        Offer(budget, "a", 10);
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "b", 5));
        Assert.Equal(BudgetDecision.Send, Offer(budget, "b", 12));
        Assert.Equal(BudgetDecision.Update, Offer(budget, "b", 30));
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "c", 20)); // b counts with its risen rarity
    }

    [Fact]
    public void Offer_NextDay_StartsAFreshBudgetAndContinuesYesterdaysAlerts()
    {
        var budget = new DailyBudget(1);
        Assert.Equal(BudgetDecision.Send, Offer(budget, "a", 10));
        Assert.Equal(BudgetDecision.Update, Offer(budget, "a", 10, Day + 1));
        Assert.Equal(BudgetDecision.Send, Offer(budget, "b", 1, Day + 1));
        Assert.Equal(BudgetDecision.Update, Offer(budget, "a", 10, Day + 2)); // still the same alert
        Assert.Equal(BudgetDecision.Send, Offer(budget, "a", 10, Day + 4)); // a day without: a new one
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "c", 1, Day)); // late, but that day's place is taken
    }

    [Fact]
    public void Offer_MoreThanAWeekLate_IsOverBudgetUnlessRarerThanOnceAYear()
    {
        var budget = new DailyBudget(10);
        Offer(budget, "a", 10);
        Offer(budget, "b", 10, Day + 8);
        Assert.Equal(BudgetDecision.OverBudget, Offer(budget, "c", 50));
        Assert.Equal(BudgetDecision.Send, Offer(budget, "d", 500));
        Assert.Equal(BudgetDecision.Send, Offer(budget, "e", 50, Day + 1));
    }

    // Brute-force twin, over random days: sent exactly when fewer than the budget of the day's earlier incidents are as
    // rare or rarer; so the day's rarest are always sent, and on a day within the budget everything is.
    [Fact]
    public void Replay_RandomDays_SendsTheRarestOfEveryDay()
    {
        var random = new Random(9);
        for (var round = 0; round < 200; round++)
        {
            var places = random.Next(1, 12);
            var arrivals = Enumerable.Range(0, random.Next(1, 60))
                .Select(i => (Key: Key($"{i}"), Day, Period: new ReturnPeriod(random.Next(1, 300), 140, true))).ToArray();
            var decisions = DailyBudget.Replay(arrivals, places);
            for (var i = 0; i < arrivals.Length; i++)
            {
                var earlier = arrivals.Take(i).Count(a => a.Period.Days >= arrivals[i].Period.Days);
                Assert.Equal(earlier < places ? BudgetDecision.Send : BudgetDecision.OverBudget, decisions[i]);
            }

            var rarest = Enumerable.Range(0, arrivals.Length).OrderByDescending(i => arrivals[i].Period.Days).ThenBy(i => i).Take(places);
            Assert.All(rarest, i => Assert.Equal(BudgetDecision.Send, decisions[i]));
        }
    }

    [Fact]
    public void Constructor_NoUsableBudget_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DailyBudget(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DailyBudget(double.NaN));
        Assert.Equal([BudgetDecision.Send, BudgetDecision.OverBudget], DailyBudget.Replay([(Key("a"), Day, new(5, 9, true)), (Key("b"), Day, new(4, 9, true))], 0.5));
    }

    private static IncidentKey Key(string entity) => new("AN0368", entity, "example.org");

    private static BudgetDecision Offer(DailyBudget budget, string entity, double periodDays, int day = Day) =>
        budget.Offer(Key(entity), day, new ReturnPeriod(periodDays, 1e9, IsCalibrated: true));
}
