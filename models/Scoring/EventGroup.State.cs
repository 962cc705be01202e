using Det0131.Models.Analytics;
using Det0131.Models.State;

namespace Det0131.Models.Scoring;

/// <content>Open groups outlive the process.</content>
public sealed partial class EventGroup
{
    private EventGroup(StateReader state, bool keepsFirst)
    {
        _keep = keepsFirst ? GroupKeep.First : GroupKeep.All;
        _references = new(1);
        Analytic = state.Count("as the position of an analytic", AnalyticCatalogue.All.Length - 1);
        Hour = state.Raw.ReadInt32();
        Host = state.Text();
        User = state.Text();
        Role = state.Text();
        Destination = state.TextThatIs("destination of a group");
        TimeZone = state.TextThatIs("time zone of a group");
        Criticality = state.Raw.ReadInt32();
        FirstMicros = state.Time();
        LastMicros = state.Time();
        EventCount = state.Count("events of a group");
        KindMask = state.Raw.ReadByte();
        IsLocal = state.Raw.ReadBoolean();
        BytesOut = state.Raw.ReadInt64();
        Indicators = state.Raw.ReadUInt64();
        Facts = GroupFacts.Restore(state);
        var slots = AnalyticCatalogue.All[Analytic].Features.Length;
        (Surprisals, Peaks, OwnAmounts) = (new float[slots], new SlotMap<PeakObservation>(slots), new SlotMap<double>(slots));
        var amounts = state.Raw.ReadUInt64();
        if (amounts >> slots != 0)
        {
            throw new InvalidDataException($"Found amounts for slots 0x{amounts:x} of a group that has {slots}.");
        }

        for (var slot = 0; slot < slots; slot++)
        {
            if ((amounts >> slot & 1) != 0)
            {
                OwnAmounts.At(slot) = state.Raw.ReadDouble();
            }

            Surprisals[slot] = state.Raw.ReadSingle();
            if (Surprisals[slot] != NotObserved)
            {
                Peaks.At(slot) = new PeakObservation(
                    state.TextThatIs("entity of a peak"), state.TextThatIs("scope of a peak"), state.TextThatIs("value of a peak"),
                    state.Raw.ReadDouble(), state.Raw.ReadInt32(), state.Raw.ReadInt32(), state.Time());
            }
        }

        FirstIdentity = state.Identity();
        var references = state.Count("references of a group", keepsFirst ? FirstReferences : MaximumReferences + 1);
        for (var i = 0; i < references; i++)
        {
            _references.Add(new GroupEvent(
                state.Identity(), state.Time(), state.TextThatIs("source of an event"), state.Text(), state.Text(), state.Raw.ReadInt64(), state.Raw.ReadInt64(), Math.Max(0, state.Raw.ReadInt64()),
                EventMaker.Read(state)));
            _mostBytes = Math.Max(_mostBytes, _references[i].Bytes);
        }

        if (references == 0 || EventCount < references || FirstMicros > LastMicros || Features.FeatureCalendar.Number(FirstMicros, Features.FeatureCatalogue.Hour) != Hour)
        {
            throw new InvalidDataException($"Found a group of {EventCount} events with {references} references from {FirstMicros} to {LastMicros} in hour {Hour}, which do not fit.");
        }
    }

    internal void Save(StateWriter state)
    {
        state.Raw.Write(Analytic);
        state.Raw.Write(Hour);
        state.Text(Host);
        state.Text(User);
        state.Text(Role);
        state.Text(Destination);
        state.Text(TimeZone);
        state.Raw.Write(Criticality);
        state.Raw.Write(FirstMicros);
        state.Raw.Write(LastMicros);
        state.Raw.Write(EventCount);
        state.Raw.Write((byte)KindMask);
        state.Raw.Write(IsLocal);
        state.Raw.Write(BytesOut);
        state.Raw.Write(Indicators);
        Facts.Save(state);
        state.Raw.Write(OwnAmounts.Mask);
        for (var slot = 0; slot < Surprisals.Length; slot++)
        {
            if ((OwnAmounts.Mask >> slot & 1) != 0)
            {
                state.Raw.Write(OwnAmounts[slot]);
            }

            state.Raw.Write(Surprisals[slot]);
            if (Surprisals[slot] != NotObserved)
            {
                var peak = Peaks[slot];
                state.Text(peak.Entity);
                state.Text(peak.Scope);
                state.Text(peak.Value);
                state.Raw.Write(peak.Magnitude);
                state.Raw.Write(peak.LocalHour);
                state.Raw.Write(peak.LocalDate);
                state.Raw.Write(peak.TimeMicros);
            }
        }

        state.Identity(FirstIdentity);
        state.Raw.Write(_references.Count);
        foreach (var reference in _references)
        {
            state.Identity(reference.Identity);
            state.Raw.Write(reference.TimeMicros);
            state.Text(reference.Source);
            state.Text(reference.RecordId);
            state.Text(reference.File);
            state.Raw.Write(reference.Line);
            state.Raw.Write(reference.JournalPosition);
            state.Raw.Write(reference.Bytes);
            EventMaker.Save(state, reference.Maker);
        }
    }

    internal static EventGroup Restore(StateReader state, bool keepsFirst) => new(state, keepsFirst);
}
