namespace TunPS.MacOS.Tests.Native;

/// <summary>Filled structs as the bytes that the kernel is to get. "00*8" is a byte eight times.</summary>
internal static class ImageTable
{
    internal const string Text = """
        Image:
            Control 00*4 63 6F 6D 2E 61 70 70 6C 65 2E 6E 65 74 2E 75 74 75 6E 5F 63 6F 6E 74 72 6F 6C 00*70,
            Utun7 20 20 02 00 05 00 00 00 08 00 00 00 00*20,
            Mtu1400 75 74 75 6E 37 00*11 78 05 00 00 00*12,
            Up 75 74 75 6E 37 00*11 51 80 00*14,
            DeleteAddress 75 74 75 6E 37 00*11 10 02 00 00 C0 00 02 01 00*8,
            AddAddress 75 74 75 6E 37 00*11
                10 02 00 00 C0 00 02 01 00*8
                10 02 00 00 C0 00 02 02 00*8
                10 02 00 00 FF FF FF 00 00*8,
            AddAddress6 75 74 75 6E 37 00*11
                1C 1E 00 00 00*4 20 01 0D B8 00*11 01 00*4
                00*28
                1C 1E 00 00 00*4 FF*8 00*8 00*4
                20 00 00 00 00*16 FF*8,
            DeleteAddress6 75 74 75 6E 37 00*11 1C 1E 00 00 00*4 20 01 0D B8 00*11 01 00*4 00*244,
            LinkLocal 1C 1E 00 00 00*4 FE 80 00*13 01 09 00 00 00,
            AddRoute 90 00 05 01 00*4 01 08 00 00 07 00 00 00 D2 04 00 00 07 00 00 00 00*68
                10 02 00 00 C6 33 64 00 00*8
                14 12 09 00 00*16
                10 02 00 00 FF FF FF 00 00*8,
            DeleteRoute6 B0 00 05 02 00*4 03 08 00 00 07 00 00 00 D2 04 00 00 08 00 00 00 00*68
                1C 1E 00 00 00*4 20 01 0D B8 00 01 00*10 00*4
                1C 1E 00 00 00*4 20 01 0D B8 00*11 02 00*4
                1C 1E 00 00 00*4 FF*6 00*10 00*4;
        """;
}
