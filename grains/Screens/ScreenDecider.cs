using System.Collections.Immutable;
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

    private static readonly ImmutableArray<string> SampleNames =
        [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Catalogue.All
            .Where(metric => metric.Kind == MetricKind.Composite)
            .Select(metric => metric.Name)];

    /// <summary>
    /// Creates a newly paired screen. Its playlist has rankings, each city in turn, the feed, and the current or next
    /// campaign. It does not begin with a built-in composite metric, which is a sample.
    /// </summary>
    public static ScreenState CreateDefault(
        string id, string name, string group, ReferenceSnapshot reference, DateOnly today)
    {
        var next = reference.Campaigns.All.Where(campaign => campaign.End >= today).MinBy(campaign => campaign.Start);
        var ranked = reference.Catalogue.All
            .Where(metric => metric.IsRanked)
            .OrderByDescending(metric => metric.Kind == MetricKind.Composite)
            .Take(2)
            .OrderBy(metric => SampleNames.Contains(metric.Name));
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
        ValidationError.Create("screen_changed", "version");

    /// <summary>Returns true if a paired screen may read a topic: its own and those of its scenes.</summary>
    public static bool MayReadTopic(ScreenState screen, Topic topic) => topic.Kind switch
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
    public static (ScreenState? Screen, ValidationError? Error) Update(
        ScreenState screen, ScreenSetup setup, ReferenceSnapshot reference)
    {
        if (setup.Version != screen.Version) return (null, VersionConflict);
        if (ValidateName(setup.Name, setup.Group) is { } error) return (null, error);
        if (setup.Language is not ("zh-CN" or "en"))
            return (null, ValidationError.Create("language_invalid", "language"));
        if (setup.SafeArea is < 0 or > 10)
            return (null, ValidationError.Create("safe_area_invalid", "safeArea"));
        if (setup.Scenes.IsDefaultOrEmpty || setup.Scenes.Length > MaxScenes)
            return (null, ValidationError.Create("scenes_invalid", "scenes", MaxScenes));
        if (setup.Scenes.DistinctBy(scene => scene.Id).Count() < setup.Scenes.Length)
            return (null, ValidationError.Create("scene_twice", "scenes"));
        for (var i = 0; i < setup.Scenes.Length; i++)
        {
            if (ValidateScene(setup.Scenes[i], reference) is { } sceneError)
                return (null, sceneError.At($"scenes[{i}].{sceneError.Field}", "scene_at", i + 1));
        }
        return (MarkChanged(screen, screen with
        {
            Name = setup.Name.Trim(),
            Group = setup.Group.Trim(),
            Scenes = setup.Scenes,
            Language = setup.Language,
            SafeArea = setup.SafeArea,
            Shown = setup.Scenes.Any(scene => scene.Id == screen.Shown) ? screen.Shown : null,
        }), null);
    }

    /// <summary>Applies a command to a screen, or returns the error.</summary>
    public static (ScreenState? Screen, ValidationError? Error) Execute(
        ScreenState screen, ScreenCommand command, DateTimeOffset now)
    {
        var (next, error) = Apply(screen, command, now);
        return (next is null ? null : MarkChanged(screen, next), error);
    }

    // A change that leaves everything as it was creates no version.
    private static ScreenState MarkChanged(ScreenState before, ScreenState after) =>
        after == before ? before : after with { Version = before.Version + 1 };

    private static (ScreenState? Screen, ValidationError? Error) Apply(
        ScreenState next, ScreenCommand command, DateTimeOffset now)
    {
        switch (command.Kind)
        {
            case ScreenCommandKind.Show when next.Scenes.All(scene => scene.Id != command.Scene):
                return (null, ValidationError.Create("scene_unknown", "scene", next.Name));
            case ScreenCommandKind.Show:
                return (next with { Shown = command.Scene }, null);
            case ScreenCommandKind.Play:
                return (next with { Shown = null, PausedAt = null }, null);
            case ScreenCommandKind.Pause:
                return (next with { PausedAt = next.PausedAt ?? now }, null);
            case ScreenCommandKind.Reload:
                return (next with { ReloadedAt = now }, null);
            case ScreenCommandKind.Rehearse or ScreenCommandKind.Perform:
                return (next with { IsRehearsal = command.Kind == ScreenCommandKind.Rehearse }, null);
            case ScreenCommandKind.Notify:
                if (command.Minutes is not (>= 1 and <= 1440) || command.Minutes is not { } minutes)
                    return (null, ValidationError.Create("minutes_invalid", "minutes"));
                if (string.IsNullOrWhiteSpace(command.Title))
                    return (null, ValidationError.Create("title_missing.notice", "title"));
                if (ValidateText(command.Title, command.Text, command.Url) is { } textError)
                    return (null, textError);
                var notice = new ScreenNotice(
                    command.Title.Trim(), command.Text?.Trim(), command.Url, now.AddMinutes(minutes));
                return (next with { Notice = notice }, null);
            case ScreenCommandKind.Dismiss:
                return (next with { Notice = null }, null);
            default:
                return (null, ValidationError.Create("order_unknown", "kind"));
        }
    }

    /// <summary>Validates a screen's name and group; null if valid.</summary>
    public static ValidationError? ValidateName(string name, string group)
    {
        if (name is null || name.Trim().Length is 0 or > MaxTitleLength)
            return ValidationError.Create("name_invalid.screen", "name", MaxTitleLength);
        if (group is null || group.Trim().Length > MaxTitleLength)
            return ValidationError.Create("group_invalid", "group", MaxTitleLength);
        return KeyText.ValidateName("name", name) ?? KeyText.ValidateName("group", group);
    }

    private static ValidationError? ValidateScene(Scene scene, ReferenceSnapshot reference)
    {
        if (scene.Id is not { Length: > 0 and <= 40 }) return ValidationError.Create("scene_id_invalid", "id");
        if (scene.Seconds is < 5 or > 3600) return ValidationError.Create("seconds_invalid", "seconds");
        if (!Enum.IsDefined(scene.Kind)) return ValidationError.Create("scene_kind_unknown", "kind");
        if (scene.Kind == SceneKind.Ranking && reference.Catalogue.Find(scene.Metric ?? "") is not { IsRanked: true })
            return ValidationError.Create("metric_unknown.ranked", "metric");
        if (scene.Period is { } period && reference.Campaigns.FindPeriod(period) is null)
            return ValidationError.Create("period_invalid.scene", "period", period);
        if (scene.Campaign is { } campaign
            ? reference.Campaigns.Find(campaign) is null
            : scene.Kind is SceneKind.Campaign or SceneKind.Countdown or SceneKind.Theme)
            return ValidationError.Create("campaign_unknown.scene", "campaign");
        if (scene.City is { } city && reference.Places.FindCity(city) is null)
            return ValidationError.Create("city_unknown.scene", "city", city);
        if (scene.Kind is SceneKind.Notice or SceneKind.Visit && string.IsNullOrWhiteSpace(scene.Title))
            return ValidationError.Create("title_missing", "title");
        return ValidateText(scene.Title, scene.Text, scene.Url);
    }

    private static ValidationError? ValidateText(string? title, string? text, string? url)
    {
        if (title?.Length > MaxTitleLength)
            return ValidationError.Create("text_invalid.title", "title", MaxTitleLength);
        if (KeyText.ValidateName("title", title) is { } error) return error;
        if (text?.Length > MaxTextLength) return ValidationError.Create("text_invalid.body", "text", MaxTextLength);
        if (url is null) return null;
        var isValid = url.Length <= MaxUrlLength
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http";
        return isValid ? null : ValidationError.Create("url_invalid", "url");
    }
}
