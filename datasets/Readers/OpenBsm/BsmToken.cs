namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>What a token is (OpenBSM's audit_record.h; identity, principal and certificate as Apple's kernel writes them).</summary>
internal static class BsmToken
{
    public const byte File = 0x11;
    public const byte Trailer = 0x13;
    public const byte Header32 = 0x14;
    public const byte Header32Ex = 0x15;
    public const byte Data = 0x21;
    public const byte Ipc = 0x22;
    public const byte Path = 0x23;
    public const byte Subject32 = 0x24;
    public const byte Process32 = 0x26;
    public const byte Return32 = 0x27;
    public const byte Text = 0x28;
    public const byte Opaque = 0x29;
    public const byte Address = 0x2A;
    public const byte Ip = 0x2B;
    public const byte Port = 0x2C;
    public const byte Argument32 = 0x2D;
    public const byte Socket = 0x2E;
    public const byte Sequence = 0x2F;
    public const byte IpcPermissions = 0x32;
    public const byte Privilege = 0x38;
    public const byte UseOfPrivilege = 0x39;
    public const byte Groups = 0x3B;
    public const byte Arguments = 0x3C;
    public const byte Environment = 0x3D;
    public const byte Attribute32 = 0x3E;
    public const byte Exit = 0x52;
    public const byte Zone = 0x60;
    public const byte Argument64 = 0x71;
    public const byte Return64 = 0x72;
    public const byte Attribute64 = 0x73;
    public const byte Header64 = 0x74;
    public const byte Subject64 = 0x75;
    public const byte Process64 = 0x77;
    public const byte Header64Ex = 0x79;
    public const byte Subject32Ex = 0x7A;
    public const byte Process32Ex = 0x7B;
    public const byte Subject64Ex = 0x7C;
    public const byte Process64Ex = 0x7D;
    public const byte AddressEx = 0x7E;
    public const byte SocketEx = 0x7F;
    public const byte SocketInet = 0x80;
    public const byte SocketInet6 = 0x81;
    public const byte SocketUnix = 0x82;
    public const byte Identity = 0xED;
    public const byte Principal = 0xEE;
    public const byte Certificate = 0xEF;
}
