using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>Data in the names of DNS questions.</summary>
internal static class NameForms
{
    private const int MostNames = 4000;
    private const int LongestName = 253;
    private const string OutsideResolver = "8.8.8.8";

    /// <summary>
    /// Questions of <c>chars</c> encoded characters in labels of <c>label</c>, every <c>gap</c> milliseconds; <c>idle</c> short polls before;
    /// <c>each</c> starts a program for every question; <c>alone</c>: the program asks without the system's resolver; <c>direct</c>: it asks 8.8.8.8.
    /// </summary>
    public static void Dns(Performance p)
    {
        var s = p.Settings;
        var (alphabet, bits) = TunnelAlphabet.Of(s.Text("encode", "hex"));
        var zone = s.Text("prefix") is { Length: > 0 } prefix ? prefix + "." + p.Destination.Host : p.Destination.Host;
        var room = LongestName - zone.Length - 12;
        var characters = (int)Math.Min(s.Number("chars", 60), room - (room / 60));
        var count = (int)Math.Clamp(s.Number("count", Math.Ceiling(p.Bytes * 8.0 / (characters * bits))), 1, MostNames);
        var types = s.Text("type", "A").Split('/');
        var server = s.Says("direct") ? OutsideResolver : p.Stage.Machine.Resolver;
        var random = p.Stage.Random;
        var at = p.At;
        void Ask(string name)
        {
            var dns = new DnsExchange(name, random.Pick(types), s.Text("answer", "-") == "-" ? null : s.Text("answer"), server);
            Question(p, at, dns);
            at += (long)(s.Number("gap", 500) * 1000) + random.Between(0, (int)(s.Number("jitter", s.Number("gap", 500) / 8) * 1000));
        }

        if (s.Text("start").Length > 0)
        {
            Ask($"{s.Text("start")}.{zone}");
        }

        foreach (var name in p.Stage.TunnelNames((int)s.Number("idle"), alphabet, 34, 34, zone))
        {
            Ask(name);
            at += 4_000_000;
        }

        var label = (int)s.Number("label", 63);
        for (var i = 0; i < count; i++)
        {
            var length = s.Says("grow") ? 1 + (i * characters / count) : characters;
            var name = p.Stage.TunnelNames(1, alphabet, length, label, zone).First();
            Ask(s.Says("sequence") ? InvariantText.Text($"{i}.{name}") : name);
        }
    }

    private static void Question(Performance p, long at, DnsExchange dns)
    {
        var program = p.Program;
        if (p.Settings.Text("each") is { Length: > 0 } command && p.Last is { } last)
        {
            var parent = ParentOfEach(last);
            program = ProgramChain.StartEach(p.Stage, p.Procedure, p.Names, command.Replace("{query}", dns.Name, StringComparison.Ordinal), parent, at - 20_000);
        }

        if (p.Settings.Says("alone"))
        {
            p.Stage.Machine.TunnelAlone(program, at, dns);
        }
        else
        {
            p.Stage.Machine.Tunnel(program, at, dns);
        }
    }

    /// <summary>The shell, where the chain ends in a helper of the loop.</summary>
    private static RunningProgram ParentOfEach(RunningProgram last) => last.Name == "xxd" ? last.Parent! : last;
}
