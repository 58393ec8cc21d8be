using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;

namespace IpMonitor.UnitTests.Screens;

/// <summary>What becomes of a screen by what the control room says.</summary>
public sealed class ScreenDeskTests
{
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
    private static readonly DateTimeOffset Now = new(2025, 4, 20, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly ScreenResponse Screen = ScreenDecider.CreateDefault("s1", "一楼大厅", "一楼", Reference, new(2025, 4, 20));

    [Theory]
    [InlineData(2025, 4, 10, SceneKind.Countdown)]
    [InlineData(2025, 4, 20, SceneKind.Theme)]
    [InlineData(2026, 1, 1, null)]
    public void A_new_screen_has_a_playlist_for_every_day_and_the_campaign_that_is_on_or_next(int year, int month, int day, SceneKind? ofCampaign)
    {
        var screen = ScreenDecider.CreateDefault("s1", "一楼大厅", "", Reference, new(year, month, day));
        Assert.Contains(screen.Scenes, scene => scene.Kind == SceneKind.Ranking && scene.Metric == "score.overall");
        Assert.Contains(screen.Scenes, scene => scene.Kind == SceneKind.City);
        Assert.Equal(ofCampaign is null ? [] : [ofCampaign.Value, SceneKind.Campaign], screen.Scenes.Where(scene => scene.Campaign is not null).Select(scene => scene.Kind));
        // As it would be set by hand.
        Assert.Null(ScreenDecider.Update(screen, Setup(screen), Reference).Refusal);
    }

    [Fact]
    public void Setting_up_takes_what_is_new_and_releases_a_scene_that_is_gone()
    {
        var shown = ScreenDecider.Execute(Screen, new(ScreenCommandKind.Show, Scene: "feed-1"), Now).Screen!;
        var (kept, _) = ScreenDecider.Update(shown, Setup(shown) with { Name = " 二楼 ", Language = "en", SafeArea = 5 }, Reference);
        Assert.Equal(("二楼", "en", 5, 3, "feed-1"), (kept!.Name, kept.Language, kept.SafeArea, kept.Version, kept.Shown));
        var (released, _) = ScreenDecider.Update(kept, Setup(kept) with { Scenes = [new("a", SceneKind.Feed, 10)] }, Reference);
        Assert.Null(released!.Shown);
    }

    [Fact]
    public void Who_has_read_an_older_version_overwrites_nothing() =>
        Assert.Equal("screen_changed", ScreenDecider.Update(Screen with { Version = 2 }, Setup(Screen), Reference).Refusal!.Code);

    [Theory]
    [InlineData("name", "name_invalid")]
    [InlineData("long name", "name_invalid")]
    [InlineData("group", "group_invalid")]
    [InlineData("language", "language_invalid")]
    [InlineData("safe area", "safe_area_invalid")]
    [InlineData("no scenes", "scenes_invalid")]
    [InlineData("many scenes", "scenes_invalid")]
    [InlineData("one id twice", "scene_twice")]
    public void A_setup_that_cannot_be_is_refused(string what, string code)
    {
        var setup = what switch
        {
            "name" => Setup(Screen) with { Name = " " },
            "long name" => Setup(Screen) with { Name = new('长', 41) },
            "group" => Setup(Screen) with { Group = new('组', 41) },
            "language" => Setup(Screen) with { Language = "fr" },
            "safe area" => Setup(Screen) with { SafeArea = 11 },
            "no scenes" => Setup(Screen) with { Scenes = [] },
            "many scenes" => Setup(Screen) with { Scenes = [.. Enumerable.Range(0, 51).Select(i => new Scene($"{i}", SceneKind.Feed, 10))] },
            _ => Setup(Screen) with { Scenes = [new("a", SceneKind.Feed, 10), new("a", SceneKind.City, 10)] },
        };
        Assert.Equal(code, ScreenDecider.Update(Screen, setup, Reference).Refusal!.Code);
    }

    public static TheoryData<Scene, string, string> Wrong() => new()
    {
        { new("", SceneKind.Feed, 10), "id", "scene_id_invalid" },
        { new("a", SceneKind.Feed, 4), "seconds", "seconds_invalid" },
        { new("a", SceneKind.Feed, 3601), "seconds", "seconds_invalid" },
        { new("a", (SceneKind)99, 10), "kind", "scene_kind_unknown" },
        { new("a", SceneKind.Ranking, 10), "metric", "metric_unknown" },
        { new("a", SceneKind.Ranking, 10, Metric: "fine.amount"), "metric", "metric_unknown" },
        { new("a", SceneKind.Ranking, 10, Metric: "pledge.count", Period: "soon"), "period", "period_invalid" },
        { new("a", SceneKind.Countdown, 10), "campaign", "campaign_unknown" },
        { new("a", SceneKind.Feed, 10, Campaign: "none"), "campaign", "campaign_unknown" },
        { new("a", SceneKind.City, 10, City: "999999"), "city", "city_unknown" },
        { new("a", SceneKind.Notice, 10), "title", "title_missing" },
        { new("a", SceneKind.Visit, 10, Title: new('欢', 41)), "title", "text_invalid" },
        { new("a", SceneKind.Notice, 10, Title: "t", Text: new('文', 301)), "text", "text_invalid" },
        { new("a", SceneKind.Notice, 10, Title: "t", Url: "javascript:alert(1)"), "url", "url_invalid" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_scene_that_cannot_be_shown_is_refused_by_its_place_and_field(Scene scene, string field, string code)
    {
        var refusal = ScreenDecider.Update(Screen, Setup(Screen) with { Scenes = [new("ok", SceneKind.Feed, 10), scene] }, Reference).Refusal!;
        Assert.Equal((code, $"scenes[1].{field}"), (refusal.Code, refusal.Field));
        Assert.StartsWith("第 2 个画面：", MessageFormatter.Format(refusal));
    }

    [Fact]
    public void Orders_are_obeyed_and_each_is_a_version()
    {
        var screen = Screen;
        screen = Told(new(ScreenCommandKind.Show, Scene: "city-1"), one => Assert.Equal("city-1", one.Shown));
        screen = Told(new(ScreenCommandKind.Pause), one => Assert.Equal(Now, one.PausedAt));
        screen = Told(new(ScreenCommandKind.Play), one => Assert.Equal((null, null), (one.Shown, one.PausedAt)));
        screen = Told(new(ScreenCommandKind.Rehearse), one => Assert.True(one.IsRehearsal));
        screen = Told(new(ScreenCommandKind.Perform), one => Assert.False(one.IsRehearsal));
        screen = Told(new(ScreenCommandKind.Reload), one => Assert.Equal(Now, one.ReloadedAt));
        screen = Told(new(ScreenCommandKind.Notify, Title: "闭馆", Text: "请离场", Url: "https://example.org/", Minutes: 30), one => Assert.Equal(new("闭馆", "请离场", "https://example.org/", Now.AddMinutes(30)), one.Notice));
        screen = Told(new(ScreenCommandKind.Dismiss), one => Assert.Null(one.Notice));
        Assert.Equal(9, screen.Version);

        ScreenResponse Told(ScreenCommand order, Action<ScreenResponse> check)
        {
            var (next, refusal) = ScreenDecider.Execute(screen, order, Now);
            Assert.Null(refusal);
            check(next!);
            return next!;
        }
    }

    [Fact]
    public void A_paused_screen_that_is_paused_again_stands_where_it_stood()
    {
        var paused = ScreenDecider.Execute(Screen, new(ScreenCommandKind.Pause), Now).Screen!;
        Assert.Equal(Now, ScreenDecider.Execute(paused, new(ScreenCommandKind.Pause), Now.AddMinutes(5)).Screen!.PausedAt);
    }

    [Fact]
    public void An_order_that_cannot_be_obeyed_says_why()
    {
        Assert.Equal("scene_unknown", Refused(new(ScreenCommandKind.Show, Scene: "gone")));
        Assert.Equal("title_missing", Refused(new(ScreenCommandKind.Notify, Minutes: 5)));
        Assert.Equal("minutes_invalid", Refused(new(ScreenCommandKind.Notify, Title: "t")));
        Assert.Equal("minutes_invalid", Refused(new(ScreenCommandKind.Notify, Title: "t", Minutes: 1441)));
        Assert.Equal("url_invalid", Refused(new(ScreenCommandKind.Notify, Title: "t", Minutes: 5, Url: "ftp://example.org/")));
        Assert.Equal("order_unknown", Refused(new((ScreenCommandKind)99)));

        static string Refused(ScreenCommand order) => ScreenDecider.Execute(Screen, order, Now).Refusal!.Code;
    }

    private static ScreenSetup Setup(ScreenResponse screen) => new(screen.Version, screen.Name, screen.Group, screen.Scenes, screen.Language, screen.SafeArea);
}
