using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.ReferenceData;

/// <summary>Publishes versions of reference documents.</summary>
internal sealed class ReferencePublisher(ReferenceDataStore referenceData, IGrainFactory grains)
{
    /// <summary>Stores a version, applies it in all cities, and returns the position from which it is valid.</summary>
    /// <param name="document">Name of the document.</param>
    /// <param name="text">Content of the document.</param>
    /// <param name="author">Name of the account or key.</param>
    /// <param name="after">Position of the version that the author has edited; null skips the check.</param>
    /// <exception cref="ReferenceDataException">The document is invalid or was changed; nothing is stored.</exception>
    public async Task<long> Publish(string document, string text, string author, long? after = null)
    {
        var position = await referenceData.Put(document, text, author, after);
        var places = referenceData.Current.Places;
        // Each city must apply the catalogue before it accepts further events.
        await Task.WhenAll(places.Cities.Select(city => grains.GetGrain<ICityGrain>(city.Code).ApplyCatalogue()));
        var ranking = grains.GetGrain<IRankingGrain>(places.Province.Code);
        await ranking.OnCityChanged(new CityChanged("", 0, position));
        return position;
    }
}
