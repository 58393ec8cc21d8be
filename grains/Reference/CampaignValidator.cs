using System.Collections.Immutable;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>Validates the campaigns of <c>campaigns.json</c>.</summary>
internal static class CampaignValidator
{
    /// <exception cref="ReferenceDataException">A campaign is invalid.</exception>
    public static void Validate(CampaignDefinition[] campaigns, Places places)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < campaigns.Length; i++) Validate(campaigns[i], i + 1, ids, places);
    }

    private static void Validate(CampaignDefinition campaign, int number, HashSet<string> ids, Places places)
    {
        if (campaign is not { Id: not null, Name: not null, NameEn: not null })
            throw Invalid("field_missing.campaign", "name");
        if (!AddressSegment.IsValid(campaign.Id, 64)
            || ReportingPeriod.Parse(campaign.Id) is not null)
            throw Invalid("id_invalid.campaign", "id");
        if (!ids.Add(campaign.Id)) throw Invalid("id_twice.campaign", "id", campaign.Id);
        if (campaign.Start < ReportingPeriod.EarliestDay)
            throw Invalid("date_invalid.early", "start", ReportingPeriod.EarliestDay);
        if (campaign.End > ReportingPeriod.LatestDay)
            throw Invalid("date_invalid.late", "end", ReportingPeriod.LatestDay);
        if (campaign.Start > campaign.End) throw Invalid("date_order", "end");
        if (campaign.Cities.IsDefault || campaign.Plan.IsDefault)
            throw Invalid("list_missing", "cities");
        foreach (var city in campaign.Cities)
            if (city is null || places.FindCity(city) is null)
                throw Invalid("city_unknown.table", "cities", city ?? "");
        if (campaign.Plan.Any(activity => activity?.Title is null))
            throw Invalid("field_missing.activity", "plan");
        foreach (var activity in campaign.Plan)
            if (activity.City is { } city && places.FindCity(city) is null)
                throw Invalid("city_unknown.activity", "plan", city);

        ReferenceDataException Invalid(string key, string field, params ImmutableArray<MessageArgument> arguments) =>
            ReferenceDataException.At(
                MessageArgument.Message("reference_data.campaign", number, field),
                "campaigns.json", number, field, key, arguments);
    }
}
