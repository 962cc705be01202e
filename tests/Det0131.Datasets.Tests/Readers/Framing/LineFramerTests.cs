using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class LineFramerTests
{
    private static readonly ReadLimits Short = new() { MaxLineBytes = 100 };

    public static TheoryData<int> BufferSizes => [16, 64, RecordFramer.DefaultBufferBytes];

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void Next_RandomBytes_EqualsPlainSplit(int bufferBytes)
    {
        // Independent twin: string.Split over the whole text, with long lines, CRLF, NUL, blanks and a last line without an end.
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(400); i > 0; i--)
            {
                text.Append(random.Next(40) == 0 ? new string('y', random.Next(90, 320)) : "ab\0 \r\n\n\u00ff"[random.Next(8)].ToString());
            }

            var expected = text.ToString().Split('\n')
                .Select((line, index) => new Framed(line.EndsWith('\r') ? line[..^1] : line, index + 1, null))
                .Where(line => line.Text.Trim(' ', '\t').Length > 0)
                .Select(line => line.Text.Length <= Short.MaxLineBytes ? line : line with { Defect = "line longer than 100 bytes", Text = "" });
            var found = Framed.All(Encoding.Latin1.GetBytes(text.ToString()), Framing.Lines, bufferBytes, Short)
                .Select(line => line.Defect is null ? line : line with { Text = "" });

            Assert.Equal(expected, found);
        }
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void Next_ByteOrderMarks_AreNotPartOfTheText(int bufferBytes)
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] data = [.. encoding.GetPreamble(), .. encoding.GetBytes("a,b\r\nc")];
            Assert.Equal([new Framed("a,b", 1, null), new Framed("c", 2, null)], Framed.All(data, Framing.Lines, bufferBytes));
        }
    }

    [Fact]
    public void Next_TenMegabyteLine_IsRefusedWithoutKeepingIt()
    {
        var data = new byte[(10 << 20) + 6];
        Array.Fill(data, (byte)'x');
        "\nnext\n"u8.CopyTo(data.AsSpan(10 << 20));
        "ok\n"u8.CopyTo(data);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var lines = Framed.All(data, Framing.Lines, RecordFramer.DefaultBufferBytes);

        Assert.Equal(["ok", new string('x', 256), "next"], lines.Select(line => line.Text));
        Assert.Equal([null, "line longer than 8 MiB", null], lines.Select(line => line.Defect));
        Assert.Equal([1L, 2, 3], lines.Select(line => line.Line));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 34 << 20);
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void Next_StreamBreaks_LastPieceIsOneDefect(int bufferBytes)
    {
        var lines = Framed.All(new BreakingStream("one\ntwo\nthr"u8.ToArray()), Framing.Lines, bufferBytes);

        Assert.Equal([new Framed("one", 1, null), new Framed("two", 2, null), new Framed("thr", 3, "broken")], lines);
    }

    [Fact]
    public void Create_BufferUnderSixteen_Refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordFramer.Create(Stream.Null, Framing.Lines, bufferBytes: 15));
}

/// <summary>Gives its bytes, then fails as a damaged compressed file does.</summary>
internal sealed class BreakingStream(byte[] data) : MemoryStream(data)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer) is var count and > 0 ? count : throw new InvalidDataException("broken");
}
