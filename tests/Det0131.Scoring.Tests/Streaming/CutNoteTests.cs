using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Tests.Streaming;

public class CutNoteTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, 0L)]
    [InlineData(true, 1_795_000_000_000_000L)]
    public void TryParse_WhatToStringWrote_GivesItBack(bool isIdle, long? clockMicros)
    {
        var note = new CutNote(1234567890123, "20261121T080000Z-3f2a9c", isIdle, clockMicros);
        Assert.True(CutNote.TryParse(note.ToString(), out var read));
        Assert.Equal(note, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("cut ")]
    [InlineData("cut 12")]
    [InlineData("cut -1 v")]
    [InlineData("cut x v")]
    [InlineData("cut 1 v w")]
    [InlineData("cut 1 v w 5")]
    [InlineData("cut 1 v idle x")]
    [InlineData("cut 1 v idle -5")]
    [InlineData("cut 1 v idle 5 6")]
    [InlineData("follow /var/log/x 17")]
    public void TryParse_AnythingElse_IsNoCut(string? note) => Assert.False(CutNote.TryParse(note, out _));
}
