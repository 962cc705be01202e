using System.Text;
using System.Text.Json;

namespace Det0131.Datasets.Readers;

/// <summary>Refused records as NDJSON: file, line, reason, text (at most 64 KiB). The file is made with the first of them. Not thread-safe.</summary>
internal sealed class RejectsFile(string path, Func<string, string>? redact) : IDisposable
{
    private const int MaxTextBytes = 64 << 10;

    private FileStream? stream;
    private Utf8JsonWriter? writer;

    public void Write(RecordPosition position, string reason, ReadOnlySpan<byte> record)
    {
        if (writer is null)
        {
            stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
            writer = new Utf8JsonWriter(stream);
        }

        var text = Encoding.UTF8.GetString(TextExcerpt.Cut(record, MaxTextBytes));
        writer.WriteStartObject();
        writer.WriteString("file"u8, position.File);
        writer.WriteNumber("line"u8, position.Line);
        writer.WriteString("reason"u8, reason);
        writer.WriteString("text"u8, redact is null ? text : redact(text));
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset();
        stream!.WriteByte((byte)'\n');
    }

    public void Dispose()
    {
        writer?.Dispose();
        stream?.Dispose();
    }
}
