using System.Buffers.Text;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>Writes a binary audit record as one line in the form of <c>praudit -x</c>: the tokens that are read, of events that are read; of others the header. Not thread-safe.</summary>
internal sealed class AuditTrailText
{
    /// <summary>EINPROGRESS in BSM's numbers, and in Darwin's own, which older systems wrote.</summary>
    private const byte InProgress = 150;
    private const byte DarwinInProgress = 36;

    private readonly XmlText to = new();

    public ReadOnlySpan<byte> Written => to.Written;

    /// <param name="record">From the header's first byte to the trailer's last; or a file token.</param>
    public void Write(ReadOnlySpan<byte> record)
    {
        to.Clear();
        var from = new BsmBytes(record);
        var token = from.Byte();
        if (token == BsmToken.File)
        {
            from.Skip(8);
            to.Add("<file>"u8);
            to.AddEscaped(from.Text());
            to.Add("</file>"u8);
            return;
        }

        if (WriteHeader(token, ref from))
        {
            while (!from.IsAtEnd && WriteToken(ref from) && !from.IsCut)
            {
            }
        }

        to.Add(BsmXml.End);
    }

    /// <summary>False for an event that is not read.</summary>
    private bool WriteHeader(byte token, ref BsmBytes from)
    {
        from.Skip(4);
        to.Add("<record"u8);
        Number(" version"u8, from.Byte());
        var number = from.Word();
        var name = BsmCalls.Name(number);
        if (name.IsEmpty)
        {
            Number(" event"u8, number);
        }
        else
        {
            Attribute(" event"u8, name);
        }

        Number(" modifier"u8, from.Word());
        if (token is BsmToken.Header32Ex or BsmToken.Header64Ex && from.Address() is { IsEmpty: false } machine)
        {
            Address(" host"u8, machine);
        }

        var isLong = token is BsmToken.Header64 or BsmToken.Header64Ex;
        var seconds = isLong ? from.Long() : from.Number();
        var millis = isLong ? from.Long() : from.Number();
        to.Add(" time=\""u8);
        to.AddTime(seconds);
        to.Add("\" msec=\" + "u8);
        to.Add(millis);
        to.Add(" msec\" >"u8);
        return !name.IsEmpty;
    }

    /// <summary>False at the trailer and at a token that is not known, whose length nothing tells.</summary>
    private bool WriteToken(ref BsmBytes from)
    {
        var token = from.Byte();
        switch (token)
        {
            case BsmToken.Argument32 or BsmToken.Argument64:
                Number("<argument arg-num"u8, from.Byte());
                to.Add(" value=\"0x"u8);
                to.AddHex(token == BsmToken.Argument64 ? from.Long() : from.Number());
                to.Add("\" desc=\""u8);
                to.AddEscaped(from.Text());
                to.Add("\" />"u8);
                return true;
            case BsmToken.Arguments:
                WriteArguments(ref from);
                return true;
            case BsmToken.Path:
                to.Add("<path>"u8);
                to.AddEscaped(from.Text());
                to.Add("</path>"u8);
                return true;
            case BsmToken.Subject32 or BsmToken.Subject32Ex or BsmToken.Subject64 or BsmToken.Subject64Ex:
                WriteSubject(token, ref from);
                return true;
            case BsmToken.Return32 or BsmToken.Return64:
                WriteReturn(token, ref from);
                return true;
            case BsmToken.SocketInet or BsmToken.SocketInet6:
                to.Add(token == BsmToken.SocketInet ? "<socket-inet"u8 : "<socket-inet6"u8);
                Number(" type"u8, from.Word());
                Number(" port"u8, from.Word());
                Address(" addr"u8, from.Take(token == BsmToken.SocketInet ? 4 : 16));
                to.Add(" />"u8);
                return true;
            default:
                return AuditTrailSkip.Over(token, ref from);
        }
    }

    /// <summary>As many as are there: a count that promises more is not believed.</summary>
    private void WriteArguments(ref BsmBytes from)
    {
        to.Add("<exec_args>"u8);
        for (var count = from.Number(); count > 0 && !from.IsCut && !from.IsAtEnd; count--)
        {
            to.Add("<arg>"u8);
            to.AddVisual(from.TextToNul());
            to.Add("</arg>"u8);
        }

        to.Add("</exec_args>"u8);
    }

    private void WriteSubject(byte token, ref BsmBytes from)
    {
        Signed("<subject audit-uid"u8, from.Number());
        Signed(" uid"u8, from.Number());
        Number(" gid"u8, from.Number());
        Signed(" ruid"u8, from.Number());
        Number(" rgid"u8, from.Number());
        Number(" pid"u8, from.Number());
        Number(" sid"u8, from.Number());
        to.Add(" />"u8);
        AuditTrailSkip.Terminal(token, ref from);
    }

    private void WriteReturn(byte token, ref BsmBytes from)
    {
        var error = from.Byte();
        var value = token == BsmToken.Return32 ? unchecked((int)from.Number()) : unchecked((long)from.Long());
        to.Add("<return errval=\""u8);
        to.Add(error switch { 0 => "success"u8, InProgress or DarwinInProgress => "failure : Operation now in progress"u8, _ => "failure : error "u8 });
        if (error is not (0 or InProgress or DarwinInProgress))
        {
            to.Add((ulong)error);
        }

        to.Add("\" retval=\""u8);
        to.Add(value);
        to.Add("\" />"u8);
    }

    private void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        to.Add(name);
        to.Add("=\""u8);
        to.Add(value);
        to.Add("\""u8);
    }

    private void Number(ReadOnlySpan<byte> name, long value)
    {
        to.Add(name);
        to.Add("=\""u8);
        to.Add(value);
        to.Add("\""u8);
    }

    private void Signed(ReadOnlySpan<byte> name, uint value) => Number(name, unchecked((int)value));

    private void Address(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        to.Add(name);
        to.Add("=\""u8);
        for (var at = 0; at < value.Length; at += value.Length == 4 ? 1 : 2)
        {
            if (at > 0)
            {
                to.Add(value.Length == 4 ? "."u8 : ":"u8);
            }

            if (value.Length == 4)
            {
                to.Add((long)value[at]);
            }
            else
            {
                to.AddHex((ulong)((value[at] << 8) | value[at + 1]));
            }
        }

        to.Add("\""u8);
    }
}
