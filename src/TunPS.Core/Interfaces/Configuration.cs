using TunPS.Platform;

namespace TunPS;

/// <summary>
/// Brings an interface to what is asked for, step by step. When one fails, those before it are taken back.
/// </summary>
/// <param name="link">The interface.</param>
/// <param name="before">What it is before the first step.</param>
/// <param name="queue">An open queue of it, for what only a queue can set; null when nothing of that is asked for.</param>
/// <param name="log">Makes the steps.</param>
internal sealed class Configuration(TunLink link, LinkInfo before, TunQueue? queue, ChangeLog log)
{
    /// <summary>Changes an interface that exists.</summary>
    internal void Change(TunInterfaceChanges changes)
        => WithUndo(changes.State == TunDeviceState.Down || changes.Mtu < TunDevice.MinMtuForIPv6, () =>
    {
        // Down first, because kernels before 6.2 rename no interface that is up; up last, when everything else is done.
        SetState(changes.State == TunDeviceState.Down ? changes.State : null);
        SetLink(changes);
        Rename(changes.NewName);
        SetCarrier(changes);
        SetOwnership(changes);
        SetState(changes.State == TunDeviceState.Up ? changes.State : null);
    });

    /// <summary>Completes an interface that was just opened, as far as the options say.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="isNew">True for an interface that was made just now; some systems bring it up by themselves.</param>
    internal void Complete(TunDeviceOptions options, bool isNew)
        => WithUndo(!isNew && options.Mtu < TunDevice.MinMtuForIPv6, () =>
    {
        // The MTU first, because below 1280 there is no IPv6 to add addresses to; up before the addresses, so that
        // their routes are there in the end; ownership last, because it cannot be taken back.
        SetLink(options);
        SetCarrier(options);
        SetState(!isNew ? null : options.Down ? TunDeviceState.Down : TunDeviceState.Up);
        AddAddresses(options);
        AddRoutes(options);
        SetOwnership(options);
    });

    // An interface loses its routes and its IPv6 addresses when it goes down or its MTU is too small for IPv6. That it is
    // up or large again brings back neither.
    private void WithUndo(bool mayLoseAddresses, Action steps)
    {
        TunAddress[] addresses = mayLoseAddresses ? link.ListAddresses(before.Name) : [];
        TunRoute[] routes = mayLoseAddresses ? link.ListRoutes(before.Name) : [];
        try
        {
            steps();
        }
        catch
        {
            log.Undo();
            Restore(addresses, routes);
            throw;
        }
    }

    private void Restore(TunAddress[] addresses, TunRoute[] routes)
    {
        // The kernel gives the interface link-local addresses of its own.
        TunAddress[] lost = [.. addresses
            .Except(link.ListAddresses(before.Name))
            .Where(address => !address.Address.IsIPv6LinkLocal)];
        Array.ForEach(lost, address => _ = link.AddAddress(address, detectDuplicates: false));
        link.WaitUntilUsable(lost);
        TunRoute[] present = link.ListRoutes(before.Name);
        foreach (TunRoute route in routes.Where(route => !present.Any(route.IsMetBy)))
        {
            _ = link.AddRoute(route);
        }
    }

    private void SetLink(TunInterfaceSettings settings)
    {
        log.Set("queue length", settings.TxQueueLength, before.TxQueueLength, link.SetTxQueueLength);
        log.Set("MTU", settings.Mtu, before.Mtu, link.SetMtu);
        log.Set("MAC address", settings.MacAddress, before.MacAddress, link.SetMacAddress, MacAddressRule.Show);
        log.Set("alias", settings.Alias, before.Alias, link.SetAlias, alias => $"'{alias}'");
    }

    private void Rename(string? newName)
    {
        if (newName is not null && newName != before.Name)
        {
            // The name that it gets may differ: %d becomes a number.
            log.Do(
                $"rename {before.Name} to {newName}",
                () => $"Renamed {before.Name} to {link.Find()?.Name ?? newName}.",
                () => link.Rename(newName),
                () => link.Rename(before.Name));
        }
    }

    private void SetCarrier(TunInterfaceSettings settings)
        => log.Set("carrier", settings.HasCarrier, before.HasCarrier, isOn => queue!.SetCarrier(isOn), OnOrOff);

    private void SetOwnership(TunInterfaceSettings settings)
    {
        log.Set("group", settings.Group, SystemAccount.Group(before.Group), group => queue!.SetGroup(group.Id));
        log.Set("owner", settings.Owner, SystemAccount.User(before.Owner), owner => queue!.SetOwner(owner.Id));
        log.Set(
            "persistence", settings.IsPersistent, before.IsPersistent, isOn => queue!.SetPersistent(isOn), OnOrOff);
    }

    private void SetState(TunDeviceState? state)
    {
        bool isUp = state == TunDeviceState.Up;
        if (state is not null && isUp != before.IsUp)
        {
            log.Do(
                isUp ? $"bring {before.Name} up" : $"take {before.Name} down",
                isUp ? $"Brought {before.Name} up." : $"Took {before.Name} down.",
                () => link.SetUp(isUp),
                () => link.SetUp(!isUp));
            link.WaitUntilUsable(isUp ? link.ListAddresses(before.Name) : []);
        }
    }

    // An existing interface may have some of them, and then nothing has to be done.
    private void AddAddresses(TunDeviceOptions options)
    {
        TunAddress[] present = options.Addresses.Count == 0 ? [] : link.ListAddresses(before.Name);
        foreach (TunAddress address in options.Addresses.Except(present))
        {
            log.Do(
                $"add the address {address} to {before.Name}",
                $"Added the address {address} to {before.Name}.",
                () => link.AddAddress(address, options.DetectDuplicates),
                () => link.RemoveAddress(address));
        }

        link.WaitUntilUsable(options.DetectDuplicates ? [] : options.Addresses);
    }

    private void AddRoutes(TunDeviceOptions options)
    {
        TunRoute[] present = options.Routes.Count == 0 ? [] : link.ListRoutes(before.Name);
        foreach (TunRoute route in options.Routes.Where(wanted => !present.Any(wanted.IsMetBy)).Distinct())
        {
            log.Do(
                $"add the route {route} to {before.Name}",
                $"Added the route {route} to {before.Name}.",
                () => link.AddRoute(route),
                () => link.RemoveRoute(route));
        }
    }

    private static string OnOrOff(bool isOn) => isOn ? "on" : "off";
}
