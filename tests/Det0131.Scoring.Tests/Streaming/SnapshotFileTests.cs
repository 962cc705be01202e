using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Tests.Streaming;

public sealed class SnapshotFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-snapshot-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_NothingWritten_SaysSo() => Assert.False(new SnapshotFile(_folder.FullName).Read(_ => Assert.Fail("there is nothing to read")));

    [Fact]
    public void Read_WhatWasWrittenLast_GivesItBack()
    {
        var snapshot = new SnapshotFile(_folder.FullName);
        snapshot.Write(w => w.Write("first"));
        snapshot.Write(w => w.Write("second"));
        var read = "";
        Assert.True(snapshot.Read(r => read = r.ReadString()));
        Assert.Equal("second", read);
        Assert.True(snapshot.Bytes > 0);
    }

    [Fact]
    public void Read_AnyByteFlippedOrCut_IsRefused()
    {
        var snapshot = new SnapshotFile(_folder.FullName);
        snapshot.Write(w => w.Write("some state"));
        var path = Directory.GetFiles(_folder.FullName).Single();
        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            Assert.Throws<InvalidDataException>(() => snapshot.Read(r => r.ReadString()));
            File.WriteAllBytes(path, whole[..at]);
            Assert.Throws<InvalidDataException>(() => snapshot.Read(r => r.ReadString()));
        }
    }

    [Fact]
    public void Read_LessThanWasWritten_IsRefused()
    {
        var snapshot = new SnapshotFile(_folder.FullName);
        snapshot.Write(w => w.Write(1L));
        Assert.Contains("4 bytes behind", Assert.Throws<InvalidDataException>(() => snapshot.Read(r => r.ReadInt32())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Fails_KeepsTheOldOne()
    {
        var snapshot = new SnapshotFile(_folder.FullName);
        snapshot.Write(w => w.Write(7));
        Assert.Throws<IOException>(() => snapshot.Write(_ => throw new IOException("disk full")));
        var read = 0;
        snapshot.Read(r => read = r.ReadInt32());
        Assert.Equal(7, read);
    }
}
