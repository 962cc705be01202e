using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Makes one report of a record with many rows: its events; else the first reason why a row was refused; else why the first was ignored. Not thread-safe.
/// </summary>
internal sealed class ResultTally
{
    private IRecordSink? sink;
    private bool emitted;
    private string? rejected;
    private string? ignored;

    public void Start(IRecordSink to) => (sink, emitted, rejected, ignored) = (to, false, null, null);

    public SecurityEvent NewEvent() => sink!.NewEvent();

    public void Emit(SecurityEvent filled)
    {
        emitted = true;
        sink!.Emit(filled);
    }

    public void Reject(string reason) => rejected ??= reason;

    public void Ignore(string what) => ignored ??= what;

    public void Report()
    {
        if (emitted)
        {
            return;
        }

        if (rejected is not null)
        {
            sink!.Reject(rejected);
        }
        else
        {
            sink!.Ignore(ignored ?? "no rows");
        }
    }
}
