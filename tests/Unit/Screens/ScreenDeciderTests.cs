using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;

namespace IpMonitor.UnitTests.Screens;

/// <summary>Tests of the decisions on a screen.</summary>
public sealed class ScreenDeciderTests
{
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
    private static readonly DateTimeOffset Now = new(2025, 4, 20, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly ScreenState Screen =
        ScreenDecider.CreateDefault("s1", "一楼大厅", "一楼", Reference, new(2025, 4, 20));

    [Theory]
    [InlineData(2025, 4, 10, SceneKind.Countdown)]
    [InlineData(2025, 4, 20, SceneKind.Theme)]
    [InlineData(2026, 1, 1, null)]
    public void A_new_screen_shows_daily_scenes_and_the_current_or_next_campaign(
        int year, int month, int day, SceneKind? ofCampaign)
    {
        var screen = ScreenDecider.CreateDefault("s1", "一楼大厅", "", Reference, new(year, month, day));
        Assert.Contains(screen.Scenes, scene => scene.Kind == SceneKind.Ranking && scene.Metric == "score.overall");
        Assert.Contains(screen.Scenes, scene => scene.Kind == SceneKind.City);
        Assert.Equal(
            ofCampaign is null ? [] : [ofCampaign.Value, SceneKind.Campaign],
            screen.Scenes.Where(scene => scene.Campaign is not null).Select(scene => scene.Kind));
        // The default setup passes the checks of an update.
        Assert.Null(ScreenDecider.Update(screen, CreateSetup(screen), Reference).Error);
    }

    [Theory]
    [InlineData("综合考核得分（样例）", false)]
    [InlineData("全省知识产权工作评价", true)]
    public void A_new_screen_begins_with_a_score_of_the_province_but_with_no_sample(string name, bool isFirst)
    {
        var schemes = ReferenceSnapshot.BuiltIn["schemes.json"].Replace(
            "综合考核得分（样例）", name, StringComparison.Ordinal);
        var reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn.SetItem("schemes.json", schemes));
        var screen = ScreenDecider.CreateDefault("s1", "一楼大厅", "", reference, new(2025, 4, 20));
        Assert.Equal(isFirst, screen.Scenes[0].Metric == "score.overall");
    }

    [Fact]
    public void Update_applies_changes_and_releases_a_removed_scene()
    {
        var shown = ScreenDecider.Execute(Screen, new(ScreenCommandKind.Show, Scene: "feed-1"), Now).Screen!;
        var (kept, _) = ScreenDecider.Update(
            shown, CreateSetup(shown) with { Name = " 二楼 ", Language = "en", SafeArea = 5 }, Reference);
        Assert.Equal(
            ("二楼", "en", 5, 3, "feed-1"), (kept!.Name, kept.Language, kept.SafeArea, kept.Version, kept.Shown));
        var (released, _) =
            ScreenDecider.Update(kept, CreateSetup(kept) with { Scenes = [new("a", SceneKind.Feed, 10)] }, Reference);
        Assert.Null(released!.Shown);
    }

    [Fact]
    public void Update_of_an_older_version_fails() =>
        Assert.Equal(
            "screen_changed",
            ScreenDecider.Update(Screen with { Version = 2 }, CreateSetup(Screen), Reference).Error!.Code);

    [Theory]
    [InlineData("name", "name_invalid")]
    [InlineData("long name", "name_invalid")]
    [InlineData("group", "group_invalid")]
    [InlineData("language", "language_invalid")]
    [InlineData("safe area", "safe_area_invalid")]
    [InlineData("no scenes", "scenes_invalid")]
    [InlineData("many scenes", "scenes_invalid")]
    [InlineData("one id twice", "scene_twice")]
    [InlineData("bidirectional name", "invisible_character")]
    [InlineData("invisible group", "invisible_character")]
    public void An_invalid_setup_is_rejected(string invalidPart, string code)
    {
        var setup = invalidPart switch
        {
            "name" => CreateSetup(Screen) with { Name = " " },
            "long name" => CreateSetup(Screen) with { Name = new('长', 41) },
            "bidirectional name" => CreateSetup(Screen) with { Name = "大\u202E厅" },
            "invisible group" => CreateSetup(Screen) with { Group = "一\u200B楼" },
            "group" => CreateSetup(Screen) with { Group = new('组', 41) },
            "language" => CreateSetup(Screen) with { Language = "fr" },
            "safe area" => CreateSetup(Screen) with { SafeArea = 11 },
            "no scenes" => CreateSetup(Screen) with { Scenes = [] },
            "many scenes" =>
                CreateSetup(Screen) with
                {
                    Scenes = [.. Enumerable.Range(0, 51).Select(i => new Scene($"{i}", SceneKind.Feed, 10))]
                },
            _ => CreateSetup(Screen) with { Scenes = [new("a", SceneKind.Feed, 10), new("a", SceneKind.City, 10)] },
        };
        Assert.Equal(code, ScreenDecider.Update(Screen, setup, Reference).Error!.Code);
    }

    public static TheoryData<Scene, string, string> InvalidScenes() => new()
    {
        { new("", SceneKind.Feed, 10), "id", "scene_id_invalid" },
        { new("a", SceneKind.Feed, 4), "seconds", "seconds_invalid" },
        { new("a", SceneKind.Feed, 3601), "seconds", "seconds_invalid" },
        { new("a", (SceneKind)99, 10), "kind", "scene_kind_unknown" },
        { new("a", SceneKind.Ranking, 10), "metric", "metric_unknown" },
        { new("a", SceneKind.Ranking, 10, Metric: "fine.amount"), "metric", "metric_unknown" },
        { new("a", SceneKind.Ranking, 10, Metric: "pledge.count", Period: "soon"), "period", "period_invalid" },
        { new("a", SceneKind.Ranking, 10, Metric: "pledge.count", Period: "9999-12"), "period", "period_invalid" },
        { new("a", SceneKind.Countdown, 10), "campaign", "campaign_unknown" },
        { new("a", SceneKind.Feed, 10, Campaign: "none"), "campaign", "campaign_unknown" },
        { new("a", SceneKind.City, 10, City: "999999"), "city", "city_unknown" },
        { new("a", SceneKind.Notice, 10), "title", "title_missing" },
        { new("a", SceneKind.Notice, 10, Title: "t\u2066"), "title", "invisible_character" },
        { new("a", SceneKind.Visit, 10, Title: new('欢', 41)), "title", "text_invalid" },
        { new("a", SceneKind.Notice, 10, Title: "t", Text: new('文', 301)), "text", "text_invalid" },
        { new("a", SceneKind.Notice, 10, Title: "t", Url: "javascript:alert(1)"), "url", "url_invalid" },
    };

    [Theory]
    [MemberData(nameof(InvalidScenes))]
    public void An_invalid_scene_is_rejected_with_its_index_and_field(Scene scene, string field, string code)
    {
        var error = ScreenDecider.Update(
            Screen, CreateSetup(Screen) with { Scenes = [new("ok", SceneKind.Feed, 10), scene] }, Reference).Error!;
        Assert.Equal((code, $"scenes[1].{field}"), (error.Code, error.Field));
        Assert.StartsWith("第 2 个画面：", MessageFormatter.Format(error));
    }

    [Fact]
    public void Each_command_takes_effect_and_increments_the_version()
    {
        var screen = Screen;
        screen =
            Execute(new(ScreenCommandKind.Show, Scene: "city-1"), changed => Assert.Equal("city-1", changed.Shown));
        screen = Execute(new(ScreenCommandKind.Pause), changed => Assert.Equal(Now, changed.PausedAt));
        screen = Execute(
            new(ScreenCommandKind.Play), changed => Assert.Equal((null, null), (changed.Shown, changed.PausedAt)));
        screen = Execute(new(ScreenCommandKind.Rehearse), changed => Assert.True(changed.IsRehearsal));
        screen = Execute(new(ScreenCommandKind.Perform), changed => Assert.False(changed.IsRehearsal));
        screen = Execute(new(ScreenCommandKind.Reload), changed => Assert.Equal(Now, changed.ReloadedAt));
        screen = Execute(
            new(ScreenCommandKind.Notify, Title: "闭馆", Text: "请离场", Url: "https://example.org/", Minutes: 30),
            changed => Assert.Equal(new("闭馆", "请离场", "https://example.org/", Now.AddMinutes(30)), changed.Notice));
        screen = Execute(new(ScreenCommandKind.Dismiss), changed => Assert.Null(changed.Notice));
        Assert.Equal(9, screen.Version);

        ScreenState Execute(ScreenCommand command, Action<ScreenState> check)
        {
            var (next, error) = ScreenDecider.Execute(screen, command, Now);
            Assert.Null(error);
            check(next!);
            return next!;
        }
    }

    [Fact]
    public void Pausing_twice_keeps_the_first_pause_time()
    {
        var paused = ScreenDecider.Execute(Screen, new(ScreenCommandKind.Pause), Now).Screen!;
        Assert.Equal(
            Now, ScreenDecider.Execute(paused, new(ScreenCommandKind.Pause), Now.AddMinutes(5)).Screen!.PausedAt);
    }

    [Fact]
    public void An_invalid_command_is_rejected_with_its_code()
    {
        Assert.Equal("scene_unknown", GetError(new(ScreenCommandKind.Show, Scene: "gone")));
        Assert.Equal("title_missing", GetError(new(ScreenCommandKind.Notify, Minutes: 5)));
        Assert.Equal("minutes_invalid", GetError(new(ScreenCommandKind.Notify, Title: "t")));
        Assert.Equal("minutes_invalid", GetError(new(ScreenCommandKind.Notify, Title: "t", Minutes: 1441)));
        Assert.Equal(
            "url_invalid", GetError(new(ScreenCommandKind.Notify, Title: "t", Minutes: 5, Url: "ftp://example.org/")));
        Assert.Equal("order_unknown", GetError(new((ScreenCommandKind)99)));

        static string GetError(ScreenCommand command) => ScreenDecider.Execute(Screen, command, Now).Error!.Code;
    }

    private static ScreenSetup CreateSetup(ScreenState screen) =>
        new(screen.Version, screen.Name, screen.Group, screen.Scenes, screen.Language, screen.SafeArea);
}
