using Det0131.Models.Events;
using Det0131.Models.State;

namespace Det0131.Models.Sensors;

/// <content>What outlives the process.</content>
public sealed partial class SensorMeeting
{
    private const int StateFormat = 2;

    private static readonly byte[] Magic = "DET0131S"u8.ToArray();

    /// <summary>Writes what is remembered and counted.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Magic);
        writer.Write(StateFormat);
        foreach (var count in (ReadOnlySpan<long>)[_flows, _joined, _ambiguous, _doubles, _early])
        {
            writer.Write(count);
        }

        var to = new StateWriter(writer);
        _logging.Save(to);
        writer.Write(_hosts.Count);
        for (var number = _hosts.Oldest; number < _hosts.Next; number++)
        {
            Save(to, _hosts[number], Relative(_hosts[number].PassedAt, _hosts.Oldest));
        }

        writer.Write(_sightings.Count);
        for (var number = _sightings.Oldest; number < _sightings.Next; number++)
        {
            ref var sighting = ref _sightings[number];
            Stamp(to, sighting.TimeMicros, sighting.Identity, sighting.Ends);
            to.Text(sighting.Source);
            writer.Write((byte)sighting.Kind);
            writer.Write(sighting.Rank);
            to.Text(sighting.FlowKey);
            foreach (var amount in (ReadOnlySpan<long>)[sighting.SourceBytes, sighting.DestinationBytes, sighting.DurationMicros])
            {
                writer.Write(amount);
            }

            writer.Write(Relative(sighting.PassedAt, _sightings.Oldest));
        }
    }

    /// <summary>Goes on as the one that was saved. Hosts are named as they were.</summary>
    /// <exception cref="InvalidDataException">It is no such state, newer, or damaged; this is then of no use.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            {
                throw new InvalidDataException("Found no state of sensors that meet.");
            }

            var format = reader.ReadInt32();
            if (format != StateFormat)
            {
                throw new InvalidDataException($"Found a state of sensors in format {format}; this program reads {StateFormat}.");
            }

            Read(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"Found a state of sensors that ends early or is damaged: {e.Message}", e);
        }
    }

    private void Read(BinaryReader reader)
    {
        (_flows, _joined, _ambiguous, _doubles, _early) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var from = new StateReader(reader);
        _logging.Restore(from);
        (_hosts, _sightings, _hostChars) = (new RecentRing<HostRecord>(_bounds.HostRecords), new RecentRing<Sighting>(_bounds.Sightings), 0);
        for (var left = from.Count("host records", _bounds.HostRecords); left > 0; left--)
        {
            Add(ReadHost(from));
        }

        for (var left = from.Count("sightings", _bounds.Sightings); left > 0; left--)
        {
            var (time, identity, ends) = Stamp(from);
            var sighting = new Sighting
            {
                TimeMicros = time, Identity = identity, Ends = ends, Source = from.TextThatIs("source"), Kind = Known<EventKind>(reader.ReadByte()), Rank = reader.ReadByte(),
                FlowKey = from.Text(), SourceBytes = reader.ReadInt64(), DestinationBytes = reader.ReadInt64(), DurationMicros = Math.Max(0, reader.ReadInt64()), PassedAt = Passed(reader),
            };
            _sightings.Add(sighting, ends.Hash, RecentRing<Sighting>.None);
        }
    }

    // What is read back is numbered from 0.
    private static long Relative(long passedAt, long oldest) => passedAt == RecentRing<HostRecord>.None ? passedAt : Math.Max(0, passedAt - oldest);

    private static void Save(StateWriter to, in HostRecord record, long passedAt)
    {
        Stamp(to, record.TimeMicros, record.Identity, record.Ends);
        foreach (var text in (ReadOnlySpan<string?>)
        [
            record.Name, record.Source, record.Host, record.Process, record.User, record.PrivilegeChange, record.ProcessPath, record.OriginalName,
            record.Parent, record.ParentPath, record.Tool, record.Verb, record.Domain, record.RegisteredDomain,
        ])
        {
            to.Text(text);
        }

        foreach (var value in (ReadOnlySpan<byte>)[(byte)record.Side, (byte)record.Kind, (byte)record.Platform, (byte)record.UserClass])
        {
            to.Raw.Write(value);
        }

        to.Raw.Write(passedAt);
    }

    private static HostRecord ReadHost(StateReader from)
    {
        var (time, identity, ends) = Stamp(from);
        var record = new HostRecord
        {
            TimeMicros = time, Identity = identity, Ends = ends,
            Name = from.TextThatIs("host"), Source = from.TextThatIs("source"), Host = from.TextThatIs("host"), Process = from.TextThatIs("process"),
            User = from.Text(), PrivilegeChange = from.Text(), ProcessPath = from.Text(), OriginalName = from.Text(),
            Parent = from.Text(), ParentPath = from.Text(), Tool = from.Text(), Verb = from.Text(), Domain = from.Text(), RegisteredDomain = from.Text(),
            Side = Known<HostSide>(from.Raw.ReadByte()), Kind = Known<EventKind>(from.Raw.ReadByte()),
            Platform = Known<Platform>(from.Raw.ReadByte()), UserClass = Known<UserClass>(from.Raw.ReadByte()),
            PassedAt = Passed(from.Raw),
        };
        return record is { Side: not HostSide.Unknown, FarAddress: not null, FarPort: not null } ? record
            : throw new InvalidDataException("Found a host's record of a connection without its far end, expected one.");
    }

    private static void Stamp(StateWriter to, long timeMicros, UInt128 identity, in FlowEnds ends)
    {
        to.Raw.Write(timeMicros);
        to.Identity(identity);
        to.Text(ends.SourceAddress);
        to.Raw.Write(ends.SourcePort ?? -1);
        to.Text(ends.DestinationAddress);
        to.Raw.Write(ends.DestinationPort ?? -1);
        to.Text(ends.Transport);
    }

    private static (long, UInt128, FlowEnds) Stamp(StateReader from)
    {
        return (from.Time(), from.Identity(), new FlowEnds(from.Text(), Port(), from.Text(), Port(), from.Text()));

        int? Port() => from.Raw.ReadInt32() is >= 0 and var port ? port : null;
    }

    private static long Passed(BinaryReader from) =>
        from.ReadInt64() is >= RecentRing<HostRecord>.None and <= int.MaxValue and var number ? number : throw new InvalidDataException("Found a number of no record, expected one.");

    private static T Known<T>(byte value)
        where T : struct, Enum
    {
        var found = (T)Enum.ToObject(typeof(T), value);
        return Enum.IsDefined(found) ? found : throw new InvalidDataException($"Found {value} as {typeof(T).Name}, expected one that there is.");
    }
}
