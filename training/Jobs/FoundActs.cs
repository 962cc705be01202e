using System.Globalization;
using Det0131.Datasets.Simulation;
using Det0131.Models.Alerts;
using Det0131.Models.Scoring;

namespace Det0131.Training.Jobs;

/// <summary>Decides by event which staged acts are in an alert. Not thread-safe.</summary>
internal sealed class FoundActs
{
    private readonly string _directory;
    private readonly IReadOnlyList<StagedAct> _acts;
    private readonly Dictionary<string, List<int>> _actsOfRecord = new(StringComparer.Ordinal);
    private readonly GroupScore?[] _best;

    /// <param name="acts">What was staged.</param>
    /// <param name="directory">Directory that the acts' file names are relative to.</param>
    public FoundActs(IReadOnlyList<StagedAct> acts, string directory)
    {
        _directory = directory;
        _acts = acts;
        _best = new GroupScore?[acts.Count];
        for (var act = 0; act < acts.Count; act++)
        {
            foreach (var id in acts[act].RecordIds)
            {
                if (!_actsOfRecord.TryGetValue(id, out var owners))
                {
                    _actsOfRecord[id] = owners = [];
                }

                owners.Add(act);
            }
        }
    }

    /// <summary>Acts of which at least one event is in a group that opened an alert.</summary>
    public int Found => _best.Count(b => b?.Opens == true);

    public void Observe(GroupScore scored)
    {
        foreach (var reference in scored.Group.References)
        {
            Match(NameOf(reference, scored.Group.Host), scored);
            Match(string.Create(CultureInfo.InvariantCulture, $"event:{reference.Identity:x32}"), scored);
            if (reference.File is not null)
            {
                Match($"file:{Path.GetRelativePath(_directory, reference.File).Replace('\\', '/')}:{reference.Line.ToString(CultureInfo.InvariantCulture)}", scored);
            }
        }
    }

    public void Write(TextWriter to)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"staged acts found: {Found} of {_acts.Count}"));
        for (var i = 0; i < _acts.Count; i++)
        {
            var best = _best[i];
            var verdict = best switch
            {
                null => "not seen ",
                { Opens: true } => "found    ",
                _ => "missed   ",
            };
            var score = best is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{best.Score,5:0.0} bits");
            to.WriteLine(TerminalText.Escape($"  {verdict} {score,10}  {_acts[i].Analytic}  {_acts[i].Name}: {_acts[i].Procedure}, {_acts[i].Entity} to {_acts[i].Destination}{(_acts[i].Bytes is { } bytes ? ", " + PlainQuantity.Bytes(bytes) : "")}"));
        }
    }

    /// <summary>The record's name in the acts file.</summary>
    private static string? NameOf(GroupEvent reference, string? host) => reference.Source.Split('.')[0] switch
    {
        "zeek" => "zeek:" + reference.RecordId,
        "aws" => "cloudtrail:" + reference.RecordId,
        "windows" => $"windows:{host}/{reference.RecordId}",
        "linux" => $"auditd:{host}/{reference.RecordId}",
        _ => null,
    };

    private void Match(string? id, GroupScore scored)
    {
        if (id is null || !_actsOfRecord.TryGetValue(id, out var owners))
        {
            return;
        }

        foreach (var act in owners)
        {
            if (_best[act] is not { } best || (scored.Opens, scored.Score).CompareTo((best.Opens, best.Score)) > 0)
            {
                _best[act] = scored;
            }
        }
    }
}
