using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Scoring.Intake;

/// <summary>Reads a followed file a record at a time. Not thread-safe.</summary>
internal interface IFollowedReader : IDisposable
{
    /// <summary>What it was recognised as; null: nothing.</summary>
    string? Format { get; }

    RecordCounts Counts { get; }

    /// <summary>Why it was not read, or not to its end; null: it was.</summary>
    string? Problem { get; }

    /// <summary>Nothing will come any more.</summary>
    bool IsAtEnd { get; }

    /// <summary>Reads a record and hands over its events. False: there is nothing now.</summary>
    bool Read();
}

/// <summary>A file that does not grow, packed or one JSON document: its members one after another. Not thread-safe.</summary>
internal sealed class WholeFile(string path, string name, ImportOptions options, Action<SecurityEvent> accept) : IFollowedReader
{
    private readonly IEnumerator<SourceFile> _files = SourceFiles.Expand([path]).GetEnumerator();
    private LogReading? _reading;

    public string? Format { get; private set; }

    public RecordCounts Counts { get; private set; } = new();

    public string? Problem { get; private set; }

    public bool IsAtEnd { get; private set; }

    public bool Read()
    {
        try
        {
            if (_reading is { } reading)
            {
                if (!reading.Next())
                {
                    Close(reading);
                }

                return true;
            }

            if (_files.MoveNext())
            {
                Open(_files.Current);
                return true;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Problem = fault.Message;
        }

        IsAtEnd = true;
        return false;
    }

    public void Dispose()
    {
        _reading?.Dispose();
        _files.Dispose();
    }

    private void Open(SourceFile file)
    {
        if (file.Problem is not null)
        {
            Problem ??= file.Problem;
            return;
        }

        // The name by which the file was known first, for a log that was packed after a part of it was taken.
        var member = file.Name.Length > path.Length ? name + file.Name[path.Length..] : name;
        _reading = new LogReading(file.Open(), member, options, accept, file.WrittenAtMicros);
        Format ??= _reading.Format?.Name;
        Counts = _reading.Counts;
    }

    private void Close(LogReading reading)
    {
        Problem ??= reading.FileReport.Problem;
        reading.Dispose();
        _reading = null;
    }
}

/// <summary>Chooses the reader of a file. Thread-safe.</summary>
internal static class FollowedReaders
{
    /// <summary>Whether the file can be read as it grows: lines, or one JSON object a line. Null: not recognised (yet).</summary>
    public static bool? Grows(string path, string name, IReadOnlyList<SourceFormat> formats, out SourceFormat? format, out string why)
    {
        var bytes = new byte[FormatDetection.HeadBytes];
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1))
        {
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }

        var choice = FormatDetection.Choose(formats, bytes, name);
        (format, why) = (choice.Format, choice.Why);
        if (format is null)
        {
            return null;
        }

        var end = Array.IndexOf(bytes, (byte)'\n');
        return format.Framing == Framing.Lines || (end > 0 && IsOneObject(bytes.AsMemory(0, end)));
    }

    private static bool IsOneObject(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line);
            return parsed.RootElement.ValueKind == JsonValueKind.Object
                && !parsed.RootElement.EnumerateObject().Any(member => member.Value.ValueKind == JsonValueKind.Array && member.Name is "Records" or "records" or "value");
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
