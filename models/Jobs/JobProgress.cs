using System.Globalization;

namespace Det0131.Models.Jobs;

/// <summary>
/// One line of progress on a terminal: what is done, how fast, how long it will take. Silent when the output is not a terminal.
/// Thread-safe.
/// </summary>
public sealed class JobProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter? _terminal;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private string _stage = "";
    private long _stageStarted;
    private long _lastShown;
    private int _shownLength;

    /// <param name="terminal">Where to draw, null = nowhere.</param>
    /// <param name="clock">For rates.</param>
    public JobProgress(TextWriter? terminal, TimeProvider clock)
    {
        _terminal = terminal;
        _clock = clock ?? throw new ArgumentNullException(nameof(clock));
    }

    /// <summary>Draws nothing.</summary>
    public static JobProgress Silent { get; } = new(null, TimeProvider.System);

    /// <summary>Draws on standard error when that is a terminal.</summary>
    public static JobProgress OnStandardError() => new(Console.IsErrorRedirected ? null : Console.Error, TimeProvider.System);

    /// <param name="stage">What is being done: <c>reading</c>.</param>
    /// <param name="done">Units done in this stage.</param>
    /// <param name="total">Units of the stage, null when not known.</param>
    /// <param name="unit">Name of the units: <c>events</c>.</param>
    public void Report(string stage, long done, long? total, string unit = "events")
    {
        if (_terminal is null)
        {
            return;
        }

        lock (_gate)
        {
            var now = _clock.GetTimestamp();
            if (stage != _stage)
            {
                _stage = stage;
                _stageStarted = now;
                _lastShown = 0;
            }

            if (_lastShown != 0 && _clock.GetElapsedTime(_lastShown, now) < Interval)
            {
                return;
            }

            _lastShown = now;
            Draw(Line(stage, done, total, unit, _clock.GetElapsedTime(_stageStarted, now).TotalSeconds));
        }
    }

    /// <summary>Clears the line, so that other output does not meet it.</summary>
    public void Clear()
    {
        if (_terminal is null)
        {
            return;
        }

        lock (_gate)
        {
            Draw("");
            _terminal.Write('\r');
        }
    }

    /// <summary>The text of a progress line.</summary>
    internal static string Line(string stage, long done, long? total, string unit, double seconds)
    {
        var rate = seconds > 0.2 ? done / seconds : 0;
        var text = string.Create(CultureInfo.InvariantCulture, $"{stage}: {done:N0}{(total is { } all ? $" of {all:N0}" : "")} {unit}");
        if (rate > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {rate:N0}/s");
            if (total is { } goal && goal > done)
            {
                text += string.Create(CultureInfo.InvariantCulture, $", {TimeSpan.FromSeconds((goal - done) / rate):m\\:ss} left");
            }
        }

        return text;
    }

    private void Draw(string line)
    {
        var padding = Math.Max(0, _shownLength - line.Length);
        _terminal!.Write('\r' + line + new string(' ', padding));
        _shownLength = line.Length;
    }
}
