namespace TunPS.Stress.Speed;

/// <summary>
/// Lets several contenders do the same in turn, so that what else the machine does in the meantime meets all alike.
/// </summary>
/// <param name="turns">Turns of each in a round.</param>
/// <param name="warmUp">Turns of each that do not count: the runtime compiles what runs often while it runs.</param>
internal sealed class Contest(int turns, int warmUp)
{
    internal const int Rounds = 5;

    internal void Run(params IReadOnlyList<Contender> contenders)
    {
        foreach (Contender contender in contenders)
        {
            for (int i = 0; i < warmUp; i++)
            {
                _ = contender.TakeTurn();
            }
        }

        for (int round = 0; round < Rounds; round++)
        {
            List<double>[] figures = [.. contenders.Select(_ => new List<double>())];
            for (int turn = 0; turn < turns; turn++)
            {
                for (int i = 0; i < contenders.Count; i++)
                {
                    // Nobody always comes after the same one.
                    int next = (i + turn + round) % contenders.Count;
                    figures[next].Add(contenders[next].TakeTurn());
                }
            }

            for (int i = 0; i < contenders.Count; i++)
            {
                contenders[i].EndRound(figures[i]);
            }
        }
    }
}
