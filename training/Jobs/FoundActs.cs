using System.Globalization;
using Det0131.Datasets.Simulation;
using Det0131.Models.Alerts;
using Det0131.Models.Scoring;
using Det0131.Training.Backtesting;

namespace Det0131.Training.Jobs;

/// <summary>Decides by event which staged acts are in an alert. Not thread-safe.</summary>
/// <param name="acts">What was staged.</param>
/// <param name="directory">Directory that the acts' file names are relative to.</param>
internal sealed class FoundActs(IReadOnlyList<StagedAct> acts, string directory)
{
    private readonly ActLabels _labels = new(acts, directory);
    private readonly GroupScore?[] _best = new GroupScore?[acts.Count];

    /// <summary>Acts of which at least one event is in a group that opened an alert.</summary>
    public int Found => _best.Count(b => b?.Opens == true);

    public void Observe(GroupScore scored)
    {
        foreach (var reference in scored.Group.References)
        {
            foreach (var act in _labels.Of(reference.Identity, reference.Source, scored.Group.Host, reference.RecordId, reference.File, reference.Line))
            {
                if (_best[act] is not { } best || (scored.Opens, scored.Score).CompareTo((best.Opens, best.Score)) > 0)
                {
                    _best[act] = scored;
                }
            }
        }
    }

    public void Write(TextWriter to)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"staged acts found: {Found} of {acts.Count}"));
        for (var i = 0; i < acts.Count; i++)
        {
            var best = _best[i];
            var verdict = best switch
            {
                null => "not seen ",
                { Opens: true } => "found    ",
                _ => "missed   ",
            };
            var score = best is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{best.Score,5:0.0} bits");
            to.WriteLine(TerminalText.Escape($"  {verdict} {score,10}  {acts[i].Analytic}  {acts[i].Name}: {acts[i].Procedure}, {acts[i].Entity} to {acts[i].Destination}{(acts[i].Bytes is { } bytes ? ", " + PlainQuantity.Bytes(bytes) : "")}"));
        }
    }
}
