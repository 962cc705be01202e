using System.Net;
using Det0131.Models.Context;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Addresses;

/// <summary>A CSV file with a header line, a row at a time. Faulty rows are noted and passed over. Not thread-safe.</summary>
internal sealed class NameTable(NameLines lines, NameFile file)
{
    private string[] _header = [];
    private List<string> _row = [];
    private int _number;

    /// <summary>Gives every row with as many fields as the header.</summary>
    public void ForEach(Action take)
    {
        foreach (var (number, text) in lines.Lines)
        {
            if (string.IsNullOrWhiteSpace(text) || text.StartsWith('#'))
            {
                continue;
            }

            _number = number;
            _row = CsvLine.Split(text);
            if (_header.Length == 0)
            {
                _header = [.. _row.Select(c => c.Trim().ToLowerInvariant())];
            }
            else if (_row.Count < _header.Length)
            {
                Fault($"found {_row.Count} fields, expected {_header.Length} like the header");
            }
            else
            {
                take();
            }
        }
    }

    /// <summary>The first of these columns that the row has something in.</summary>
    public string? Field(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            var place = Array.IndexOf(_header, column);
            if (place >= 0 && _row[place].Trim() is { Length: > 0 } text && text != "-")
            {
                return text;
            }
        }

        return null;
    }

    public void Fault(string fault) => file.Faults.Add($"{lines.At(_number)}: {fault}");

    /// <summary>A moment of the row; a zone where it tells none is the file's. A text that is no time is noted.</summary>
    public bool TryTime(string? text, out long micros)
    {
        micros = 0;
        if (text is null)
        {
            return false;
        }

        if (long.TryParse(text, out var seconds) && seconds is > 0 and < 1L << 36)
        {
            micros = seconds * 1_000_000;
            return true;
        }

        var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        if (!LogTime.TryIso8601(utf8, out micros))
        {
            Fault($"found time '{TextExcerpt.Of(text)}', expected such as 2026-11-21T08:00:00Z, or seconds since 1970");
            return false;
        }

        // Without a zone it was read as UTC.
        if (text.Length > 10 && !text.EndsWith('Z') && !text.EndsWith('z') && text.AsSpan(10).IndexOfAny('+', '-') < 0)
        {
            micros = lines.Micros(DateTime.SpecifyKind(DateTime.UnixEpoch.AddMicroseconds(micros), DateTimeKind.Unspecified));
        }

        return true;
    }

    /// <summary>Notes a lease; what is no address is a fault, no owner is ignored.</summary>
    public void Add(string? address, string? owner, long from, long? until)
    {
        if (address is null || owner is null)
        {
            file.Ignored++;
        }
        else if (!IPAddress.TryParse(address, out var parsed))
        {
            Fault($"found address '{TextExcerpt.Of(address)}', expected an IP address");
        }
        else if (until <= from)
        {
            Fault("it ends before it begins");
        }
        else
        {
            file.Leases.Add(new AddressLease(parsed.ToString(), owner.TrimEnd('.').ToLowerInvariant(), from, until));
        }
    }
}
