using CsCheck;
using TunPS.Behaviour.Tests.Walk;

namespace TunPS.Behaviour.Tests;

/// <summary>Random steps over the whole API, against a simple model of it.</summary>
public sealed class RandomWalkTests
{
    private static readonly Gen<WalkStep> s_step = Gen.Select(
        Gen.Enum<WalkAct>(),
        Gen.Int[0, 1],
        Gen.Enum<CallForm>(),
        Gen.Int[0, 3],
        Gen.Int[1, 1000],
        Gen.Bool,
        (act, device, form, events, number, isCancellable) => new WalkStep(act, device, form, events, number, isCancellable));

    /// <summary>A failure prints the shortest walk that was found, and the seed that leads to it.</summary>
    [Fact]
    public void Every_call_ends_as_the_model_says()
        => s_step.Array[1, 40].Sample(
            steps =>
            {
                using World world = new();
                Array.ForEach(steps, world.Take);
                world.Finish();
            },
            time: (int)StressTime.Duration.TotalSeconds,
            threads: 1,
            print: steps => string.Join('\n', steps.Select(step => step.ToString())));
}
