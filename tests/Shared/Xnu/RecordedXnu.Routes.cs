using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

internal sealed unsafe partial class RecordedXnu
{
    // route_output of bsd/net/rtsock.c. Whatever becomes of the request, it goes to all who listen.
    private nint RequestRoute(RouteSocket socket, byte[] message)
    {
        lock (_gate)
        {
            Sweep();
            RouteRequest request = new(_network, IsRoot);
            int error = request.Execute(message);
            Tell(request.Reply, request.Family, socket.HearsItself ? null : socket);
            return error != 0 ? -error : message.Length;
        }
    }

    private static string RouteRequestName(byte[] message)
        => (message.Length > 3 ? message[3] : 0) switch
        {
            RTM_ADD => nameof(RTM_ADD),
            RTM_DELETE => nameof(RTM_DELETE),
            RTM_CHANGE => nameof(RTM_CHANGE),
            RTM_GET => nameof(RTM_GET),
            int other => $"{other}",
        };

    /// <inheritdoc />
    public int Sysctl(ReadOnlySpan<int> name, void* buffer, nuint* size)
    {
        const int CTL_NET = 4;
        const int Dump = 1;
        const int InterfaceList2 = 6;
        const int Dump2 = 7;
        int operation = name.Length == 6 ? name[4] : -1;
        string what = operation switch
        {
            Dump => "NET_RT_DUMP",
            InterfaceList2 => $"NET_RT_IFLIST2, {name[5]}",
            Dump2 => "NET_RT_DUMP2",
            _ => string.Join(", ", name.ToArray()),
        };
        int refused = Begin($"sysctl({what})");
        if (refused != 0)
        {
            return -refused;
        }

        if (name.Length != 6 || name[0] != CTL_NET || name[1] != PF_ROUTE)
        {
            throw new InvalidOperationException($"The recorded kernel has no sysctl({what}).");
        }

        List<byte[]> messages;
        lock (_gate)
        {
            Sweep();
            messages = operation switch
            {
                Dump or Dump2 => InterfaceList.Routes(_network, name[3], operation == Dump2),
                InterfaceList2 => InterfaceList.Interfaces(_network, name[3], name[5]),
                _ => throw new InvalidOperationException($"The recorded kernel has no sysctl({what})."),
            };
        }

        return -CopyOut(messages, buffer, size);
    }

    // sysctl_old_user: whole messages as long as there is room, and the size of what was copied.
    private static int CopyOut(List<byte[]> messages, void* buffer, nuint* size)
    {
        nuint copied = 0;
        foreach (byte[] message in messages)
        {
            if (buffer is not null)
            {
                if (*size - copied < (nuint)message.Length)
                {
                    *size = copied;
                    return ENOMEM;
                }

                message.CopyTo(new Span<byte>((byte*)buffer + copied, message.Length));
            }

            copied += (nuint)message.Length;
        }

        *size = copied;
        return 0;
    }
}
