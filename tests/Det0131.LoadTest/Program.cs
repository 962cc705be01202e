using System.CommandLine;
using System.Globalization;
using Det0131.LoadTest;
using Spectre.Console;

var seconds = new Option<int>("--seconds") { Description = "How long is sent.", DefaultValueFactory = _ => 60 };
var rate = new Option<string>("--rate") { Description = "Events a second, or max.", DefaultValueFactory = _ => "max" };
var lines = new Option<int>("--body-lines") { Description = "Lines of a body.", DefaultValueFactory = _ => 500 };
var senders = new Option<int>("--senders") { Description = "Bodies in flight at most.", DefaultValueFactory = _ => 4 };
var bad = new Option<double>("--bad-share") { Description = "Share of lines that cannot be used.", DefaultValueFactory = _ => 0.01 };
var hosts = new Option<int>("--hosts") { Description = "Copies of each of the demo's 45 machines.", DefaultValueFactory = _ => 50 };
var gzip = new Option<bool>("--gzip") { Description = "Compress the bodies." };
var serve = new Option<string[]>("--serve") { Description = "An option of the service, as --serve=--settle=0.2; may be repeated." };
var command = new RootCommand("""
    Starts the scoring service on this machine with the demo's model, sends it events, and checks that each is scored and in the lake once.
    Exit code 1 when something was lost or doubled.
    """) { seconds, rate, lines, senders, bad, hosts, gzip, serve };
command.SetAction(async (parsed, cancellation) =>
{
    var options = new LoadOptions
    {
        Seconds = parsed.GetValue(seconds), Rate = parsed.GetValue(rate) is "max" ? null : int.Parse(parsed.GetValue(rate)!, CultureInfo.InvariantCulture),
        BodyLines = parsed.GetValue(lines), Senders = parsed.GetValue(senders), BadShare = parsed.GetValue(bad), Hosts = parsed.GetValue(hosts),
        Gzip = parsed.GetValue(gzip), Serve = parsed.GetValue(serve) ?? [],
    };
    try
    {
        var result = await new LoadRun(options, TimeProvider.System, text =>
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.WriteLine(text);
            }
        }).RunAsync(cancellation);
        LoadReport.Write(result, AnsiConsole.Console);
        return result.Faults().Count == 0 ? 0 : 1;
    }
    catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or TimeoutException or InvalidDataException or IOException)
    {
        await Console.Error.WriteLineAsync(fault.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
