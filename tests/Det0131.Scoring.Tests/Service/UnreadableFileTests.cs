using Det0131.Scoring.Tests.Intake;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program follows a folder with a file that it may not read, until it may. Counted in the lines that were written.</summary>
public sealed class UnreadableFileTests(TrainedStore trained) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-unreadable-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Follow_FileThatMayNotBeRead_IsToldAndTakenAsSoonAsItMay()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Needs the modes of files, which Windows has not.");
            return;
        }

        // Root may read everything, unless it gives that right away.
        string[] launcher = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : [];
        Assert.SkipWhen(launcher.Length > 0 && !File.Exists("/usr/bin/setpriv"), "Needs setpriv (util-linux) where the tests run as root.");
        var logs = Directory.CreateDirectory(Path.Combine(_folder.FullName, "logs")).FullName;
        File.WriteAllText(Path.Combine(logs, "open.log"), IntakeBench.Zeek(("a", 9, 1)));
        var secret = Path.Combine(logs, "secret.log");
        File.WriteAllText(secret, IntakeBench.Zeek(("b", 8, 1), ("c", 7, 1)));
        File.SetUnixFileMode(secret, UnixFileMode.None);
        using var service = await ServiceProcess.StartByAsync(launcher, null, "--store", trained.In("store"), "--data", Path.Combine(_folder.FullName, "data"), "--watch", logs, "--settle", "0.05");

        await service.UntilAsync("the readable one is taken", async () => await SeenAsync(service) == 1);
        await service.UntilAsync("the other is told", () => Task.FromResult(service.Said.Contains("secret.log: file cannot be opened", StringComparison.Ordinal)));
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        await service.UntilAsync("both are taken", async () => await SeenAsync(service) == 3);
        Assert.Equal(0, (await service.StopAsync()).Code);
    }

    private static async Task<long> SeenAsync(ServiceProcess service) => (await service.StatusAsync()).GetProperty("eventsSeen").GetInt64();
}
