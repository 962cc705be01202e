using System.Text.Json;
using Det0131.Models.Alerts;
using Det0131.Models.Tests.Alerts;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Tests.Alerts;
using Det0131.Scoring.Tests.Service;
using static Det0131.Scoring.Tests.Alerts.StoreAlerts;

namespace Det0131.Scoring.Tests.Delivery;

/// <summary>What a file is told of the lives of alerts, and that it is told at least once.</summary>
public sealed class ChannelFeedTests : IAsyncDisposable
{
    private readonly StoreUnderTest _store = StoreUnderTest.Sqlite();
    private readonly string _folder = Directory.CreateTempSubdirectory("det0131-file-").FullName;
    private readonly ServiceMetrics _metrics = new();

    private string Path => System.IO.Path.Combine(_folder, "out", "alerts.ndjson");

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Each life step by step: what is beyond the budget, suppressed or merged is not told of; those who know it learn that it left.
    [Fact]
    public async Task SendAllAsync_Lives_AreToldAsCreateUpdateClose()
    {
        await _store.ApplyAsync(Make("seen"), Make("over", flags: AlertFlags.OverBudget), Make("quiet", host: "pc8"));
        await _store.ApplyAsync(Make("over", events: 9, flags: AlertFlags.OverBudget));
        await _store.ChangeAsync("over", new AlertChange(AlertState.InProgress));
        await _store.AllowAsync("e1", entity: "pc8");
        await _store.ApplyAsync(Make("quiet", host: "pc8", events: 9), Make("never", host: "pc8"));
        await _store.ChangeAsync("seen", new AlertChange(Owner: "bob", Comment: "mine"));
        await _store.ChangeAsync("seen", new AlertChange(AlertState.InProgress));
        await _store.ChangeAsync("seen", new AlertChange(AlertState.Benign));
        await _store.ApplyAsync(Make("seen", day: 1));
        await _store.Alerts.ApplyAsync([], new Dictionary<string, string> { ["seen"] = "over" }, CancellationToken.None);
        await _store.Allowed.EndAsync("e1", "anna", CancellationToken.None);
        await Feed(new AlertFile(Path, "ocsf")).SendAllAsync(CancellationToken.None);

        var findings = Lines().Select(line => JsonElement.Parse(line)).ToList();
        Assert.All(findings, finding => Assert.Empty(OcsfSchema.Faults(finding, "detection_finding")));
        Assert.Equal(
            [
                "seen Create New", "quiet Create New", "quiet Update Suppressed", "seen Update In Progress", "seen Close Resolved", "seen Update New", "seen Close Resolved",
                "quiet Update New", "never Create New",
            ],
            findings.Select(f => $"{f.GetProperty("finding_info").GetProperty("uid")} {f.GetProperty("activity_name")} {f.GetProperty("status")}"));
    }

    [Fact]
    public async Task SendAllAsync_AgainAndInAnotherProcess_GoesOnWhereItStopped()
    {
        await _store.ApplyAsync([.. Enumerable.Range(0, 250).Select(i => Make($"a{i}"))]);
        await Feed(new AlertFile(Path, "ecs")).SendAllAsync(CancellationToken.None);
        await Feed(new AlertFile(Path, "ecs")).SendAllAsync(CancellationToken.None);
        await _store.ApplyAsync(Make("last"));
        await using var other = _store.Open();
        await new ChannelFeed(other, new AlertFile(Path, "ecs"), _metrics).SendAllAsync(CancellationToken.None);

        Assert.Equal([.. Enumerable.Range(0, 250).Select(i => $"a{i}"), "last"], Ids(Lines()));
    }

    // The disk says no after a part of the batch was written: all of it comes again, nothing is missed.
    [Fact]
    public async Task SendAllAsync_ChannelFails_SendsTheBatchAgain()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2"));
        var channel = new FailingOnce();

        await Assert.ThrowsAsync<IOException>(() => Feed(channel).SendAllAsync(CancellationToken.None));
        await Feed(channel).SendAllAsync(CancellationToken.None);
        Assert.Equal(["a1", "a1", "a2"], channel.Taken);
    }

    [Fact]
    public async Task SendAsync_FullFile_IsRotatedAndTheOldestGoes()
    {
        var line = AlertForm.Line("ocsf", Outgoing("a0")).Length;
        var file = new AlertFile(Path, "ocsf", mostBytes: (2 * line) + (line / 2), kept: 2);
        for (var i = 0; i < 9; i++)
        {
            await file.SendAsync([Outgoing($"a{i}")], CancellationToken.None);
        }

        Assert.Equal(["a8"], Ids(Lines()));
        Assert.Equal(["a6", "a7"], Ids(Lines(".1")));
        Assert.Equal(["a4", "a5"], Ids(Lines(".2")));
        Assert.Equal(3, Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!).Length);
    }

    [Fact]
    public async Task SendAsync_FileMovedAwayOrCut_GoesOnWithWholeLines()
    {
        var file = new AlertFile(Path, "ocsf");
        await file.SendAsync([Outgoing("a1")], CancellationToken.None);
        File.Move(Path, Path + ".moved");
        await file.SendAsync([Outgoing("a2")], CancellationToken.None);
        File.AppendAllText(Path, "{\"half\":");
        await file.SendAsync([Outgoing("a3")], CancellationToken.None);

        Assert.Equal(["a1"], Ids(Lines(".moved")));
        var lines = Lines();
        Assert.Equal("{\"half\":", lines[1]);
        Assert.Equal(["a2", "a3"], Ids([lines[0], lines[2]]));
    }

    /// <summary>On a disk that is really full, also amid a line and amid a rotation: every line stays whole, and all are there when there is room again.</summary>
    [Theory]
    [InlineData(64L << 20)]
    [InlineData(3_000L)]
    public async Task SendAsync_DiskFull_LeavesWholeLinesAndGoesOn(long mostBytes)
    {
        using var disk = SmallDisk.Mount(1);
        var path = System.IO.Path.Combine(disk.Folder, "alerts.ndjson");
        var file = new AlertFile(path, "ocsf", mostBytes, kept: 100);
        await file.SendAsync([Outgoing("a1")], CancellationToken.None);
        disk.Fill();
        OutgoingAlert[] more = [.. Enumerable.Range(2, 20).Select(i => Outgoing($"a{i}"))];
        await Assert.ThrowsAsync<IOException>(() => file.SendAsync(more, CancellationToken.None));
        Assert.Contains("a1", Ids(All()));
        disk.Free();
        await file.SendAsync(more, CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, 21).Select(i => $"a{i}").Order(StringComparer.Ordinal), Ids(All()).Distinct().Order(StringComparer.Ordinal));

        IEnumerable<string> All() => Directory.GetFiles(disk.Folder, "alerts*").SelectMany(File.ReadAllLines);
    }

    private static OutgoingAlert Outgoing(string id) => new(1, Make(id), AlertActivity.Create);

    private static IEnumerable<string> Ids(IEnumerable<string> lines) => lines.Select(line => JsonElement.Parse(line)).Select(
        json => (json.TryGetProperty("finding_info", out var info) ? info.GetProperty("uid") : json.GetProperty("event").GetProperty("id")).GetString()!);

    private ChannelFeed Feed(IAlertChannel channel) => new(_store.Database, channel, _metrics);

    private string[] Lines(string suffix = "") => File.ReadAllLines(Path + suffix);

    private sealed class FailingOnce : IAlertChannel
    {
        public List<string> Taken { get; } = [];

        public string Name => "file";

        public Task SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancellation)
        {
            Taken.Add(alerts[0].Alert.Id);
            if (Taken.Count == 1)
            {
                throw new IOException("The disk is full.");
            }

            Taken.AddRange(alerts.Skip(1).Select(a => a.Alert.Id));
            return Task.CompletedTask;
        }
    }
}
