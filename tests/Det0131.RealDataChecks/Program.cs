using System.Globalization;
using Det0131.RealDataChecks;

const string Variable = "DET0131_REAL_DATA";
var data = Environment.GetEnvironmentVariable(Variable);
if (string.IsNullOrWhiteSpace(data))
{
    Console.WriteLine($"{Variable} is not set: no real logs to check. Set it to the folder that holds the public log sets.");
    return 0;
}

if (!Directory.Exists(data))
{
    Console.WriteLine($"{Variable} is {data}, which is no folder: no real logs to check.");
    return 0;
}

var work = Directory.CreateTempSubdirectory("det0131-realdata-").FullName;
var faults = 0;
try
{
    Console.WriteLine($"{"set",-14}{"records",10}{"events",9}{"ignored",9}{"rejected",9}{"refused files",14}{"days",5}{"groups",8}{"alerts",7}{"s",7}  facts");
    foreach (var set in RealSets.All.Where(s => args.Length == 0 || args.Contains(s.Name, StringComparer.Ordinal)))
    {
        var folder = Path.Combine(data, set.Folder);
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"{set.Name,-14}not there: {set.Folder}");
            continue;
        }

        var r = new SetRun(set, folder, Path.Combine(work, set.Name), TimeProvider.System).Run();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name,-14}{r.Records,10}{r.Events,9}{r.Ignored,9}{r.Rejected,9}{r.Problems,14}{r.Days,5}{r.Groups,8}{r.Alerts,7}{r.Took.TotalSeconds,7:0.0}  {(r.Faults.Count == 0 ? "hold" : $"{r.Faults.Count} do not hold")}"));
        foreach (var fault in r.Faults)
        {
            Console.WriteLine($"    {fault}");
        }

        faults += r.Faults.Count;
    }
}
finally
{
    Directory.Delete(work, recursive: true);
}

if (args.Length == 0 || args.Contains("event-logs", StringComparer.Ordinal))
{
    var differing = EventLogTwins.Run(data);
    foreach (var difference in differing)
    {
        Console.WriteLine($"    {difference}");
    }

    faults += differing.Count;
}

var forms = Path.Combine(data, "zeek-formats");
if (Directory.Exists(forms))
{
    foreach (var (log, records, differences) in TwinForms.Run(Path.Combine(forms, "zeek-default"), Path.Combine(forms, "zeek-json")))
    {
        Console.WriteLine($"zeek {log}: {records} records as table and as JSON, {(differences.Count == 0 ? "equal events" : $"{differences.Count} events differ")}");
        foreach (var difference in differences.Take(5))
        {
            Console.WriteLine($"    {difference}");
        }

        faults += differences.Count;
    }
}

var catalogue = Path.Combine(data, "..", "reference", "attack-catalogue.csv");
if (File.Exists(catalogue))
{
    var differences = CatalogueCheck.Run(catalogue);
    Console.WriteLine($"attack catalogue: {(differences.Count == 0 ? "the simulator's procedures are its rows" : $"{differences.Count} differences")}");
    foreach (var difference in differences)
    {
        Console.WriteLine($"    {difference}");
    }

    faults += differences.Count;
}

return faults == 0 ? 0 : 1;
