using System.Buffers.Binary;
using CsCheck;

namespace TunPS.Core.Tests.Impairments;

/// <summary>Packets, changes of the setting and times as they come, against what is true of every line.</summary>
public sealed class DelayLineWalkTests
{
    private static readonly Gen<Impairment> s_impairment = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 2000],
        AnyOf(0.0, 0, 20, 100),
        AnyOf(0.0, 0, 30, 100),
        AnyOf(0.0, 0, 25, 100),
        AnyOf(0L, 0, 1_000, 1_000_000, 10_000_000_000),
        AnyOf(0, 0, 1, 7, 100),
        (delay, jitter, loss, duplicate, reorder, rate, limit) => new Impairment
        {
            Delay = TimeSpan.FromMilliseconds(delay),
            Jitter = TimeSpan.FromMicroseconds(jitter),
            Loss = loss,
            Duplicate = duplicate,
            Reorder = delay + jitter == 0 ? 0 : reorder,
            RateLimit = rate == 0 ? null : new BitRate(rate),
            QueueLimit = limit == 0 ? null : limit,
        });

    private static readonly Gen<(int Count, int Length, int Pause, Impairment? Change, bool Takes)> s_step = Gen.Select(
        Gen.Int[0, 30],
        Gen.Int[8, 3000],
        Gen.Int[0, 3_000_000],
        Gen.Select(Gen.Bool, s_impairment, (changes, impairment) => changes ? impairment : null),
        Gen.Bool);

    [Fact]
    public void Whatever_is_admitted_is_somewhere_and_whole_and_in_order()
        => Gen.Select(s_impairment, Gen.Long, s_step.Array[1, 60]).Sample(
            (impairment, seed, steps) =>
            {
                DelayLine line = new(impairment, seed);
                bool mayOvertake = impairment.Reorder > 0;
                long now = 0;
                int number = 0;
                int latest = -1;
                long lastTaken = 0;
                byte[] packet = new byte[3000];
                foreach ((int count, int length, int pause, Impairment? change, bool takes) in steps)
                {
                    now += pause;
                    line.Impairment = change ?? line.Impairment;
                    mayOvertake |= line.Impairment.Reorder > 0;
                    for (int i = 0; i < count; i++)
                    {
                        packet.AsSpan(0, length).Fill((byte)number);
                        BinaryPrimitives.WriteInt32LittleEndian(packet, number++);
                        BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(4), length);
                        int before = line.QueuedPackets;
                        line.Admit(packet.AsSpan(0, length), now);
                        Assert.True(line.QueuedPackets <= Math.Max(before, line.Impairment.QueueLimit ?? int.MaxValue));
                        AssertConserved(line);
                    }

                    while (takes && line.NextDue is long due)
                    {
                        bool isDue = line.TryTake(now, out ReadOnlySpan<byte> taken);
                        Assert.Equal(due <= now, isDue);
                        AssertConserved(line);
                        if (!isDue)
                        {
                            break;
                        }

                        int at = BinaryPrimitives.ReadInt32LittleEndian(taken);
                        Assert.True(mayOvertake || at >= latest);
                        Assert.True(due >= lastTaken || mayOvertake);
                        Assert.Equal(BinaryPrimitives.ReadInt32LittleEndian(taken[4..]), taken.Length);
                        Assert.True(taken[8..].IndexOfAnyExcept((byte)at) < 0);
                        (latest, lastTaken) = (at, due);
                    }
                }

                while (line.TryTake(long.MaxValue, out _))
                {
                }

                Assert.Equal(0, line.QueuedPackets);
                Assert.Null(line.NextDue);
                AssertConserved(line);
                Assert.InRange(line.HeldBytes, 0, PacketPool.KeptBytes);
            },
            iter: 2000);

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void AssertConserved(DelayLine line)
        => Assert.Equal(
            line.AdmittedPackets + line.DuplicatedPackets,
            line.TakenPackets + line.LostPackets + line.OverflowedPackets + line.QueuedPackets);
}
