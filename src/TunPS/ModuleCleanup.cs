using System.Management.Automation;

namespace TunPS;

/// <summary>Closes the devices when the module is removed; PowerShell finds it by its interface.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        OpenDevices.CloseOwn();
        OpenConnections.StopOwn();
    }
}
