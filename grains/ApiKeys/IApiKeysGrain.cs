using System.Collections.Immutable;

namespace IpMonitor.Grains.ApiKeys;

/// <summary>The API keys. The grain's key is the province's code.</summary>
[Alias("ipm.keys-grain")]
public interface IApiKeysGrain : IGrainWithStringKey
{
    /// <summary>Returns all keys, newest first.</summary>
    [Alias("all")]
    Task<ImmutableArray<ApiKey>> GetAll();

    /// <summary>Creates a key.</summary>
    [Alias("issue")]
    Task<ApiKeyResult> Issue(ApiKeySettings scope);

    /// <summary>Replaces a key's secret; the previous secret stays valid for the given hours (0 to 168).</summary>
    [Alias("rotate")]
    Task<ApiKeyResult> Rotate(string id, int hours);

    /// <summary>Removes a key at once; false if there is none.</summary>
    [Alias("revoke")]
    Task<bool> Revoke(string id);

    /// <summary>Returns the valid key of a secret, or null.</summary>
    [Alias("find-by-secret")]
    Task<ApiKey?> FindBySecret(string secret);
}
