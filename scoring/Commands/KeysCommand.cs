using System.CommandLine;
using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Models.Jobs;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Commands;

/// <summary>Makes, lists and revokes keys, in the data directory or the database, whether the service runs or not.</summary>
internal sealed class KeysCommand : Command
{
    /// <param name="store">Registers the key store and the audit log.</param>
    public KeysCommand(Action<IServiceCollection, ServeOptions> store)
        : base("keys", """
            Makes, lists and revokes the keys by which programs and people are let in.

            Example:
              det0131-score keys create --name zeek-sensor-1 --role ingest
              det0131-score keys create --name "Ada Byron" --role analyst --expires 90d
              det0131-score keys revoke 3k9x0q2m5n7p
            """)
    {
        Subcommands.Add(Create(store));
        Subcommands.Add(List(store));
        Subcommands.Add(Revoke(store));
    }

    private static Command Create(Action<IServiceCollection, ServeOptions> store)
    {
        var name = new Option<string>("--name") { Description = "Who or what will hold it; stands in histories.", Required = true };
        var role = new Option<string>("--role") { Description = "ingest: send events; analyst: read, work on alerts; data-scientist: promote models too; admin: everything.", Required = true }
            .AcceptOnlyFromAmong([.. RoleNames.All]);
        var expires = new Option<string>("--expires") { Description = "How long it lives, as 90d or 12h; without it for ever." };
        var command = new Command("create", "Makes a key and prints its secret, once, to standard output.") { name, role, expires };
        return WithRing(command, store, async (parsed, ring, cancellation) =>
        {
            var life = parsed.GetValue(expires) is { } text ? Life(text) : (TimeSpan?)null;
            var made = await ring.MakeAsync(parsed.GetValue(name)!, RoleNames.Parse(parsed.GetValue(role)), life, KeyRing.Console, cancellation);
            await Console.Error.WriteLineAsync($"key {made.Key.Id} ({made.Key.Name}, {RoleNames.Of(made.Key.Role)}); its secret is shown this once:");
            await Console.Out.WriteLineAsync(made.Secret.Reveal());
        });
    }

    private static Command List(Action<IServiceCollection, ServeOptions> store) =>
        WithRing(new Command("list", "Lists all keys, those revoked and expired too."), store, async (_, ring, cancellation) =>
        {
            await Console.Out.WriteLineAsync($"{"id",-12}  {"role",-14}  {"made",-16}  {"until",-24}  name");
            foreach (var key in await ring.ListAsync(cancellation))
            {
                var until = key.RevokedAt is { } at ? "revoked " + Minute(at) : key.ExpiresAt is { } end ? Minute(end) : "for ever";
                await Console.Out.WriteLineAsync($"{key.Id,-12}  {RoleNames.Of(key.Role),-14}  {Minute(key.MadeAt),-16}  {until,-24}  {TerminalText.Escape(key.Name)}");
            }
        });

    private static Command Revoke(Action<IServiceCollection, ServeOptions> store)
    {
        var id = new Argument<string>("id") { Description = "The key's id, as 'keys list' shows it." };
        return WithRing(new Command("revoke", "Ends a key, and the sessions that it opened, at once.") { id }, store, async (parsed, ring, cancellation) =>
        {
            var key = parsed.GetValue(id)!;
            try
            {
                await ring.RevokeAsync(key, KeyRing.Console, cancellation);
            }
            catch (KeyNotFoundException)
            {
                throw new ArgumentException($"There is no key '{TerminalText.Escape(key)}' in force; 'keys list' shows them.");
            }

            await Console.Error.WriteLineAsync($"key {key} is revoked");
        });
    }

    private static Command WithRing(Command command, Action<IServiceCollection, ServeOptions> store, Func<ParseResult, KeyRing, CancellationToken, Task> run)
    {
        var settings = new SettingOptions(command, "data", "database");
        command.SetAction((parsed, cancellation) => Task.FromResult(SettingOptions.Run(async () =>
        {
            var (options, configuration) = settings.Read(parsed);
            var services = new ServiceCollection().AddSingleton(options).AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddLogging();
            store(services, options);
            await using var provider = services.BuildServiceProvider();
            await run(parsed, provider.GetRequiredService<KeyRing>(), cancellation);
            return JobExit.Success;
        })));
        return command;
    }

    /// <summary><c>90d</c> or <c>12h</c>.</summary>
    internal static TimeSpan Life(string text)
    {
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000)
        {
            switch (text[^1])
            {
                case 'd': return TimeSpan.FromDays(number);
                case 'h': return TimeSpan.FromHours(number);
            }
        }

        throw new FormatException($"--expires is '{TerminalText.Escape(text)}'; expected a number of days or hours, as 90d or 12h.");
    }

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
