using System.Text;

namespace Det0131.Datasets.Simulation.Data;

/// <summary>Splits one line of comma-separated values as RFC 4180 quotes them; a line break inside of quotes is not known here. Thread-safe.</summary>
internal static class CsvLine
{
    public static List<string> Split(string line)
    {
        var fields = new List<string>();
        var start = 0;
        while (start <= line.Length)
        {
            if (start < line.Length && line[start] == '"')
            {
                var text = new StringBuilder();
                var at = start + 1;
                while (at < line.Length && (line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"')))
                {
                    at += line[at] == '"' ? 1 : 0;
                    text.Append(line[at++]);
                }

                fields.Add(text.ToString());
                start = at + 2;
                continue;
            }

            var comma = line.IndexOf(',', start);
            var end = comma < 0 ? line.Length : comma;
            fields.Add(line[start..end]);
            start = end + 1;
        }

        return fields;
    }
}
