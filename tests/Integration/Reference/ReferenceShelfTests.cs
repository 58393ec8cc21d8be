using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Reference;

/// <summary>How versions of documents come in force, over a real store.</summary>
public sealed class ReferenceShelfTests : IAsyncLifetime
{
    private const string Rules = "rules.json";
    private readonly string _folder = TestFolder.CreatePath();
    private SqliteDatabase _database = null!;
    private SqlJournal _journal = null!;
    private ReferenceDataStore _shelf = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(_folder);
        _journal = new SqlJournal(_database, TimeProvider.System);
        _shelf = new ReferenceDataStore(_journal);
        Assert.Null(await _shelf.InstallBuiltIn());
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_comes_with_the_program_has_been_in_force_from_the_beginning_and_is_put_there_once()
    {
        await _shelf.InstallBuiltIn();
        foreach (var document in ReferenceSnapshot.DocumentNames) Assert.Equal([new(0, null, "program")], await _journal.GetReferenceVersions(document));
        Assert.Equal(10, _shelf.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task A_document_put_twice_changes_nothing()
    {
        var first = await _shelf.Put(Rules, RulesWithYellow(7), "desk");
        var current = _shelf.Current;
        Assert.Equal(first, await _shelf.Put(Rules, RulesWithYellow(7), "desk"));
        Assert.Equal([0, first], (await _journal.GetReferenceVersions(Rules)).Select(version => version.Position));
        Assert.Same(current, _shelf.Current);
    }

    [Fact]
    public async Task A_position_sees_what_was_in_force_at_it_and_none_that_came_after()
    {
        var seven = await _shelf.Put(Rules, RulesWithYellow(7), "desk");
        var three = await _shelf.Put(Rules, RulesWithYellow(3), "desk");
        Assert.Equal([10m, 7m, 3m, 3m], await Task.WhenAll(new[] { seven - 1, seven, three, three + 99 }.Select(async position =>
            (await _shelf.GetVersion((await _journal.GetReferenceDocuments(position)).Version)).Rules.YellowWithin)));
        Assert.Equal(3m, _shelf.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task Another_process_sees_it_when_it_looks()
    {
        var other = new ReferenceDataStore(_journal);
        Assert.Throws<InvalidOperationException>(() => other.Current);
        await other.Refresh();
        await _shelf.Put(Rules, RulesWithYellow(7), "desk");
        Assert.Equal(10m, other.Current.Rules.YellowWithin);
        await other.Refresh();
        Assert.Equal(7m, other.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task A_broken_document_changes_nothing()
    {
        await Assert.ThrowsAsync<ReferenceDataException>(() => _shelf.Put(Rules, RulesWithYellow(101), "desk"));
        Assert.Single(await _journal.GetReferenceVersions(Rules));
        Assert.Equal(10m, _shelf.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task Two_at_once_both_arrive()
    {
        var other = new ReferenceDataStore(_journal);
        for (var round = 1; round <= 8; round++)
        {
            var within = round;
            await Task.WhenAll(
                Task.Run(() => _shelf.Put(Rules, RulesWithYellow(within), "desk")),
                Task.Run(() => other.Put("targets.csv", $"city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2023,,{within},,,,", "desk")));
            await _shelf.Refresh();
            Assert.Equal((within, within), (_shelf.Current.Rules.YellowWithin, Assert.Single(_shelf.Current.Targets.All).Value));
        }
    }

    [Fact]
    public async Task Of_two_at_once_that_do_not_go_together_one_is_refused()
    {
        var other = new ReferenceDataStore(_journal);
        var rate = Task.Run(() => _shelf.Put("metrics.csv", WithoutRow("metrics.csv", "mediation.success.rate"), "desk"));
        var target = Task.Run(() => other.Put("targets.csv", "city,metric,period,goal,value,against,base,curve,note\n*,mediation.success.rate,2023,floor,5,,,,", "desk"));
        var faults = await Task.WhenAll(new[] { rate, target }.Select(put => Record.ExceptionAsync(() => put).AsTask()));
        Assert.Equal("metric_unknown", Assert.IsType<ReferenceDataException>(Assert.Single(faults.OfType<Exception>())).Code);
        await _shelf.Refresh();
    }

    [Theory]
    [InlineData("metrics.csv", "pledge.count,", null, "metric_removed")]
    [InlineData("metrics.csv", "pledge.count,", "pledge.count,质押融资登记笔数,Pledges,financing,level,笔,higher,,,,", "metric_removed")]
    [InlineData("cities.csv", "371700,", null, "city_removed")]
    [InlineData("units.csv", "370100-qb,", null, "unit_removed")]
    [InlineData("units.csv", "370100-qb,", "370100-qb,370200,起步区,Start-up area,zone", "unit_removed")]
    public async Task What_events_may_name_stays(string document, string row, string? instead, string code)
    {
        // A city goes only with its units and people.
        if (document == "cities.csv")
        {
            await _shelf.Put("population.csv", WithoutRow("population.csv", "371700,"), "desk");
            var fault = await Assert.ThrowsAsync<ReferenceDataException>(() => _shelf.Put("units.csv", WithoutRow("units.csv", "3717"), "desk"));
            Assert.Equal("unit_removed", fault.Code);
            return;
        }
        var refused = await Assert.ThrowsAsync<ReferenceDataException>(() => _shelf.Put(document, WithoutRow(document, row, instead), "desk"));
        Assert.Equal((document, code, 0), (refused.Document, refused.Code, refused.Row));
        Assert.EndsWith("已有数据以它填报。", MessageFormatter.Format(refused.Text, ResponseLanguage.Chinese), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_city_without_units_stays_too()
    {
        await _shelf.Put("cities.csv", ReferenceSnapshot.BuiltIn["cities.csv"].TrimEnd() + "\n371200,莱芜市,Laiwu,laiwu\n", "desk");
        Assert.Equal("city_removed", (await Assert.ThrowsAsync<ReferenceDataException>(() => _shelf.Put("cities.csv", ReferenceSnapshot.BuiltIn["cities.csv"], "desk"))).Code);
    }

    [Fact]
    public async Task A_campaign_stays_and_what_is_only_worked_out_may_go()
    {
        Assert.Equal("campaign_removed", (await Assert.ThrowsAsync<ReferenceDataException>(() => _shelf.Put("campaigns.json", "[]", "desk"))).Code);
        await _shelf.Put("schemes.json", "[]", "desk");
        await _shelf.Put("metrics.csv", WithoutRow("metrics.csv", "mediation.success.rate,"), "desk");
        Assert.Null(_shelf.Current.Catalogue.Find("mediation.success.rate"));
        Assert.Null(_shelf.Current.Catalogue.Find("score.overall"));
    }

    [Fact]
    public async Task A_newer_program_replaces_only_what_nobody_else_wrote()
    {
        // As an earlier version of the program left it; the desk wrote the rules, if only what was there before.
        var old = await PutAsProgram("targets.csv", "city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2020,,5,,,,");
        await _shelf.Put(Rules, RulesWithYellow(7), "desk");
        Assert.Null(await _shelf.InstallBuiltIn());
        Assert.Equal(7m, _shelf.Current.Rules.YellowWithin);
        Assert.Equal("2021", _shelf.Current.Targets.All[0].Period);
        Assert.Equal(["program", "program", "program"], (await _journal.GetReferenceVersions("targets.csv")).Select(version => version.Author));
        Assert.Equal("2020", (await _shelf.GetVersion((await _journal.GetReferenceDocuments(old)).Version)).Targets.All[0].Period);
    }

    [Fact]
    public async Task A_newer_program_that_does_not_go_with_what_others_wrote_leaves_all_as_it_is()
    {
        // The desk scores by a metric that the newer program no longer works out.
        await PutAsProgram("metrics.csv", ReferenceSnapshot.BuiltIn["metrics.csv"].TrimEnd() + "\nold.rate,旧率,Old rate,judicial,ratio,%,higher,court.closed,court.accepted,,\n");
        await _shelf.Put("schemes.json", """[{ "code": "z", "name": "分", "nameEn": "Z", "indicators": [{ "metric": "old.rate", "weight": 100, "scoring": "rank" }] }]""", "desk");
        Assert.Equal(("schemes.json", "metric_unknown"), await _shelf.InstallBuiltIn() is { } fault ? (fault.Document, fault.Code) : default);
        Assert.NotNull(_shelf.Current.Catalogue.Find("old.rate"));
    }

    [Fact]
    public async Task A_newer_program_does_not_take_away_what_events_may_name()
    {
        await PutAsProgram("metrics.csv", ReferenceSnapshot.BuiltIn["metrics.csv"].TrimEnd() + "\nold.count,旧数,Old count,judicial,sum,件,higher,,,,\n");
        Assert.Equal("metric_removed", (await _shelf.InstallBuiltIn())?.Code);
        Assert.NotNull(_shelf.Current.Catalogue.Find("old.count"));
    }

    private async Task<long> PutAsProgram(string document, string text) =>
        (await _journal.PutReference(new(document, text, "program", (await _journal.GetReferenceDocuments(long.MaxValue)).Version)))!.Value;

    private static string RulesWithYellow(int within) => $$"""{ "yellowWithin": {{within}}, "closeDays": 10, "lowBase": {} }""";

    // The document that comes with the program, without the rows that begin so.
    private static string WithoutRow(string document, string start, string? instead = null) => string.Join('\n', ReferenceSnapshot.BuiltIn[document].Split('\n')
        .Select(row => row.StartsWith(start, StringComparison.Ordinal) ? instead : row).OfType<string>());
}
