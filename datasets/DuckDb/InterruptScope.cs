namespace Det0131.Datasets.DuckDb;

/// <summary>
/// While it lives, cancelling the token interrupts the connection's query. It interrupts again every 20 ms, because DuckDB forgets an
/// interrupt that comes just before a query begins.
/// </summary>
internal sealed class InterruptScope : IDisposable
{
    private const int RepeatMillis = 20;

    private readonly Lock gate = new();
    private readonly ConnectionHandle connection;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool isOver;

    private InterruptScope(ConnectionHandle connection, CancellationToken cancellation)
    {
        this.connection = connection;
        registration = cancellation.UnsafeRegister(static scope => ((InterruptScope)scope!).Start(), this);
    }

    /// <summary>Null for a token that cannot be cancelled.</summary>
    /// <exception cref="OperationCanceledException">It is cancelled already.</exception>
    public static InterruptScope? Enter(ConnectionHandle connection, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return cancellation.CanBeCanceled ? new InterruptScope(connection, cancellation) : null;
    }

    public void Dispose()
    {
        registration.Dispose();
        lock (gate)
        {
            isOver = true;
            timer?.Dispose();
        }
    }

    private void Start()
    {
        lock (gate)
        {
            if (!isOver)
            {
                timer = new Timer(static scope => ((InterruptScope)scope!).Interrupt(), this, 0, RepeatMillis);
            }
        }
    }

    private void Interrupt()
    {
        lock (gate)
        {
            // Under the lock, so that none arrives after the scope, at the next query.
            if (!isOver)
            {
                NativeMethods.Interrupt(connection);
            }
        }
    }
}
