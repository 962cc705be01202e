using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>One field of the event as a column of the lake. Immutable.</summary>
public abstract class EventColumn
{
    private protected EventColumn(string name, string field, DuckDbType type, EventFields group)
    {
        Name = name;
        Field = field;
        Type = type;
        Group = group;
    }

    /// <summary>Column name, after ECS where ECS has one.</summary>
    public string Name { get; }

    /// <summary>Property of <see cref="SecurityEvent"/>.</summary>
    public string Field { get; }

    public DuckDbType Type { get; }

    public EventFields Group { get; }

    /// <summary>The name in double quotes, for SQL.</summary>
    public string Quoted => SqlText.Name(Name);

    /// <summary>Sets the column of the appender's current row.</summary>
    internal abstract void Append(DuckDbAppender appender, int column, SecurityEvent from);

    /// <summary>Fills the field of the first <paramref name="rows"/> events, which are blank before.</summary>
    internal abstract void Read(DuckDbColumn column, int rows, ReadOnlySpan<SecurityEvent> into, TextPool pool);
}

/// <summary>A text; null is NULL.</summary>
internal sealed class TextColumn(
    string name, string field, EventFields group, Func<SecurityEvent, string?> get, Action<SecurityEvent, string> set)
    : EventColumn(name, field, DuckDbType.Varchar, group)
{
    internal override void Append(DuckDbAppender appender, int column, SecurityEvent from)
    {
        if (get(from) is { } text)
        {
            appender.SetText(column, text);
        }
        else
        {
            appender.SetNull(column);
        }
    }

    internal override void Read(DuckDbColumn column, int rows, ReadOnlySpan<SecurityEvent> into, TextPool pool)
    {
        var last = "";
        ReadOnlySpan<byte> lastUtf8 = default;
        for (var row = 0; row < rows; row++)
        {
            if (column.IsNull(row))
            {
                continue;
            }

            // Neighbours often hold the same text: comparing bytes is cheaper than asking the pool.
            var utf8 = column.Utf8(row);
            if (!utf8.SequenceEqual(lastUtf8))
            {
                last = pool.Get(utf8);
                lastUtf8 = utf8;
            }

            set(into[row], last);
        }
    }
}

/// <summary>A number or other value that lies in the column as it is; null is NULL.</summary>
internal sealed class ValueColumn<T>(
    string name, string field, DuckDbType type, EventFields group, Func<SecurityEvent, T?> get, Action<SecurityEvent, T> set)
    : EventColumn(name, field, type, group)
    where T : unmanaged
{
    internal override void Append(DuckDbAppender appender, int column, SecurityEvent from)
    {
        if (get(from) is { } value)
        {
            appender.Set(column, value);
        }
        else
        {
            appender.SetNull(column);
        }
    }

    internal override void Read(DuckDbColumn column, int rows, ReadOnlySpan<SecurityEvent> into, TextPool pool)
    {
        var values = column.Values<T>();
        for (var row = 0; row < rows; row++)
        {
            if (!column.IsNull(row))
            {
                set(into[row], values[row]);
            }
        }
    }
}

/// <summary>One of a few names; the first, which means unknown, is NULL.</summary>
internal sealed class NameColumn(
    string name, string field, string[] names, Func<SecurityEvent, int> get, Action<SecurityEvent, int> set, EventFields group = EventFields.Behaviour)
    : EventColumn(name, field, DuckDbType.Varchar, group)
{
    private readonly byte[][] utf8Names = [.. names.Select(Encoding.UTF8.GetBytes)];

    internal override void Append(DuckDbAppender appender, int column, SecurityEvent from)
    {
        var value = get(from);
        if (value > 0 && value < utf8Names.Length)
        {
            appender.SetText(column, utf8Names[value].AsSpan());
        }
        else
        {
            appender.SetNull(column);
        }
    }

    internal override void Read(DuckDbColumn column, int rows, ReadOnlySpan<SecurityEvent> into, TextPool pool)
    {
        for (var row = 0; row < rows; row++)
        {
            var utf8 = column.Utf8(row);
            for (var value = 1; value < utf8Names.Length; value++)
            {
                if (utf8.SequenceEqual(utf8Names[value]))
                {
                    set(into[row], value);
                    break;
                }
            }
        }
    }
}
