using System.Text;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests.Service;

/// <summary>Small logs as a sender posts them: bodies of some lines, each with the head of the file.</summary>
internal static class SentLogs
{
    /// <summary>Writes days of logs into a folder and gives them as bodies, in order of time.</summary>
    public static List<byte[]> Write(string folder, int firstDay, int days, int linesPerBody)
    {
        SmallLogs.Write(folder, firstDay, days, withAct: true);
        return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(file =>
        {
            var all = File.ReadAllLines(file);
            var head = all.TakeWhile(line => line.StartsWith('#')).ToList();
            return all.Skip(head.Count).Chunk(linesPerBody).Select(chunk => Encoding.UTF8.GetBytes(string.Join('\n', head.Concat(chunk)) + "\n"));
        })];
    }

    /// <summary>The records of bodies.</summary>
    public static List<string> Lines(IEnumerable<byte[]> bodies) =>
        [.. bodies.SelectMany(body => Encoding.UTF8.GetString(body).Split('\n')).Where(line => line.Length > 0 && line[0] != '#')];
}
