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
            throw Invalid("field_missing", "name", "id、name、nameEn 必填");
        if (campaign.Id.Length is 0 or > 64
            || campaign.Id.Contains('/', StringComparison.Ordinal)
            || ReportingPeriod.Parse(campaign.Id) is not null)
            throw Invalid("id_invalid", "id", "编号为 1 至 64 个字，不含斜线，也不能写成时期的样子");
        if (!ids.Add(campaign.Id)) throw Invalid("id_twice", "id", $"“{campaign.Id}”出现了两次");
        if (campaign.Start < ReportingPeriod.EarliestDay)
            throw Invalid("date_invalid", "start", $"不能早于 {ReportingPeriod.EarliestDay:yyyy-MM-dd}");
        if (campaign.End > ReportingPeriod.LatestDay)
            throw Invalid("date_invalid", "end", $"不能晚于 {ReportingPeriod.LatestDay:yyyy-MM-dd}");
        if (campaign.Start > campaign.End) throw Invalid("date_order", "end", "结束日期早于开始日期");
        if (campaign.Cities.IsDefault || campaign.Plan.IsDefault)
            throw Invalid("list_missing", "cities", "cities 与 plan 必填，可以是空列表");
        foreach (var city in campaign.Cities)
            if (city is null || places.FindCity(city) is null)
                throw Invalid("city_unknown", "cities", $"没有代码为“{city}”的市");
        if (campaign.Plan.Any(activity => activity?.Title is null))
            throw Invalid("field_missing", "plan", "每项活动必填 date、title");
        foreach (var activity in campaign.Plan)
            if (activity.City is { } city && places.FindCity(city) is null)
                throw Invalid("city_unknown", "plan", $"没有代码为“{city}”的市：全省的活动不填 city");

        ReferenceDataException Invalid(string code, string field, string message) =>
            new("campaigns.json", code, number, field, $"campaigns.json 第 {number} 个活动 {field}：{message}。");
    }
}
