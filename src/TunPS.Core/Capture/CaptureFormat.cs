namespace TunPS;

/// <summary>The two formats of capture files.</summary>
public enum CaptureFormat
{
    /// <summary>pcapng: keeps the names of the devices, and packets of both layers in one file.</summary>
    Pcapng,

    /// <summary>pcap, the older one: no names, and one layer per file.</summary>
    Pcap,
}
