using Det0131.Scoring.Access;
using Det0131.Scoring.Tests.Hosting;

namespace Det0131.Scoring.Tests.Access;

public sealed class KeyRingTests
{
    private readonly ManualTime _time = new(Samples.Now);
    private readonly MemoryKeys _keys = new();
    private readonly KeyRing _ring;

    public KeyRingTests() => _ring = new KeyRing(_keys, _keys, _time);

    [Fact]
    public async Task OpenAsync_ExpiredOrRevoked_OpensNothing()
    {
        var short1 = await _ring.MakeAsync("short", Role.Analyst, TimeSpan.FromDays(1), "console", default);
        var revoked = await _ring.MakeAsync("revoked", Role.Admin, null, "console", default);
        Assert.Equal("short", (await _ring.OpenAsync(short1.Secret.Reveal(), default))?.Name);
        Assert.Equal("revoked", (await _ring.OpenAsync(revoked.Secret.Reveal(), default))?.Name);

        await _ring.RevokeAsync(revoked.Key.Id, "console", default);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await _ring.OpenAsync(short1.Secret.Reveal(), default));
        Assert.Null(await _ring.OpenAsync(revoked.Secret.Reveal(), default));
        Assert.False(await _ring.AnyInForceAsync(default));
    }

    [Fact]
    public async Task OpenAsync_AnothersIdWithOwnSecret_OpensNothing()
    {
        var a = await _ring.MakeAsync("a", Role.Admin, null, "console", default);
        var b = await _ring.MakeAsync("b", Role.Ingest, null, "console", default);
        Assert.Null(await _ring.OpenAsync("det0131_" + a.Key.Id + "_" + b.Secret.Reveal()[21..], default));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a\nb")]
    [InlineData("a\u202Eb")]
    [InlineData("console")]
    [InlineData("Scorer")]
    public async Task MakeAsync_BadName_IsRefused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _ring.MakeAsync(name, Role.Admin, null, "console", default));

    [Fact]
    public async Task MakeAsync_AndRevoke_AreAuditedWithoutTheSecret()
    {
        var made = await _ring.MakeAsync("sensor", Role.Ingest, TimeSpan.FromDays(90), "ada", default);
        await _ring.RevokeAsync(made.Key.Id, "bob", default);
        var lines = await ((IAuditLog)_keys).ListAsync(10, default);
        Assert.Equal(["key.revoke bob", "key.create ada"], lines.Select(l => $"{l.Action} {l.Who}"));
        Assert.Equal("sensor, ingest, until 2027-02-19 08:00 UTC", lines[1].Detail);
        Assert.DoesNotContain(lines, l => l.ToString().Contains(made.Secret.Reveal()[21..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task FirstAsync_OnlyWhereThereNeverWasAKey()
    {
        var first = await _ring.FirstAsync(default);
        Assert.Equal(Role.Admin, first?.Key.Role);
        Assert.Null(await _ring.FirstAsync(default));
        await _ring.RevokeAsync(first!.Key.Id, "console", default);
        Assert.Null(await _ring.FirstAsync(default));
    }
}
