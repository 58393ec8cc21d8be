using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.ApiKeys;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Security;

/// <summary>Gives access to the grains that store identities: accounts, API keys and screens.</summary>
internal sealed class IdentityGrains(IGrainFactory grains, ReferenceDataStore referenceData)
{
    /// <summary>The grain of the accounts and their sessions.</summary>
    public IAccountsGrain Accounts => grains.GetGrain<IAccountsGrain>(Province);

    /// <summary>The grain of the API keys.</summary>
    public IApiKeysGrain Keys => grains.GetGrain<IApiKeysGrain>(Province);

    /// <summary>The grain of the paired screens.</summary>
    public IScreensGrain Screens => grains.GetGrain<IScreensGrain>(Province);

    private string Province => referenceData.Current.Places.Province.Code;
}
