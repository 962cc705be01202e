using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

public sealed class EventSchemaTests : LakeTests
{
    [Fact]
    public void Columns_AreEveryPropertyOfTheEventOnce()
    {
        Assert.NotEmpty(Properties);
        Assert.Equal(Properties.Select(property => property.Name).Order(StringComparer.Ordinal), EventSchema.Columns.Select(column => column.Field).Order(StringComparer.Ordinal));
        Assert.Equal(EventSchema.Columns.Count, EventSchema.Columns.Select(column => column.Name).Distinct().Count());
    }

    [Fact]
    public void NameOf_EveryPlatform_IsItsDirectory() =>
        Assert.Equal(["unknown", "windows", "linux", "macos", "iaas", "esxi"], Enum.GetValues<Platform>().Select(EventSchema.NameOf));

    [Fact]
    public void LiteralOf_EveryKind_IsNamed() =>
        Assert.Equal(
            ["'process_start'", "'network_flow'", "'dns_query'", "'http_request'", "'file_access'", "'cloud_api_call'"],
            Enum.GetValues<EventKind>().Select(EventSchema.LiteralOf));

    [Fact]
    public void Select_WithoutRaw_LeavesOnlyTheTextOut() =>
        Assert.Equal("event.original", Assert.Single(EventSchema.Columns.Except(EventSchema.Select(EventFields.WithoutRaw))).Name);

    [Fact]
    public void Of_Field_IsItsQuotedName()
    {
        Assert.Equal("\"host.name\"", EventSchema.Of(nameof(SecurityEvent.Host)));
        Assert.Throws<ArgumentException>(() => EventSchema.Of("Hosts"));
    }
}
