using System.Globalization;
using System.Text;

namespace Det0131.Training.Tests;

/// <summary>Zeek conn.log files of a small office, written by hand after Zeek's documentation; a seeded generator fills in the numbers.</summary>
public static class SmallLogs
{
    /// <summary>Monday 2026-08-03, 00:00 UTC, in seconds.</summary>
    public const long Monday = 1_785_715_200;

    private static readonly string[] Servers = ["198.51.100.1", "198.51.100.2", "203.0.113.5", "203.0.113.6", "192.0.2.7"];

    /// <summary>Writes one file a day for six machines.</summary>
    public static void Write(string folder, int firstDay, int days, bool withAct = false)
    {
        Directory.CreateDirectory(folder);
        for (var day = firstDay; day < firstDay + days; day++)
        {
            var random = new Random(day);
            var lines = new List<(double Time, string Line)>();
            for (var host = 1; host <= 6; host++)
            {
                for (var visit = 0; visit < 25; visit++)
                {
                    var sent = (long)(2_000 * Math.Exp(2 * random.NextDouble()));
                    lines.Add(Line(day, (8 + 9 * random.NextDouble()) * 3600, $"C{day}x{host}x{visit}", $"10.1.0.{host}", Servers[(host + random.Next(3)) % Servers.Length], 443, "ssl", sent, sent * 15));
                }
            }

            if (withAct)
            {
                lines.Add(Line(day, 3 * 3600, $"C{day}act", "10.1.0.3", "192.0.2.250", 21, "ftp", 4_000_000_000, 900));
            }

            var text = new StringBuilder("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\n");
            foreach (var (_, line) in lines.OrderBy(l => l.Time))
            {
                text.Append(line).Append('\n');
            }

            File.WriteAllText(Path.Combine(folder, $"conn.{day:00}.log"), text.ToString());
        }
    }

    private static (double, string) Line(int day, double second, string uid, string from, string to, int port, string service, long sent, long received)
    {
        var time = Monday + day * 86_400 + second;
        return (time, string.Create(CultureInfo.InvariantCulture, $"{time:0.000000}\t{uid}\t{from}\t50000\t{to}\t{port}\ttcp\t{service}\t1.5\t{sent}\t{received}\tSF"));
    }
}
