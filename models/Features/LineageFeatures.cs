using Det0131.Models.Events;
using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Models.Features;

/// <summary>Who starts what, and what the command line says about it.</summary>
internal static class LineageFeatures
{
    // Words beyond these are not looked at: a hostile line must not cost more than a long one.
    private const int MostWords = 24;

    public static readonly Feature[] All =
    [
        new("lineage.parent_child", FeatureFamily.Lineage, FeatureKind.Rarity, "process started by this parent",
            (s, t, sink) => { if (s.Event is { Kind: EventKind.ProcessStart, Parent: { } parent }) { sink.Value(s.HostEntity, parent, s.Event.Process); } }),

        new("lineage.transfer_tool", FeatureFamily.Lineage, FeatureKind.Rarity, "caller of this transfer tool",
            (s, t, sink) => { if (s.Event is { Kind: EventKind.ProcessStart, Tool: { } tool }) { sink.Value(s.HostEntity, tool, ObservationTools.Caller(s)); } }),

        new("lineage.process_protocol", FeatureFamily.Lineage, FeatureKind.Rarity, "protocol and port of this process",
            (s, t, sink) => { if (ProtocolFeatures.IsExchange(s) && s.Event.Process is { } process) { sink.Value(s.HostEntity, process, t.Services.Of(s)); } }),

        new("command.tool", FeatureFamily.Command, FeatureKind.Rarity, "tool named on the command line of this parent and process",
            (s, t, sink) => { if (s.Event is { Kind: EventKind.ProcessStart, CommandLine: not null }) { sink.ValueOrNothing(s.HostEntity, Scope(s, t), s.Event.Tool); } }),

        new("command.verb", FeatureFamily.Command, FeatureKind.Rarity, "upload verb and destination on the command line of this parent and process",
            (s, t, sink) => { if (s.Event is { Kind: EventKind.ProcessStart, CommandLine: not null }) { sink.ValueOrNothing(s.HostEntity, Scope(s, t), Verb(s, t)); } }),

        new("command.token", FeatureFamily.Command, FeatureKind.Rarity, "word on the command line of this parent and process",
            (s, t, sink) =>
            {
                if (s.IsScored && s.Event is { Kind: EventKind.ProcessStart, CommandLine: { } line })
                {
                    var tokens = new CommandTokens(line, stackalloc char[CommandTokens.BufferLength]);
                    for (var words = 0; words < MostWords && tokens.MoveNext(); words++)
                    {
                        sink.Value(s.HostEntity, Scope(s, t), t.Word(tokens.Current));
                    }
                }
            }),
    ];

    private static string Scope(Context.Situation s, ObservationTools t) => t.Pair(s.Event.Parent ?? "-", s.Event.Process ?? "-");

    private static string? Verb(Context.Situation s, ObservationTools t) =>
        s.Event.Domain is null && s.Event.DestinationAddress is null ? s.Event.Verb : t.Pair(s.Event.Verb ?? FeatureSink.None, "address");
}
