using System.Text.RegularExpressions;
using Det0131.Models.Events;
using Det0131.Scoring.Hosting;
using Det0131.Training.Tests;
using Microsoft.Extensions.Configuration;

namespace Det0131.Scoring.Tests.Hosting;

public sealed class ServeSettingsTests
{
    /// <summary>A value for every setting that is not its default.</summary>
    private static readonly Dictionary<string, string> Other = new(StringComparer.Ordinal)
    {
        ["Store"] = "s", ["Lake"] = "l", ["Data"] = "d", ["Database"] = "Host=x", ["Listen"] = "http://127.0.0.1:1", ["Watch"] = "w", ["Mappings"] = "m", ["SyslogTcp"] = "0.0.0.0:1", ["SyslogUdp"] = "0.0.0.0:2",
        ["Fallback"] = "esxi", ["MaxBodyBytes"] = "2048", ["MaxWaitingEvents"] = "5000", ["SettleSeconds"] = "0.5", ["SnapshotSeconds"] = "10", ["LakeCommitSeconds"] = "20",
        ["RetainEventsDays"] = "30", ["RetainAlertsDays"] = "40", ["AlertFile"] = "f", ["AlertFormat"] = "ecs", ["AlertSyslog"] = "tcp://h:1", ["AllowInternalWebhooks"] = "true",
        ["SyslogTls"] = "0.0.0.0:3", ["SyslogTlsCertificate"] = "c.pem", ["SyslogTlsKey"] = "k.pem", ["SyslogTlsClients"] = "a.pem", ["TrustedProxies"] = "10.0.0.0/24",
        ["OtlpEndpoint"] = "http://c:4317", ["BodiesPerSecond"] = "7", ["RequestsPerSecond"] = "8", ["Demo"] = "true",
    };

    [Fact]
    public void All_Properties_HaveExactlyOneSetting()
    {
        var properties = typeof(ServeOptions).GetProperties().Select(p => p.Name).Where(n => n != "EqualityContract").Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(properties);
        Assert.Equal(properties, ServeSettings.All.Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.Equal(ServeSettings.All.Count, ServeSettings.All.Select(s => s.Name).Distinct().Count());
    }

    [Fact]
    public void Set_EverySetting_ChangesItsOwnPropertyAlone()
    {
        foreach (var setting in ServeSettings.All)
        {
            var standard = new ServeOptions();
            var changed = setting.Set(standard, [Other[setting.Key]], "--" + setting.Name);
            var different = typeof(ServeOptions).GetProperties().Where(p => !Equals(Text(p.GetValue(standard)), Text(p.GetValue(changed)))).Select(p => p.Name);
            Assert.Equal([setting.Key], different);
        }
    }

    [Fact]
    public void Default_AsPrinted_IsTheDefault()
    {
        foreach (var setting in ServeSettings.All.Where(s => s.Kind is SettingKind.Number or SettingKind.Whole or SettingKind.Flag && s.Default != "for ever"))
        {
            Assert.Equal(new ServeOptions(), setting.Set(new ServeOptions(), [setting.Default], setting.Key));
        }
    }

    [Theory]
    [InlineData("SettleSeconds", "soon", "expected a number of seconds, 0 to 60")]
    [InlineData("MaxBodyBytes", "1.5", "expected a whole number of bytes")]
    [InlineData("MaxBodyBytes", "99999999999999999999", "expected a whole number of bytes")]
    [InlineData("RetainEventsDays", "3000000000", "expected a whole number of days")]
    [InlineData("Demo", "yes", "expected true or false")]
    [InlineData("Fallback", "BeOS", "expected one of Windows, Linux, MacOS, IaaS, ESXi")]
    [InlineData("Fallback", "2", "expected one of Windows")]
    [InlineData("Fallback", "Unknown", "expected one of Windows")]
    [InlineData("TrustedProxies", "proxy.example", "expected addresses and networks")]
    [InlineData("TrustedProxies", "10", "expected addresses and networks")]
    [InlineData("TrustedProxies", "10.0.0.1/33", "expected addresses and networks")]
    [InlineData("OtlpEndpoint", "collector:4317", "expected http:// or https:// address")]
    public void FromConfiguration_WrongShape_SaysWhatWasExpected(string key, string value, string expected)
    {
        var e = Assert.Throws<FormatException>(() => ServeSettings.FromConfiguration(new ServeOptions(), Configuration((key, value))));
        Assert.Contains($"Det0131:{key} is '{value}'; {expected}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromConfiguration_ListsAndMisspeltKeys()
    {
        var options = ServeSettings.FromConfiguration(new ServeOptions(), Configuration(("Watch:0", "a"), ("Watch:1", "b"), ("settleseconds", "2"), ("Fallback", "linux")));
        Assert.Equal(["a", "b"], options.Watch);
        Assert.Equal(2, options.SettleSeconds);
        Assert.Equal(Platform.Linux, options.Fallback);
        var e = Assert.Throws<ArgumentException>(() => ServeSettings.FromConfiguration(options, Configuration(("Setle", "2"))));
        Assert.Contains("Det0131:Setle is no setting", e.Message, StringComparison.Ordinal);
    }

    /// <summary>The reference against the program: every row is a setting as the table has it, every setting has a row, and the help names them all.</summary>
    [Fact]
    public void Reference_AndHelp_AreWhatTheProgramTakes()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "configuration.md"))
            .Select(line => Regex.Match(line, @"^\| `--(?<name>[a-z-]+)` \| `Det0131:(?<key>\w+)` \| (?<unit>[^|]+) \| (?<default>[^|]+) \| (?<text>[^|]+) \|$")).Where(m => m.Success)
            .Select(m => (m.Groups["name"].Value, m.Groups["key"].Value, m.Groups["unit"].Value, m.Groups["default"].Value, m.Groups["text"].Value)).ToList();
        Assert.Equal(ServeSettings.All.Select(s => (s.Name, s.Key, s.Unit, s.Default, s.Description)), rows);

        var help = ProgramRun.Of("Det0131.Scoring", "serve", "--help");
        Assert.Equal((0, ""), (help.Code, help.Errors));
        var options = Regex.Matches(help.Output, @"^\s+--([a-z-]+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Except(["help", "config"]).Order(StringComparer.Ordinal);
        Assert.Equal(ServeSettings.All.Select(s => s.Name).Order(StringComparer.Ordinal), options);
    }

    private static string Text(object? value) => value is IReadOnlyList<string> list ? string.Join(",", list) : value?.ToString() ?? "null";

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>("Det0131:" + s.Key, s.Value))).Build();
}
