using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Reference;

/// <summary>Versions of reference documents over a real store.</summary>
public sealed class ReferenceDataStoreTests : IAsyncLifetime
{
    private const string Rules = "rules.json";
    private readonly string _folder = TestFolder.CreatePath();
    private SqliteDatabase _database = null!;
    private SqlJournal _journal = null!;
    private ReferenceDataStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(_folder);
        _journal = new SqlJournal(_database, TimeProvider.System);
        _store = new ReferenceDataStore(_journal);
        Assert.Null(await _store.InstallBuiltIn());
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Built_in_documents_are_stored_once_and_in_force_from_the_beginning()
    {
        await _store.InstallBuiltIn();
        foreach (var document in ReferenceSnapshot.DocumentNames)
            Assert.Equal([new(0, null, "program")], await _journal.GetReferenceVersions(document));
        Assert.Equal(10, _store.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task Storing_an_identical_document_changes_nothing()
    {
        var first = await _store.Put(Rules, RulesWithYellow(7), "desk");
        var current = _store.Current;
        Assert.Equal(first, await _store.Put(Rules, RulesWithYellow(7), "desk"));
        Assert.Equal([0, first], (await _journal.GetReferenceVersions(Rules)).Select(version => version.Position));
        Assert.Same(current, _store.Current);
    }

    [Fact]
    public async Task A_position_sees_the_documents_in_force_at_it()
    {
        var seven = await _store.Put(Rules, RulesWithYellow(7), "desk");
        var three = await _store.Put(Rules, RulesWithYellow(3), "desk");
        Assert.Equal([10m, 7m, 3m, 3m],
            await Task.WhenAll(new[] { seven - 1, seven, three, three + 99 }.Select(async position =>
                (await _store.GetVersion(
                    (await _journal.GetReferenceDocuments(position)).Version)).Rules.YellowWithin)));
        Assert.Equal(3m, _store.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task Another_process_sees_a_new_document_at_its_next_read()
    {
        var other = new ReferenceDataStore(_journal);
        Assert.Throws<InvalidOperationException>(() => other.Current);
        await other.Refresh();
        await _store.Put(Rules, RulesWithYellow(7), "desk");
        Assert.Equal(10m, other.Current.Rules.YellowWithin);
        await other.Refresh();
        Assert.Equal(7m, other.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task A_broken_document_changes_nothing()
    {
        await Assert.ThrowsAsync<ReferenceDataException>(() => _store.Put(Rules, RulesWithYellow(101), "desk"));
        Assert.Single(await _journal.GetReferenceVersions(Rules));
        Assert.Equal(10m, _store.Current.Rules.YellowWithin);
    }

    [Fact]
    public async Task Two_concurrent_documents_are_both_stored()
    {
        var other = new ReferenceDataStore(_journal);
        for (var round = 1; round <= 8; round++)
        {
            var yellowWithin = round;
            await Task.WhenAll(
                Task.Run(() => _store.Put(Rules, RulesWithYellow(yellowWithin), "desk")),
                Task.Run(
                    () => other.Put(
                        "targets.csv",
                        "city,metric,period,goal,value,against,base,curve,note\n"
                            + $"*,pledge.count,2023,,{yellowWithin},,,,",
                        "desk")));
            await _store.Refresh();
            Assert.Equal(
                (yellowWithin, yellowWithin),
                (_store.Current.Rules.YellowWithin, Assert.Single(_store.Current.Targets.All).Value));
        }
    }

    [Fact]
    public async Task One_of_two_concurrent_incompatible_documents_is_refused()
    {
        var other = new ReferenceDataStore(_journal);
        var rate = Task.Run(() =>
            _store.Put("metrics.csv", WithoutRow("metrics.csv", "mediation.success.rate"), "desk"));
        var target = Task.Run(
            () => other.Put(
                "targets.csv",
                "city,metric,period,goal,value,against,base,curve,note\n*,mediation.success.rate,2023,floor,5,,,,",
                "desk"));
        var errors = await Task.WhenAll(
            new[] { rate, target }.Select(stored => Record.ExceptionAsync(() => stored).AsTask()));
        Assert.Equal(
            "metric_unknown", Assert.IsType<ReferenceDataException>(Assert.Single(errors.OfType<Exception>())).Code);
        await _store.Refresh();
    }

    [Theory]
    [InlineData("metrics.csv", "pledge.count,", null, "metric_removed")]
    [InlineData(
        "metrics.csv", "pledge.count,", "pledge.count,质押融资登记笔数,Pledges,financing,level,笔,higher,,,,", "metric_removed")]
    [InlineData("cities.csv", "371700,", null, "city_removed")]
    [InlineData("units.csv", "370100-qb,", null, "unit_removed")]
    [InlineData("units.csv", "370100-qb,", "370100-qb,370200,起步区,Start-up area,zone", "unit_removed")]
    public async Task Names_that_events_may_reference_cannot_be_removed(
        string document, string row, string? replacement, string code)
    {
        // A city can be removed only together with its units and population.
        if (document == "cities.csv")
        {
            await _store.Put("population.csv", WithoutRow("population.csv", "371700,"), "desk");
            var exception = await Assert.ThrowsAsync<ReferenceDataException>(() =>
                _store.Put("units.csv", WithoutRow("units.csv", "3717"), "desk"));
            Assert.Equal("unit_removed", exception.Code);
            return;
        }
        var refused = await Assert.ThrowsAsync<ReferenceDataException>(() =>
            _store.Put(document, WithoutRow(document, row, replacement), "desk"));
        Assert.Equal((document, code, 0), (refused.Document, refused.Code, refused.Row));
        var message = MessageFormatter.Format(refused.Text, ResponseLanguage.Chinese);
        Assert.EndsWith("已有数据以它填报。", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_city_without_units_cannot_be_removed()
    {
        await _store.Put(
            "cities.csv", ReferenceSnapshot.BuiltIn["cities.csv"].TrimEnd() + "\n371200,莱芜市,Laiwu,laiwu\n", "desk");
        Assert.Equal(
            "city_removed",
            (await Assert.ThrowsAsync<ReferenceDataException>(() =>
                _store.Put("cities.csv", ReferenceSnapshot.BuiltIn["cities.csv"], "desk"))).Code);
    }

    [Fact]
    public async Task A_campaign_cannot_be_removed_but_a_derived_metric_can()
    {
        Assert.Equal(
            "campaign_removed",
            (await Assert.ThrowsAsync<ReferenceDataException>(() => _store.Put("campaigns.json", "[]", "desk"))).Code);
        await _store.Put("schemes.json", "[]", "desk");
        await _store.Put("metrics.csv", WithoutRow("metrics.csv", "mediation.success.rate,"), "desk");
        Assert.Null(_store.Current.Catalogue.Find("mediation.success.rate"));
        Assert.Null(_store.Current.Catalogue.Find("score.overall"));
    }

    [Fact]
    public async Task An_upgrade_replaces_only_unmodified_built_in_documents()
    {
        // A store of an earlier version, with rules stored by a user.
        var old = await PutAsProgram(
            "targets.csv", "city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2020,,5,,,,");
        await _store.Put(Rules, RulesWithYellow(7), "desk");
        Assert.Null(await _store.InstallBuiltIn());
        Assert.Equal(7m, _store.Current.Rules.YellowWithin);
        Assert.Equal("2021", _store.Current.Targets.All[0].Period);
        Assert.Equal(
            ["program", "program", "program"],
            (await _journal.GetReferenceVersions("targets.csv")).Select(version => version.Author));
        Assert.Equal(
            "2020",
            (await _store.GetVersion((await _journal.GetReferenceDocuments(old)).Version)).Targets.All[0].Period);
    }

    [Fact]
    public async Task An_upgrade_incompatible_with_edited_documents_changes_nothing()
    {
        // A user's scheme uses a metric that the newer version no longer has.
        await PutAsProgram(
            "metrics.csv",
            ReferenceSnapshot.BuiltIn["metrics.csv"].TrimEnd()
                + "\nold.rate,旧率,Old rate,judicial,ratio,%,higher,court.closed,court.accepted,,\n");
        await _store.Put(
            "schemes.json",
            """
            [{ "code": "z", "name": "分", "nameEn": "Z",
               "indicators": [{ "metric": "old.rate", "weight": 100, "scoring": "rank" }] }]
            """,
            "desk");
        Assert.Equal(
            ("schemes.json", "metric_unknown"),
            await _store.InstallBuiltIn() is { } exception ? (exception.Document, exception.Code) : default);
        Assert.NotNull(_store.Current.Catalogue.Find("old.rate"));
    }

    [Fact]
    public async Task An_upgrade_does_not_remove_names_that_events_may_reference()
    {
        await PutAsProgram(
            "metrics.csv",
            ReferenceSnapshot.BuiltIn["metrics.csv"].TrimEnd()
                + "\nold.count,旧数,Old count,judicial,sum,件,higher,,,,\n");
        Assert.Equal("metric_removed", (await _store.InstallBuiltIn())?.Code);
        Assert.NotNull(_store.Current.Catalogue.Find("old.count"));
    }

    private async Task<long> PutAsProgram(string document, string text) =>
        (await _journal.PutReference(
            new(document, text, "program", (await _journal.GetReferenceDocuments(long.MaxValue)).Version)))!.Value;

    private static string RulesWithYellow(int yellowWithin) =>
        $$"""{ "yellowWithin": {{yellowWithin}}, "closeDays": 10, "lowBase": {} }""";

    // Returns a built-in document without the rows that start with a text, or with a replacement for them.
    private static string WithoutRow(string document, string start, string? replacement = null) =>
        string.Join('\n', ReferenceSnapshot.BuiltIn[document].Split('\n')
            .Select(row => row.StartsWith(start, StringComparison.Ordinal) ? replacement : row).OfType<string>());
}
