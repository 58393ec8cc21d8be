using IpMonitor.Grains.Events;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Screens;

/// <summary>Decides how settings and commands change a screen, as pure functions.</summary>
public static class ScreenDecider
{
    private const int MaxScenes = 50;
    private const int MaxTitleLength = 40;
    private const int MaxTextLength = 300;
    private const int MaxUrlLength = 500;

    /// <summary>
    /// Creates a newly paired screen. Its playlist has rankings, each city in turn, the feed, and the current or next
    /// campaign.
    /// </summary>
    public static ScreenResponse CreateDefault(
        string id, string name, string group, ReferenceSnapshot reference, DateOnly today)
    {
        var next = reference.Campaigns.All.Where(campaign => campaign.End >= today).MinBy(campaign => campaign.Start);
        var ranked = reference.Catalogue.All
            .Where(metric => metric.IsRanked)
            .OrderByDescending(metric => metric.Kind == MetricKind.Composite)
            .Take(2);
        Scene[] scenes =
        [
            .. ranked.Select((metric, i) => new Scene($"ranking-{i + 1}", SceneKind.Ranking, 40, Metric: metric.Code)),
            new("city-1", SceneKind.City, 20),
            new("feed-1", SceneKind.Feed, 30),
            .. next is null ? Array.Empty<Scene>() :
            [
                next.Start > today
                    ? new("countdown-1", SceneKind.Countdown, 15, Campaign: next.Id)
                    : new("theme-1", SceneKind.Theme, 15, Campaign: next.Id),
                new("campaign-1", SceneKind.Campaign, 30, Campaign: next.Id),
            ],
        ];
        return new(0, id, 1, name, group, [.. scenes], "zh-CN", 2, null, null, false, null, null);
    }

    /// <summary>The error of a change that is not based on the latest version.</summary>
    public static readonly ValidationError VersionConflict =
        new("screen_changed", "version", "这块屏幕刚被别人改过：请看过现在的设置后再改。");

    /// <summary>Returns true for the topics of a screen: its own and those of its scenes.</summary>
    public static bool Shows(ScreenResponse screen, Topic topic) => topic.Kind switch
    {
        TopicKind.Screen => topic.Subject == screen.Id,
        TopicKind.Ranking => screen.Scenes.Any(
            scene => scene.Kind == SceneKind.Ranking && scene.Metric == topic.Subject),
        TopicKind.City => screen.Scenes.Any(
            scene => scene.Kind == SceneKind.City && (scene.City is null || scene.City == topic.Subject)),
        TopicKind.Campaign => screen.Scenes.Any(scene => scene.Campaign == topic.Subject),
        TopicKind.Feed => screen.Scenes.Any(scene => scene is { Kind: SceneKind.Feed, Campaign: null }),
        TopicKind.Province => screen.Scenes.Any(scene => scene.Kind == SceneKind.Visit),
        _ => false,
    };

    /// <summary>Applies settings to a screen, or returns the error.</summary>
    public static (ScreenResponse? Screen, ValidationError? Refusal) Update(
        ScreenResponse screen, ScreenSetup setup, ReferenceSnapshot reference)
    {
        if (setup.Version != screen.Version) return (null, VersionConflict);
        if (ValidateName(setup.Name, setup.Group) is { } error) return (null, error);
        if (setup.Language is not ("zh-CN" or "en"))
            return (null, new("language_invalid", "language", "语言可以是 zh-CN 或 en。"));
        if (setup.SafeArea is < 0 or > 10)
            return (null, new("safe_area_invalid", "safeArea", "安全边距请填 0 到 10（短边的百分之几）。"));
        if (setup.Scenes.IsDefaultOrEmpty || setup.Scenes.Length > MaxScenes)
            return (null, new("scenes_invalid", "scenes", $"节目单须有 1 到 {MaxScenes} 个画面。"));
        if (setup.Scenes.DistinctBy(scene => scene.Id).Count() < setup.Scenes.Length)
            return (null, new("scene_twice", "scenes", "两个画面用了同一个编号：请改其中一个。"));
        for (var i = 0; i < setup.Scenes.Length; i++)
        {
            if (ValidateScene(setup.Scenes[i], reference) is var (field, code, message))
                return (null, new(code, $"scenes[{i}].{field}", $"第 {i + 1} 个画面：{message}"));
        }
        return (screen with
        {
            Version = screen.Version + 1,
            Name = setup.Name.Trim(),
            Group = setup.Group.Trim(),
            Scenes = setup.Scenes,
            Language = setup.Language,
            SafeArea = setup.SafeArea,
            Shown = setup.Scenes.Any(scene => scene.Id == screen.Shown) ? screen.Shown : null,
        }, null);
    }

    /// <summary>Applies a command to a screen, or returns the error.</summary>
    public static (ScreenResponse? Screen, ValidationError? Refusal) Execute(
        ScreenResponse screen, ScreenCommand command, DateTimeOffset now)
    {
        var next = screen with { Version = screen.Version + 1 };
        switch (command.Kind)
        {
            case ScreenCommandKind.Show when screen.Scenes.All(scene => scene.Id != command.Scene):
                return (null, new("scene_unknown", "scene", $"“{screen.Name}”的节目单里没有这个画面：请先加入节目单。"));
            case ScreenCommandKind.Show:
                return (next with { Shown = command.Scene }, null);
            case ScreenCommandKind.Play:
                return (next with { Shown = null, PausedAt = null }, null);
            case ScreenCommandKind.Pause:
                return (next with { PausedAt = screen.PausedAt ?? now }, null);
            case ScreenCommandKind.Reload:
                return (next with { ReloadedAt = now }, null);
            case ScreenCommandKind.Rehearse or ScreenCommandKind.Perform:
                return (next with { IsRehearsal = command.Kind == ScreenCommandKind.Rehearse }, null);
            case ScreenCommandKind.Notify:
                if (command.Minutes is not (>= 1 and <= 1440) || command.Minutes is not { } minutes)
                    return (null, new("minutes_invalid", "minutes", "通知的时长请填 1 到 1440 分钟。"));
                if (string.IsNullOrWhiteSpace(command.Title))
                    return (null, new("title_missing", "title", "通知需要标题。"));
                if (ValidateText(command.Title, command.Text, command.Url) is var (field, code, message))
                    return (null, new(code, field, message));
                var notice = new ScreenNotice(
                    command.Title.Trim(), command.Text?.Trim(), command.Url, now.AddMinutes(minutes));
                return (next with { Notice = notice }, null);
            case ScreenCommandKind.Dismiss:
                return (next with { Notice = null }, null);
            default:
                return (null, new(
                    "order_unknown",
                    "kind",
                    "没有这个指令：可以是 show、play、pause、reload、rehearse、perform、notify、dismiss。"));
        }
    }

    /// <summary>Validates a screen's name and group; null if valid.</summary>
    public static ValidationError? ValidateName(string name, string group)
    {
        if (name is null || name.Trim().Length is 0 or > MaxTitleLength)
            return new("name_invalid", "name", $"屏幕名称请填 1 到 {MaxTitleLength} 个字。");
        if (group is null || group.Trim().Length > MaxTitleLength)
            return new("group_invalid", "group", $"分组名称最多 {MaxTitleLength} 个字。");
        return null;
    }

    private static (string Field, string Code, string Message)? ValidateScene(Scene scene, ReferenceSnapshot reference)
    {
        if (scene.Id is not { Length: > 0 and <= 40 }) return ("id", "scene_id_invalid", "编号请填 1 到 40 个字符。");
        if (scene.Seconds is < 5 or > 3600) return ("seconds", "seconds_invalid", "时长请填 5 到 3600 秒。");
        if (!Enum.IsDefined(scene.Kind)) return ("kind", "scene_kind_unknown", "没有这种画面。");
        if (scene.Kind == SceneKind.Ranking && reference.Catalogue.Find(scene.Metric ?? "") is not { IsRanked: true })
            return ("metric", "metric_unknown", "请选一个可以排名的指标。");
        if (scene.Period is { } period && reference.Campaigns.FindPeriod(period) is null)
            return ("period", "period_invalid", $"“{period}”不是时期，例如 2026、2026Q1、2026-04。");
        if (scene.Campaign is { } campaign
            ? reference.Campaigns.Find(campaign) is null
            : scene.Kind is SceneKind.Campaign or SceneKind.Countdown or SceneKind.Theme)
            return ("campaign", "campaign_unknown", "请选一项活动。");
        if (scene.City is { } city && reference.Places.FindCity(city) is null)
            return ("city", "city_unknown", $"没有代码为“{city}”的市。");
        if (scene.Kind is SceneKind.Notice or SceneKind.Visit && string.IsNullOrWhiteSpace(scene.Title))
            return ("title", "title_missing", "需要标题。");
        return ValidateText(scene.Title, scene.Text, scene.Url);
    }

    private static (string Field, string Code, string Message)? ValidateText(string? title, string? text, string? url)
    {
        if (title?.Length > MaxTitleLength)
            return ("title", "text_invalid", $"标题最多 {MaxTitleLength} 个字，字多了五米外看不清。");
        if (text?.Length > MaxTextLength) return ("text", "text_invalid", $"正文最多 {MaxTextLength} 个字。");
        if (url is null) return null;
        var isValid = url.Length <= MaxUrlLength
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http";
        return isValid ? null : ("url", "url_invalid", "二维码的网址须以 https:// 或 http:// 开头。");
    }
}
