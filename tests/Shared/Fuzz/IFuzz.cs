namespace TunPS.Testing;

/// <summary>Something that is damaged and then looked at in every way.</summary>
internal interface IFuzz
{
    /// <summary>Damages one thing and looks at it; throws when something is wrong with those who look.</summary>
    void RunOne(Mutator mutator);
}
