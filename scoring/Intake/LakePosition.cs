using System.Globalization;
using System.Text;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Intake;

/// <summary>How far the lake has followed the journal, kept in the service's own directory. Not thread-safe.</summary>
/// <remarks>
/// <code>
/// data/lake-position.txt   up to where the journal is in which lake
/// data/lake-joiner.bin     the joiner's memory, and the position that it has seen; older than the other, brought up from the journal
/// </code>
/// Each is replaced at once. Losing them costs time and joins across commits, never an event: commits are repeated, and the lake leaves doubles out.
/// </remarks>
internal sealed class LakePosition
{
    private const string FirstLine = "det0131-lake-position 1";

    private readonly string _positionFile;
    private readonly string _joinerFile;
    private readonly string _lake;

    /// <param name="data">Directory of the service's state; made when missing.</param>
    /// <param name="lake">The lake's directory: a position in another one means nothing.</param>
    public LakePosition(string data, string lake)
    {
        Directory.CreateDirectory(data);
        _positionFile = Path.Combine(data, "lake-position.txt");
        _joinerFile = Path.Combine(data, "lake-joiner.bin");
        _lake = Path.GetFullPath(lake);
    }

    /// <summary>The position; null when none was written for this lake, or it cannot be read.</summary>
    public long? Read()
    {
        if (!File.Exists(_positionFile))
        {
            return null;
        }

        var lines = File.ReadAllLines(_positionFile);
        return lines.Length == 3 && lines[0] == FirstLine && lines[2] == _lake
            && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;
    }

    /// <summary>Durable when it returns.</summary>
    public void Write(long position) => WriteAtOnce(_positionFile, file =>
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\n{position}\n{_lake}\n"))));

    /// <summary>Brings a joiner back to where it was saved.</summary>
    /// <returns>The position up to which it has seen the journal; null when nothing was saved.</returns>
    /// <exception cref="InvalidDataException">What was saved is damaged; the joiner is as before.</exception>
    public long? RestoreJoiner(EventJoiner joiner)
    {
        if (!File.Exists(_joinerFile))
        {
            return null;
        }

        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(_joinerFile), 1 << 16));
        if (reader.BaseStream.Length < sizeof(long))
        {
            throw new InvalidDataException($"Found {reader.BaseStream.Length} bytes in {_joinerFile}, expected a position and a joiner's memory.");
        }

        var position = reader.ReadInt64();
        joiner.Restore(reader);
        return position;
    }

    /// <summary>Saves a joiner's memory.</summary>
    public void SaveJoiner(EventJoiner joiner, long position) => WriteAtOnce(_joinerFile, file =>
    {
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write(position);
        joiner.Save(writer);
    });

    private static void WriteAtOnce(string path, Action<FileStream> write)
    {
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
