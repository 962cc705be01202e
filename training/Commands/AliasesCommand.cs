using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.Addresses;
using Det0131.Models.Alerts;
using Det0131.Models.Context;
using Det0131.Models.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Puts who had which address, and who goes by which names, into the assets file.</summary>
internal sealed class AliasesCommand : Command
{
    private readonly Argument<string[]> _files = new("files") { Description = "Lease logs, session tables, directory exports (plain or .gz).", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _assets = new("--assets") { Description = "Assets file to begin with; its settings stay." };
    private readonly Option<string> _out = new("--out") { Description = "Write the assets file here instead of standard output; the one of --assets may be named." };
    private readonly Option<string> _zone = new("--time-zone") { Description = "Zone of times that tell none (IANA name).", DefaultValueFactory = _ => "UTC" };

    public AliasesCommand()
        : base("aliases", $"""
            Writes an assets file in which a host or account is one entity under all its addresses and names.

            Reads: {NameFiles.Formats}.

            Example:
              det0131-train aliases /var/lib/dhcp/dhcpd.leases vpn-sessions.csv ad-users.csv --assets assets.csv --out assets.csv
              det0131-train aliases dhcp.log.gz --time-zone Europe/Amsterdam > assets.csv
            """)
    {
        Arguments.Add(_files);
        foreach (var option in new Option[] { _assets, _out, _zone })
        {
            Options.Add(option);
        }

        _zone.Validators.Add(zone =>
        {
            if (zone.GetValueOrDefault<string>() is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
            {
                zone.AddError($"Time zone '{name}' is not known on this machine; expected an IANA name such as Europe/Amsterdam.");
            }
        });
        SetAction((parsed, _) => Task.FromResult(JobExit.Run(() => Run(parsed), Console.Error)));
    }

    private int Run(ParseResult parsed)
    {
        var merge = new AssetMerge(parsed.GetValue(_assets) is { } path ? AssetsFile.Read(path) : []);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(parsed.GetValue(_zone)!);
        var (used, unusable) = (0, 0);
        foreach (var file in parsed.GetValue(_files)!)
        {
            try
            {
                var read = NameFiles.Read(file, zone);
                merge.Add(read);
                used++;
                unusable += read.Faults.Count;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{TerminalText.Escape(file)}: {read.Format}; {read.Leases.Count:N0} leases, {read.Names.Count:N0} names, {read.Ignored:N0} lines that tell no owner, {read.Faults.Count:N0} unusable"));
                foreach (var fault in read.Faults.Take(10))
                {
                    Console.Error.WriteLine("  " + TerminalText.Escape(fault));
                }
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                unusable++;
                Console.Error.WriteLine(TerminalText.Escape(e.Message));
            }
        }

        if (used == 0)
        {
            return JobExit.Failed;
        }

        var lines = AssetsFile.Lines(merge.Build());
        if (parsed.GetValue(_out) is { } to)
        {
            // Never half a file, and the old one until the new one is whole.
            var next = to + ".new";
            File.WriteAllLines(next, lines);
            File.Move(next, to, overwrite: true);
        }
        else
        {
            foreach (var line in lines)
            {
                Console.Out.WriteLine(line);
            }
        }

        return unusable > 0 ? JobExit.Partial : JobExit.Success;
    }
}
