namespace Det0131.LoadTest;

/// <summary>Which log a record is of. With the unit's number it tells the record from all others.</summary>
internal enum RecordKind
{
    ZeekConn,
    ZeekDns,
    ZeekHttp,
    Windows,
}
