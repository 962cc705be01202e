using System.Globalization;
using Det0131.Models.Alerts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Det0131.Scoring.Hosting;

/// <summary>Logs to standard error: one JSON object a line for programs, one plain line for a person at a terminal.</summary>
internal static class ServiceLogging
{
    private const string TerminalFormat = "det0131";

    public static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Refused and redirected requests are everyday.
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        // It would say at every start that the keys of sessions are not encrypted; their folder is the service's alone.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (Console.IsErrorRedirected)
        {
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            logging.AddConsole(console => console.FormatterName = TerminalFormat).AddConsoleFormatter<TerminalFormatter, ConsoleFormatterOptions>();
        }
    }

    /// <summary>One line a message; what senders put into it cannot steer the terminal.</summary>
    internal sealed class TerminalFormatter(TimeProvider time) : ConsoleFormatter(TerminalFormat)
    {
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var now = time.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            textWriter.WriteLine($"{now} {Level(logEntry.LogLevel)} {TerminalText.Escape(logEntry.Formatter(logEntry.State, logEntry.Exception))}");
            foreach (var line in logEntry.Exception?.ToString().Split('\n') ?? [])
            {
                textWriter.WriteLine("         " + TerminalText.Escape(line.TrimEnd('\r')));
            }
        }

        private static string Level(LogLevel level) => level switch
        {
            LogLevel.Warning => "warning:",
            LogLevel.Error or LogLevel.Critical => "error:",
            _ => "-",
        };
    }
}
