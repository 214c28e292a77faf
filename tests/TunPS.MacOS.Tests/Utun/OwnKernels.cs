namespace TunPS.MacOS.Tests.Utun;

/// <summary>All tests that put a kernel of their own in the place of the system.</summary>
[CollectionDefinition(OwnKernel.Collection, DisableParallelization = true)]
public sealed class OwnKernels;
