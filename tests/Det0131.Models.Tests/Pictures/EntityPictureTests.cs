using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Features;
using Det0131.Models.Pictures;

namespace Det0131.Models.Tests.Pictures;

/// <summary>Compared with a recount of all rows of the table, as in <see cref="PictureBookTests"/>.</summary>
public sealed class EntityPictureTests(PictureBookTests.Site site) : IClassFixture<PictureBookTests.Site>
{
    [Fact]
    public void ForEntity_EveryKnownEntity_HasEveryFeatureThatItsRowsHave()
    {
        foreach (var rows in site.Rows.GroupBy(r => r.Entity))
        {
            var entity = site.Book.ForEntity(rows.Key);
            Assert.True(entity.IsInModel);
            var features = entity.Elements.SelectMany(e => e.Features).DistinctBy(f => f.FeatureId).ToDictionary(f => f.FeatureId);
            foreach (var counted in rows.GroupBy(r => FeatureCatalogue.All[r.Feature]))
            {
                // An analytic that concerns the entity may not declare a feature that another one's hosts have.
                if (features.TryGetValue(counted.Key.Id, out var feature))
                {
                    Assert.Equal(counted.Select(r => r.Unit).Distinct().Count(), feature.ActivePeriods);
                    var habits = counted.Key.Kind switch
                    {
                        FeatureKind.Rarity => counted.Select(r => (r.Scope, r.Value)).Distinct().Count(),
                        FeatureKind.Circular => 1,
                        _ => counted.Select(r => r.Scope).Distinct().Count(),
                    };
                    Assert.Equal(habits, feature.Habits.Count + feature.MoreHabits);
                    Assert.InRange(feature.Habits.Count, 1, EntityPicture.MostHabits);
                    Assert.All(feature.Habits, h => Assert.NotEqual("", h.Value));
                }
            }

            Assert.NotEmpty(features);
        }
    }

    [Fact]
    public void ForEntity_Elements_AreTheDeclaredOnesOfItsPlatform()
    {
        var elements = site.Book.ForEntity("host:pc1").Elements;
        Assert.Equal(AnalyticCatalogue.Get("AN0367").Elements.Select(e => (e.Name, e.IsMitre)), elements.Select(e => (e.Name, e.IsMitre)));
        Assert.All(elements, e => Assert.Equal("AN0367", e.AnalyticId));
    }

    [Fact]
    public void ForEntity_Egress_IsTheWeeklySumsByDestination()
    {
        var feature = FeatureCatalogue.Get("volume.destination_week").Index;
        var egress = site.Book.ForEntity("host:bk1").Egress;
        var expected = site.Rows.Where(r => r.Feature == feature && r.Entity == "host:bk1").ToLookup(r => r.Scope);
        Assert.Equal(expected.Select(e => e.Key).Order(StringComparer.Ordinal), egress.Select(d => d.Destination).Order(StringComparer.Ordinal));
        foreach (var destination in egress)
        {
            var weeks = expected[destination.Destination].OrderBy(r => r.Unit).ToList();
            Assert.Equal(weeks.Count, destination.Weeks);
            Assert.Equal(weeks[^1].Magnitude, destination.LastBytes);
            Assert.Equal(weeks.Max(w => w.Magnitude), destination.LargestBytes);
            Assert.Equal(DayOfWeek.Monday, destination.LastWeek.DayOfWeek);
        }

        // The history ends in the week of the 20th day: Monday 2026-08-03 and two weeks on.
        Assert.Equal(new DateOnly(2026, 8, 17), egress.Single(d => d.Destination == "store.example").LastWeek);
    }

    [Fact]
    public void ForEntity_FirstAndLastSeen_AreTheDaysOfTheHistory()
    {
        var server = site.Book.ForEntity("host:bk1");
        Assert.Equal((new DateOnly(2026, 8, 3), new DateOnly(2026, 8, 22)), (server.FirstSeen, server.LastSeen));
        Assert.Equal((20, "day"), (server.ActivePeriods, server.PeriodNoun));
        Assert.NotNull(server.Hours);
        Assert.NotNull(server.Countries);
    }

    [Theory]
    [InlineData("host:nobody")]
    [InlineData("")]
    [InlineData("user:\u202e<img src=x>")]
    public void ForEntity_Unknown_SaysSo(string name)
    {
        var entity = site.Book.ForEntity(name);
        Assert.False(entity.IsInModel);
        Assert.Equal(name, entity.Entity);
        Assert.Empty(entity.Elements);
        Assert.Empty(entity.Egress);
        Assert.Equal(0, entity.ActivePeriods);
    }

    [Fact]
    public void Search_EveryPrefix_FindsWhatTheRowsHave()
    {
        var names = site.Rows.Select(r => r.Entity).Distinct().ToList();
        foreach (var prefix in new[] { "", "p", "PC", "user", "nobody" })
        {
            var expected = names.Where(n => n[(n.IndexOf(':', StringComparison.Ordinal) + 1)..].StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();
            var found = site.Book.Search(prefix, limit: PictureBook.MostEntities);
            Assert.Equal(expected.Count, found.Total);
            Assert.Equal(expected, found.Entities.Select(e => e.Entity).Order(StringComparer.Ordinal));
        }

        Assert.All(site.Book.Search("", "user").Entities, e => Assert.Equal("user", e.Kind));
        var two = site.Book.Search("pc", "host", 2);
        Assert.Equal(2, two.Entities.Count);
        Assert.True(two.Total > 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => site.Book.Search("", null, 0));
    }

    [Fact]
    public void EntitiesOf_AlertEntity_AreThoseThatTheModelKnows()
    {
        Assert.Equal(["host:pc1", "user:user1"], site.Book.EntitiesOf(new AlertEntity("pc1", "user1")));
        Assert.Empty(site.Book.EntitiesOf(new AlertEntity("nobody", null)));
    }
}
