using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>Starts a procedure's programs on a host, each platform in its own way. Not thread-safe.</summary>
internal sealed class ProgramChain(ActStage stage, Procedure procedure, ActNames names)
{
    private readonly List<RunningProgram> _started = [];
    private RunningProgram? _last;

    /// <summary>The program that holds the socket.</summary>
    public RunningProgram? Owner { get; private set; }

    /// <summary>The last program that started or was running.</summary>
    public RunningProgram? Last => _last;

    /// <summary>Runs the whole chain from a time on; gives the time when the last program runs.</summary>
    public long Run(string chain, long at, long bytes, double seconds)
    {
        var steps = ChainStep.Parse(chain);
        if (stage.Host.Kind == "esxi")
        {
            return new HypervisorChain(stage, names).Run(steps, at, bytes, seconds);
        }

        var lastProgram = steps.Count - 1 - steps.Reverse().TakeWhile(step => step.Word.Length > 0).Count();
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Word.Length > 0)
            {
                Create(at, names.Fill(steps[i].Command));
                continue;
            }

            var parent = steps[i].IsSibling ? _last?.Parent : _last;
            _last = steps[i].IsResident ? Resident(steps[i]) : Start(steps[i], at, parent!, isTool: i == lastProgram);
            _started.Add(_last);
            at += 350_000 + stage.Random.Between(0, 900_000);
        }

        Stage(at);
        Owner = procedure.Owner.Length == 0 ? _last : _started.Find(program => program.Name == procedure.Owner) ?? stage.Windows.Resident(procedure.Owner);
        return at;
    }

    /// <summary>Starts one more program under a parent: forms that need a program for each piece.</summary>
    public static RunningProgram StartEach(ActStage stage, Procedure procedure, ActNames names, string command, RunningProgram parent, long at) =>
        new ProgramChain(stage, procedure, names).Start(ChainStep.Parse(command)[0], at, parent, isTool: true);

    private RunningProgram Resident(ChainStep step)
    {
        if (stage.Machine is WindowsMachine windows)
        {
            return windows.Resident(step.Name, step.Name is "svchost.exe" or "System" or "w3wp.exe" ? WindowsMachine.SystemUser : WindowsUser(windows));
        }

        if (stage.Machine is MacMachine mac)
        {
            return step.Name == "launchd" ? mac.Launchd : mac.Resident(step.Name);
        }

        var (path, user) = step.Name == "{shell-parent}" ? LinuxAccounts.ShellParent(stage.Host.Role) : (step.Name, "root");
        return stage.Linux.Resident(path, user);
    }

    private RunningProgram Start(ChainStep step, long at, RunningProgram parent, bool isTool)
    {
        var renamed = isTool ? names.RenamedTool : "";
        if (stage.Machine is WindowsMachine windows)
        {
            var path = renamed.Length == 0 ? null : @"C:\ProgramData\Intel\" + renamed;
            return windows.Start(at, step.Name, names.Fill(step.Arguments), parent, WindowsUser(windows), path);
        }

        var command = names.Fill(renamed.Length == 0 ? step.Command : $"{renamed} {step.Arguments}");
        if (stage.Machine is MacMachine mac)
        {
            return mac.Run(at, renamed.Length == 0 ? names.Fill(MacPath(step)) : "/Users/Shared/.cache/" + renamed, parent, CommandWords.Split(command));
        }

        var image = renamed.Length > 0 ? "/tmp/.X11/" + renamed : step.Path.Length > 0 ? step.Path : "/usr/bin/" + step.Name;
        return stage.Linux.Run(at, image, command, parent, LinuxUser());
    }

    /// <summary>The file that is taken shows up where the platform logs files: created before the tool starts, or opened by it.</summary>
    private void Stage(long at)
    {
        if (_last is null || procedure.Settings.Says("stage", "no"))
        {
            return;
        }

        if (stage.Machine is LinuxMachine linux)
        {
            linux.Open(_last, at - 120_000, names.File);
        }
        else
        {
            Create(at - 200_000, names.File);
        }
    }

    private void Create(long at, string path)
    {
        switch (stage.Machine)
        {
            case WindowsMachine windows:
                windows.CreateFile(_last!, at, path);
                break;
            case MacMachine mac:
                mac.CreateFile(_last!, at, path);
                break;
        }
    }

    private string WindowsUser(WindowsMachine windows) =>
        procedure.User == "person" && stage.Host.Account.Length > 0 ? windows.Person : WindowsMachine.SystemUser;

    private string LinuxUser() => procedure.User == "root" ? "root" : LinuxAccounts.Service(stage.Host.Role);

    private static string MacPath(ChainStep step) =>
        step.Path.Length > 0 ? step.Path : (step.Name is "sh" or "bash" or "zsh" ? "/bin/" : "/usr/bin/") + step.Name;
}
