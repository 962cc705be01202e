using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Procedures;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Simulation.Procedures;

/// <summary>
/// That the product's own readers find in the logs what the procedure table says: tool, parent, protocol, port, bytes. The readers were written
/// and tested against real records without knowing the simulator.
/// </summary>
public sealed class ProcedureRecordsTests(PlayedProcedures played) : IClassFixture<PlayedProcedures>
{
    private static readonly string[] WithoutNetwork = ["local", "grant", "objects"];

    public static TheoryData<string> AllIds => [.. ProcedureCatalogue.All.Select(procedure => procedure.Id)];

    [Theory]
    [MemberData(nameof(AllIds))]
    public void Procedure_PlayedInItsFirstVariation_LeavesRecordsWithTheTablesFacts(string id)
    {
        var procedure = ProcedureCatalogue.Find(id)!;
        var act = played.Act(procedure, procedure.Variations[0]);

        Assert.Equal((procedure.Analytic, procedure.Technique), (act.Analytic, act.Technique));
        Assert.NotEmpty(act.RecordIds);
        var events = played.Events[act.Id];
        Assert.NotEmpty(events);
        AssertPrograms(procedure, events);
        AssertTransfer(procedure, act, events);
    }

    [Fact]
    public void Import_OfAllVariations_RefusesNothingAndKnowsEveryRecordsAct()
    {
        Assert.Empty(played.Plan.LeftOut);
        Assert.Equal(0, played.Report.Files.Where(file => file.Format is not null).Sum(file => file.Counts.Rejected));
        Assert.Equal(0, played.Unclaimed);
    }

    [Fact]
    public void Variations_WhateverTheirTimesAndNames_TakeAmountsWithinTheRange()
    {
        Assert.All(played.Played, act =>
        {
            var procedure = ProcedureOf(act);
            if (!WithoutNetwork.Contains(procedure.Form) && procedure.Form is not ("pull" or "dns"))
            {
                Assert.InRange(OutBytes(played.Events[act.Id], procedure), procedure.Low * 0.98, Upper(procedure.High, played.Events[act.Id].Count));
            }
        });
    }

    [Fact]
    public void Variations_OutBytesOfTheEvents_AreTheGroundTruths()
    {
        // The readers' byte counts against what the simulator noted when it played. Flow logs count headers too: left out here.
        Assert.All(played.Played.Where(act => ProcedureOf(act) is { Form: not ("flow" or "objects" or "grant" or "local") }), act =>
            Assert.Equal(act.Bytes, OutBytes(played.Events[act.Id], ProcedureOf(act))));
    }

    [Fact]
    public void Variations_RenamedTool_RunsUnderAnotherNameThanPlain()
    {
        foreach (var procedure in ProcedureCatalogue.All.Where(p => p.Variations.Contains(ActVariation.Renamed)))
        {
            var renamed = Programs(played.Events[played.Act(procedure, ActVariation.Renamed).Id]);
            var plain = Programs(played.Events[played.Act(procedure, ActVariation.Plain).Id]);
            Assert.NotEmpty(renamed.Except(plain));
        }
    }

    [Fact]
    public void Variations_AllowedProtocol_IsTlsOnPort443()
    {
        foreach (var procedure in ProcedureCatalogue.All.Where(p => p.Variations.Contains(ActVariation.AllowedProtocol) && p.Form is not ("serve" or "flow")))
        {
            var flows = played.Events[played.Act(procedure, ActVariation.AllowedProtocol).Id].Where(e => e.Source == "zeek.conn").ToList();
            Assert.Contains(flows, e => e is { Application: "ssl", DestinationPort: 443 });
            Assert.DoesNotContain(flows, e => e.Application == procedure.Service && procedure.Service is "ftp" or "ssh");
        }
    }

    private static void AssertPrograms(Procedure procedure, IReadOnlyList<SecurityEvent> events)
    {
        var steps = ChainStep.Parse(procedure.Chain).Where(step => step.Word.Length == 0).ToList();
        var starts = events.Where(e => e.Kind == EventKind.ProcessStart).ToList();
        if (procedure.HostKind == "esxi")
        {
            Assert.All(steps.Where(step => !step.IsResident), step => Assert.Contains(starts, e => e.Process == Base(step.Name) || e.CommandLine!.Contains(step.Name, StringComparison.Ordinal)));
            return;
        }

        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].IsResident)
            {
                continue;
            }

            var parent = i > 0 && !steps[i].IsSibling ? steps[i - 1] : null;
            Assert.Contains(starts, e => IsProgram(e.Process, steps[i]) && (parent is null || IsParent(e, parent, starts)));
        }
    }

    private static void AssertTransfer(Procedure procedure, Act act, IReadOnlyList<SecurityEvent> events)
    {
        switch (procedure.Form)
        {
            case "local":
                Assert.Equal(0, act.Bytes);
                Assert.DoesNotContain(events, e => e.Kind == EventKind.NetworkFlow);
                break;
            case "grant":
                Assert.Contains(events, e => e.CloudAction == ActionOf(procedure) && (e.ForeignAccount is not null || procedure.Settings.Text("shape") == "datasync"));
                Assert.All(events, e => Assert.True(EntityOf(e) == act.Entity, $"{EntityOf(e)}; expected {act.Entity}"));
                break;
            case "objects":
                Assert.All(events.Where(e => e.FilePath is not null), e => Assert.Equal((ActionOf(procedure), act.Entity), (e.CloudAction, EntityOf(e))));
                Assert.Contains(events, e => e.CloudAction == ActionOf(procedure));
                break;
            case "flow":
                Assert.Contains(events, e => e.DestinationPort == procedure.Port && e.Transport == procedure.Transport);
                break;
            default:
                var flows = events.Where(e => e.Source == "zeek.conn").ToList();
                Assert.Contains(flows, e => (e.Application ?? "") == (procedure.Form == "tftp" ? "" : procedure.Service)
                    && e.Transport == procedure.Transport
                    && (procedure.Transport == "icmp" || e.DestinationPort == procedure.Port));
                break;
        }
    }

    /// <summary>The table's action in the words of the events.</summary>
    private static string ActionOf(Procedure procedure)
    {
        var (service, action) = (procedure.Settings.Text("service", "s3"), procedure.Settings.Text("action"));
        return (procedure.Settings.Text("provider"), procedure.Form) switch
        {
            ("azure", "objects") => "storage:" + action,
            ("azure", _) => $"{service}:{action}".ToLowerInvariant(),
            ("gcp", "objects") => action.Replace("storage.", "storage:", StringComparison.Ordinal),
            ("gcp", _) => action.Replace("v1.compute.", "compute:", StringComparison.Ordinal),
            _ => $"{service}:{action}",
        };
    }

    private static string? EntityOf(SecurityEvent e) => e.CloudRole ?? e.User;

    private static Procedure ProcedureOf(Act act) =>
        ProcedureCatalogue.All.Single(p => act.Id == p.Id || (act.Id.StartsWith(p.Id + "-", StringComparison.Ordinal) && act.Id[(p.Id.Length + 1)..].All(char.IsAsciiDigit)));

    /// <summary>What left the site by the sensor's flows, by whoever opened them.</summary>
    private static long OutBytes(IEnumerable<SecurityEvent> events, Procedure procedure) => procedure.Form == "flow"
        ? events.Where(e => e.SourceAddress!.StartsWith("10.", StringComparison.Ordinal)).Sum(e => e.SourceBytes ?? 0)
        : events.Where(e => e.Source == "zeek.conn" && !(procedure.Form != "dns" && e.Application == "dns")).Sum(e => (e.SourceAddress!.StartsWith("10.", StringComparison.Ordinal) ? e.SourceBytes : e.DestinationBytes) ?? 0);

    /// <summary>Data, encodings (base64 of mail), headers of packets and protocols, and a few kilobytes for every connection.</summary>
    private static double Upper(long high, int events) => (high * 1.45) + (events * 5_000.0);

    /// <summary>auditd names parents by number: the name is that of the parent's own start, which one that runs since before has not.</summary>
    private static bool IsParent(SecurityEvent e, ChainStep parent, List<SecurityEvent> starts) => e.Parent is not null
        ? IsProgram(e.Parent, parent)
        : parent.IsResident ? e.ParentKey is not null : starts.Exists(start => start.ProcessKey == e.ParentKey && IsProgram(start.Process, parent));

    private static bool IsProgram(string? process, ChainStep step) => process == Base(step.Path.Length > 0 ? step.Path : step.Name);

    private static string Base(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();

    private static HashSet<string> Programs(IEnumerable<SecurityEvent> events) =>
        events.Where(e => e.Kind == EventKind.ProcessStart).Select(e => e.Process!).ToHashSet(StringComparer.Ordinal);
}
