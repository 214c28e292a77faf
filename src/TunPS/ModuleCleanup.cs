using System.Management.Automation;

namespace TunPS;

/// <summary>Stops the connections and closes the devices when the module is removed; PowerShell finds it by its interface.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        // First, so that they are stopped and do not end because a device was closed.
        OpenConnections.StopOwn();
        OpenDevices.CloseOwn();
    }
}
