using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Sensors;

/// <summary>The network sensor: sees connections with their bytes, and what of their content is in the clear. Times are microseconds since 1970, UTC.</summary>
internal interface INetworkSensor
{
    /// <summary>A connection that completed, with the application's own record where the sensor writes one.</summary>
    void Connection(DemoRandom random, long at, string originator, int originatorPort, Peer peer, Transfer transfer, HttpCall? http = null);

    /// <summary>A connection attempt without an answer.</summary>
    void Unanswered(DemoRandom random, long at, string originator, int originatorPort, Peer peer);

    /// <summary>A DNS question and its answer.</summary>
    void Query(DemoRandom random, long at, string client, int clientPort, DnsExchange dns);
}

/// <summary>Sysmon and the Security log of a Windows host.</summary>
internal interface IWindowsSensor
{
    /// <summary>A process start: Sysmon 1 and Security 4688.</summary>
    void Started(DemoHost host, long at, RunningProgram program, RunningProgram parent, WindowsProgram facts);

    /// <summary>A file that a program creates: Sysmon 11.</summary>
    void FileCreated(DemoHost host, long at, RunningProgram program, string path);

    /// <summary>A connection by a program: Sysmon 3.</summary>
    void Connected(DemoHost host, long at, RunningProgram program, int port, Peer peer);

    /// <summary>A connection that the filtering platform permitted: Security 5156.</summary>
    void Permitted(DemoHost host, long at, RunningProgram program, int port, Peer peer);

    /// <summary>A name look-up by a program: Sysmon 22.</summary>
    void Asked(DemoHost host, long at, RunningProgram program, DnsExchange dns);
}

/// <summary>The audit system of a Linux host: execve, connect and watched files.</summary>
internal interface ILinuxSensor
{
    /// <param name="host">Where.</param>
    /// <param name="at">When.</param>
    /// <param name="program">What was started.</param>
    /// <param name="arguments">As the kernel got them.</param>
    /// <param name="login">The account that logged in; empty for daemons and cron.</param>
    /// <param name="folder">Working directory.</param>
    void Executed(DemoHost host, long at, RunningProgram program, IReadOnlyList<string> arguments, string login, string folder);

    void Opened(DemoHost host, long at, RunningProgram program, string path, string login);

    void Connected(DemoHost host, long at, RunningProgram program, Peer peer);
}

/// <summary>Endpoint Security of a Mac.</summary>
internal interface IMacSensor
{
    void Started(DemoHost host, long at, RunningProgram program, IReadOnlyList<string> arguments);

    void Created(DemoHost host, long at, RunningProgram program, string path);
}

/// <summary>mDNSResponder of a Mac: which program asks for which (masked) name.</summary>
internal interface IMacNameSensor
{
    void Asked(DemoHost host, long at, RunningProgram client, DnsExchange dns);
}

/// <summary>The cloud account's trail of API calls.</summary>
internal interface ICloudSensor
{
    void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call);
}

/// <summary>Flow logs of cloud instances: one record per direction and window of ten minutes.</summary>
internal interface ICloudFlowSensor
{
    /// <summary>A connection opened by the instance; long ones are cut into windows.</summary>
    void Connection(DemoHost host, long at, int port, Peer peer, Transfer transfer);
}

/// <summary>What an ESXi host writes. Texts are those of the programs themselves.</summary>
internal interface IHypervisorSensor
{
    /// <summary>hostd, the management agent. <paramref name="context"/> is the originator block's rest: <c>sub=… opID=… user=…</c>.</summary>
    void Hostd(DemoHost host, long at, string context, string text);

    /// <summary>vpxa, vCenter's agent on the host.</summary>
    void Vpxa(DemoHost host, long at, string context, string text);

    /// <summary>A command typed in the shell.</summary>
    void Shell(DemoHost host, long at, int session, string user, string command);

    void Sshd(DemoHost host, long at, int session, string text);

    void SftpServer(DemoHost host, long at, int session, string text);

    void Vmkernel(DemoHost host, long at, string text);
}
