using IpMonitor.Grains.ApiKeys;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Time.Testing;

namespace IpMonitor.IntegrationTests.ApiKeys;

/// <summary>API keys over a real store: rotation when the clock is set back, and records of former versions.</summary>
public sealed class ApiKeysGrainTests
{
    [Fact]
    public async Task A_secret_revoked_by_rotation_stays_refused_if_the_clock_is_set_back()
    {
        var folder = TestFolder.CreatePath();
        using (var database = new SqliteDatabase(folder))
        await using (var journal = new SqlJournal(database, TimeProvider.System))
        {
            var referenceStore = new ReferenceDataStore(journal);
            Assert.Null(await referenceStore.InstallBuiltIn());
            var clock = new FakeTimeProvider(new(2026, 3, 10, 4, 0, 0, TimeSpan.Zero));
            var keys = new ApiKeysGrain(new SqlRecordStore(database), referenceStore, clock);
            var issued = await keys.Issue(new("office", ["bureau"], [], 60, null));
            var rotated = await keys.Rotate(issued.Key!.Id, 0);
            Assert.Null(rotated.Key!.BeforeUntil);
            clock.AdjustTime(clock.GetUtcNow().AddSeconds(-10));
            Assert.Null(await keys.FindBySecret(issued.Secret!));
            Assert.NotNull(await keys.FindBySecret(rotated.Secret!));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_key_stored_before_keys_could_read_reports_only()
    {
        const string Stored = """
            {"id":"a1","scope":{"name":"machine","sources":["bureau"],"cities":[],"perMinute":60},"hash":"h",
             "since":"2026-03-10T12:00:00+08:00"}
            """;
        var key = RecordJson.Deserialize<ApiKey>(Stored);
        Assert.Equal(["bureau"], key.Scope.Sources);
        Assert.False(key.Scope.MayRead);
        Assert.DoesNotContain("topics", RecordJson.Serialize(key), StringComparison.Ordinal);
    }
}
