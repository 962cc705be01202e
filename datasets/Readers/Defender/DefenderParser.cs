using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;
using DefenderRow = Det0131.Datasets.Readers.Defender.DefenderFields.DefenderRow;

namespace Det0131.Datasets.Readers.Defender;

/// <summary>Parses one file of rows of Defender's device tables; which table a row is of tells its ActionType.</summary>
internal sealed class DefenderParser : IRecordParser
{
    private const int MostRows = 100_000;

    private readonly DefenderFields rows = new();
    private readonly DefenderEvents events = new();
    private readonly ResultTally tally = new();

    // The rows of an answer are rows themselves: they are read while the answer is still needed.
    private DefenderFields? inner;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        tally.Start(sink);
        if (!rows.TryRead(record, out var row))
        {
            tally.Reject(JsonFields.NotValid);
        }
        else if (row.Results is { IsEmpty: false } results)
        {
            ReadResults(results);
        }
        else
        {
            ReadRow(row);
        }

        tally.Report();
    }

    public void Complete(IRecordSink sink)
    {
        // Nothing is held.
    }

    private void ReadResults(ReadOnlySpan<byte> results)
    {
        inner ??= new DefenderFields();
        var elements = new JsonElements(results);
        for (var count = 0; count < MostRows && elements.Next(out var element); count++)
        {
            if (inner.TryRead(element, out var row))
            {
                ReadRow(row);
            }
            else
            {
                tally.Reject(JsonFields.NotValid);
            }
        }
    }

    private void ReadRow(DefenderRow row)
    {
        var kind = DefenderEvents.KindOf(row, out var unread);
        if (kind == DefenderKind.None)
        {
            tally.Ignore(unread);
            return;
        }

        if (!LogTime.TryIso8601(row[DefenderField.Timestamp], out var micros))
        {
            tally.Reject("time missing");
            return;
        }

        var filled = tally.NewEvent();
        if (events.Fill(kind, row, filled) is { } problem)
        {
            tally.Reject(problem);
            return;
        }

        filled.TimeMicros = micros;
        SetIdentity(row, filled);
        tally.Emit(filled);
    }

    /// <summary>The report's number is a counter that starts again: with the device and the time it is unique, says the maker.</summary>
    private static void SetIdentity(DefenderRow row, SecurityEvent filled)
    {
        var report = row[DefenderField.ReportId];
        var device = row[DefenderField.DeviceId];
        device = device.IsEmpty ? row[DefenderField.DeviceName] : device;
        if (report.IsEmpty || report.SequenceEqual("0"u8) || report.Length > 40 || device.IsEmpty)
        {
            return;
        }

        filled.RecordId = System.Text.Encoding.UTF8.GetString(report);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(filled.Source);
        identity.Add(device);
        identity.Add(report);
        identity.Add(row[DefenderField.ActionType]);
        identity.Add(filled.TimeMicros);
        filled.Identity = identity.ToIdentity();
    }
}
