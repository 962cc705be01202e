using System.Buffers;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Held against reflection over the event's own fields: what goes in comes out, whichever fields are there.</summary>
public sealed class EventCodecTests
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    [Fact]
    public void Read_RandomEvents_EveryFieldComesBack()
    {
        Assert.NotEmpty(SampleEvents.Fields);
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var made = SampleEvents.Random(random, i % 11 / 10.0);
            Assert.Equal(SampleEvents.Show(made), SampleEvents.Show(Back(made)));
        }
    }

    [Fact]
    public void Read_OneFieldFilled_IsThatField()
    {
        foreach (var field in SampleEvents.Fields)
        {
            var made = new SecurityEvent();
            var blank = field.GetValue(made);
            for (var seed = 0; Equals(field.GetValue(made), blank); seed++)
            {
                field.SetValue(made, field.GetValue(SampleEvents.Random(new Random(seed), 1)));
            }

            Assert.Equal(SampleEvents.Show(made), SampleEvents.Show(Back(made)));
        }
    }

    [Fact]
    public void Read_EveryCutAndManyChanges_EventOrInvalidData()
    {
        EventCodec.Write(SampleEvents.Random(new Random(3), 0.4), bytes);
        var whole = bytes.WrittenSpan.ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => EventCodec.Read(whole.AsSpan(0, length), new SecurityEvent(), Utf8Interner.Shared));
        }

        var random = new Random(4);
        var refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            var changed = whole.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                EventCodec.Read(changed, new SecurityEvent(), Utf8Interner.Shared);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 4999);
    }

    [Fact]
    public void Read_SameEventAgain_AllocatesNothing()
    {
        var made = new SecurityEvent { Source = "zeek.conn", Host = "host-1", SourceAddress = "10.0.0.1", DestinationPort = 443, TimeMicros = 1 };
        EventCodec.Write(made, bytes);
        var into = new SecurityEvent();
        var strings = new Utf8Interner();

        var allocated = Allocation.LeastOfRounds(() => EventCodec.Read(bytes.WrittenSpan, into, strings));

        Assert.Equal(0, allocated);
        Assert.Equal("host-1", into.Host);
    }

    private SecurityEvent Back(SecurityEvent made)
    {
        bytes.ResetWrittenCount();
        EventCodec.Write(made, bytes);
        var back = SampleEvents.Random(new Random(2), 1);
        EventCodec.Read(bytes.WrittenSpan, back, Utf8Interner.Shared);
        return back;
    }
}
