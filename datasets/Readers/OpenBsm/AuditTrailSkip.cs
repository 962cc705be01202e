namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>Lengths of the tokens that are not read. Stateless.</summary>
internal static class AuditTrailSkip
{
    private static ReadOnlySpan<byte> UnitBytes => [1, 2, 4, 8];

    /// <summary>False at the trailer and at a token that is not known.</summary>
    public static bool Over(byte token, ref BsmBytes from)
    {
        switch (token)
        {
            case BsmToken.Sequence or BsmToken.Address:
                from.Skip(4);
                return true;
            case BsmToken.Ipc:
                from.Skip(5);
                return true;
            case BsmToken.Exit:
                from.Skip(8);
                return true;
            case BsmToken.Port:
                from.Skip(2);
                return true;
            case BsmToken.Ip:
                from.Skip(20);
                return true;
            case BsmToken.Socket:
                from.Skip(14);
                return true;
            case BsmToken.Attribute32 or BsmToken.IpcPermissions:
                from.Skip(28);
                return true;
            case BsmToken.Attribute64:
                from.Skip(32);
                return true;
            case BsmToken.AddressEx:
                from.Address();
                return true;
            case BsmToken.Text or BsmToken.Opaque or BsmToken.Zone:
                from.Skip(from.Word());
                return true;
            case BsmToken.File:
                from.Skip(8);
                from.Skip(from.Word());
                return true;
            case BsmToken.UseOfPrivilege:
                from.Skip(1);
                from.Skip(from.Word());
                return true;
            case BsmToken.Privilege:
                from.Skip(from.Word());
                from.Skip(from.Word());
                return true;
            case BsmToken.Groups:
                from.Skip(4 * from.Word());
                return true;
            case BsmToken.Process32 or BsmToken.Process32Ex or BsmToken.Process64 or BsmToken.Process64Ex:
                from.Skip(28);
                Terminal(token, ref from);
                return true;
            default:
                return OverLonger(token, ref from);
        }
    }

    /// <summary>Where a subject or process sat: port and address.</summary>
    public static void Terminal(byte token, ref BsmBytes from)
    {
        from.Skip(token is BsmToken.Subject64 or BsmToken.Subject64Ex or BsmToken.Process64 or BsmToken.Process64Ex ? 8 : 4);
        if (token is BsmToken.Subject32Ex or BsmToken.Subject64Ex or BsmToken.Process32Ex or BsmToken.Process64Ex)
        {
            from.Address();
        }
        else
        {
            from.Skip(4);
        }
    }

    private static bool OverLonger(byte token, ref BsmBytes from)
    {
        switch (token)
        {
            case BsmToken.Environment or BsmToken.Principal or BsmToken.Certificate:
                for (var count = from.Number(); count > 0 && !from.IsCut && !from.IsAtEnd; count--)
                {
                    from.TextToNul();
                }

                return true;
            case BsmToken.Data:
                from.Skip(1);
                var unit = from.Byte();
                from.Skip((unit < UnitBytes.Length ? UnitBytes[unit] : 0) * from.Byte());
                return unit < UnitBytes.Length;
            case BsmToken.SocketEx:
                from.Skip(4);
                var address = from.Word();
                from.Skip(2 * (2 + address));
                return address is 4 or 16;
            case BsmToken.SocketUnix:
                from.Skip(2);
                from.TextToNul();
                return true;
            case BsmToken.Identity:
                from.Skip(4);
                from.Skip(from.Word() + 1);
                from.Skip(from.Word() + 1);
                from.Skip(from.Word());
                return true;
            default:
                return false;
        }
    }
}
