using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.ApiKeys;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Security;

/// <summary>Who is known here: accounts, machines' keys, screens.</summary>
internal sealed class IdentityGrains(IGrainFactory grains, ReferenceDataStore shelf)
{
    public IAccountsGrain Accounts => grains.GetGrain<IAccountsGrain>(Province);

    public IApiKeysGrain Keys => grains.GetGrain<IApiKeysGrain>(Province);

    public IScreensGrain Screens => grains.GetGrain<IScreensGrain>(Province);

    private string Province => shelf.Current.Places.Province.Code;
}
