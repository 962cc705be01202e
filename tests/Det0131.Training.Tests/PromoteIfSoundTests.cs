using Det0131.Models.Versioning;

namespace Det0131.Training.Tests;

/// <summary>Retraining as a timer does it, by the real program.</summary>
public sealed class PromoteIfSoundTests : IDisposable
{
    private const string Program = "Det0131.Training";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-promote-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Train_SoundThenUnsound_PromotesTheFirstOnly()
    {
        SmallLogs.Write(In("logs"), 0, 12);
        Assert.Equal(0, ProgramRun.Of(Program, "import", In("logs"), "--lake", In("lake")).Code);
        var first = Train("lake");
        Assert.True(first.Code == 0, first.Errors);
        Assert.Contains("replay of the last day", first.Errors, StringComparison.Ordinal);

        // Two days only: far fewer rows and groups than the version that scores.
        var second = Train("lake", "--since-days", "2");
        Assert.Equal(3, second.Code);
        Assert.Contains("FAILED  groups", second.Errors, StringComparison.Ordinal);
        Assert.Contains($"{second.Output.Trim()} was made and not promoted", second.Errors, StringComparison.Ordinal);

        var store = ModelStore.Open(In("store"), TimeProvider.System);
        Assert.Equal(first.Output.Trim(), store.Current().ToString());
        Assert.Equal(["create", "check", "promote", "create", "check"], store.Log().Select(entry => entry.What));
        Assert.StartsWith("sound: ", store.Log()[1].Detail, StringComparison.Ordinal);
        Assert.Contains("groups: found", store.Log()[4].Detail, StringComparison.Ordinal);
    }

    private ChildRun Train(string lake, params string[] more) =>
        ProgramRun.Of(Program, ["train", "--lake", In(lake), "--store", In("store"), "--internal", "10.0.0.0/8", "--period", "day", "--promote-if-sound", .. more]);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
