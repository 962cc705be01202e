using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;

namespace Det0131.Models.Tests.Features;

public sealed class FeatureCatalogueTests
{
    public static IEnumerable<TheoryDataRow<string>> Ids => FeatureCatalogue.All.Select(f => new TheoryDataRow<string>(f.Id));

    [Fact]
    public void All_EveryFeature_HasACaseAndAPosition()
    {
        Assert.NotEmpty(FeatureCatalogue.All);
        Assert.Equal(FeatureCatalogue.All.Select(f => f.Id).Order(StringComparer.Ordinal), FeatureCases.All.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, FeatureCatalogue.All.Count), FeatureCatalogue.All.Select(f => f.Index));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Observe_MinimalEvent_TellsValueScopeAndEntity(string id)
    {
        var given = FeatureCases.All[id];
        Assert.Equal(given.Expected, Observe(id, given.Event));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Observe_FieldAbsent_TellsNothing(string id)
    {
        var given = FeatureCases.All[id];
        var poorer = new SecurityEvent();
        poorer.CopyFrom(given.Event);
        given.Without(poorer);
        // Two features keep telling of what else the event says: the tool "none" of a command line, the privilege "none" of a user.
        Assert.Empty(Observe(id, poorer));
    }

    /// <summary>A refused call moved nothing, teaches nothing and is not scored.</summary>
    [Fact]
    public void Observe_FailedCloudCall_TellsNothing()
    {
        var call = FeatureCases.Call();
        call.Outcome = Outcome.Failure;
        Assert.All(FeatureCatalogue.All, f => Assert.Empty(Observe(f.Id, call)));
        Assert.False(new EventSituator(FeatureCases.Site).Situate(call).IsScored);
    }

    [Fact]
    public void Observe_RequestOfARecordedConnection_AddsItsBytesOnce()
    {
        var post = FeatureCases.Post();
        (post.SourceBytes, post.FlowKey) = (900, "Cabc");
        Assert.Empty(Observe("volume.hour", post));
        post.FlowKey = null;
        Assert.Equal(900, Assert.Single(Observe("volume.hour", post)).Magnitude);
    }

    [Fact]
    public void Observe_FileOfARecordedConnection_AddsItsBytesOnce()
    {
        var file = FeatureCases.Post();
        (file.Kind, file.SourceBytes, file.FileBytes, file.FlowKey) = (EventKind.FileAccess, 900, 900, "Cabc");
        Assert.Empty(Observe("volume.hour", file));
        file.FlowKey = null;
        Assert.Equal(900, Assert.Single(Observe("volume.hour", file)).Magnitude);
    }

    [Fact]
    public void Observe_LocalDestination_TellsNoCountryAndAddsNoVolume()
    {
        var flow = FeatureCases.Flow("smb", 445);
        (flow.DestinationAddress, flow.Domain, flow.RegisteredDomain) = ("10.0.0.30", null, null);
        Assert.Empty(Observe("destination.country", flow));
        Assert.Empty(Observe("volume.day", flow));
        Assert.Equal("local:smb/445", Assert.Single(Observe("volume.flow", flow)).Scope);
    }

    [Fact]
    public void Observe_AnswerToTheOutside_CountryCountsWithinTheServiceAsked()
    {
        var flow = FeatureCases.Flow("ssh", 22);
        (flow.SourceAddress, flow.DestinationAddress) = (flow.DestinationAddress, flow.SourceAddress);
        (flow.SourceCountry, flow.HostSide, flow.Domain, flow.RegisteredDomain, flow.DestinationBytes) = ("BR", HostSide.Destination, null, null, 4_000);
        Assert.All(Observe("destination.country", flow), told => Assert.Equal(("in:ssh/22", "BR"), (told.Scope, told.Value)));
        Assert.NotEmpty(Observe("destination.country", flow));
    }

    [Theory]
    [InlineData(53, "udp")]
    [InlineData(123, "udp")]
    public void Observe_RoundTheClockService_IsNoHourOfTheHost(int port, string transport)
    {
        var flow = FeatureCases.Flow("dns", port);
        flow.Transport = transport;
        Assert.Empty(Observe("time.host", flow));
    }

    [Fact]
    public void Get_UnknownId_NamesIt()
    {
        Assert.Contains("volume.year", Assert.Throws<KeyNotFoundException>(() => FeatureCatalogue.Get("volume.year")).Message, StringComparison.Ordinal);
        Assert.False(FeatureCatalogue.TryGet("volume.year", out _));
    }

    /// <summary>The character model is replaced by the name's length: what is tested is what becomes of its answer.</summary>
    internal static ObservationTools Tools => new((name, _) => name.Length, extension => extension == ".sql");

    private static List<Told> Observe(string id, SecurityEvent e)
    {
        var sink = new RecordingSink();
        var feature = FeatureCatalogue.Get(id);
        sink.At(e.TimeMicros);
        sink.Select(feature);
        feature.Observe(new EventSituator(FeatureCases.Site).Situate(e), Tools, sink);
        return sink.Told;
    }
}
