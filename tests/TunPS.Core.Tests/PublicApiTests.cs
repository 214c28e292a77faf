using PublicApiGenerator;

namespace TunPS.Core.Tests;

/// <summary>What programs compile against changes only when somebody means it.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_members_of_the_library_are_those_that_were_approved()
        => Approved.Check(
            typeof(TunDevice).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }),
            "tests/TunPS.Core.Tests/PublicApi.txt");
}
