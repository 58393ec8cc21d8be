using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.ReferenceData;

/// <summary>Puts a new version of a document in force, everywhere before it answers.</summary>
internal sealed class ReferencePublisher(ReferenceDataStore shelf, IGrainFactory grains)
{
    /// <summary>Puts it in force; answers from which position on.</summary>
    /// <exception cref="ReferenceDataException">It is not right; nothing changed.</exception>
    public async Task<long> Publish(string document, string text, string author, long? after = null)
    {
        var position = await shelf.Put(document, text, author, after);
        var reference = shelf.Current;
        // What counts may be another now; each city goes by it before it takes anything more.
        await Task.WhenAll(reference.Places.Cities.Select(city => grains.GetGrain<ICityGrain>(city.Code).ApplyCatalogue()));
        await grains.GetGrain<IRankingGrain>(reference.Places.Province.Code).OnCityChanged(new CityChanged("", 0, position));
        return position;
    }
}
