using System.Net.Http.Json;
using Dapper;
using IpMonitor.Grains.Audit;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Audit;

/// <summary>The audit log is complete, ordered and tamper-evident.</summary>
public sealed class AuditLogTests
{
    [Fact]
    public async Task An_audited_action_records_actor_address_and_values_before_and_after()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var admin = await ApiClient.CreateAdmin(server);
        await admin.CreateAccount("zibo", "bureau", "370300");
        using var _ = await admin.Http.PutAsJsonAsync(
            "/api/v1/accounts/zibo", new { title = "淄博市局", role = "bureau", city = "370300", isDisabled = true });
        var rows = (await admin.Http.GetJson("/api/v1/audit")).GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(
            ["account.arrange", "account.create", "session.enter", "account.create"],
            rows.Select(row => row.GetProperty("entry").GetProperty("action").GetString()!));
        var entry = rows[0].GetProperty("entry");
        Assert.Equal(("admin", "province", "127.0.0.1", "zibo"),
            (entry.GetProperty("who").GetString(),
                entry.GetProperty("role").GetString(),
                entry.GetProperty("from").GetString()!.Replace("::ffff:", "", StringComparison.Ordinal),
                entry.GetProperty("subject").GetString()));
        Assert.Contains("\"isDisabled\":false", entry.GetProperty("before").GetString());
        Assert.Contains("\"isDisabled\":true", entry.GetProperty("after").GetString());
        var csv = await admin.Http.GetStringAsync("/api/v1/audit.csv");
        Assert.Equal(5, csv.TrimEnd().Split('\n').Length);
        Assert.Contains("淄博市局", csv);
    }

    [Fact]
    public async Task Changed_removed_and_inserted_audit_rows_are_detected()
    {
        await using var host = await GrainHost.Start();
        var audit = host.Grains.GetGrain<IAuditGrain>("370000");
        for (var i = 1; i <= 5; i++)
            await audit.Append(new("admin", "province", "127.0.0.1", "account.create", $"a{i}"));
        Assert.Empty(StoreVerifier.FindDifferences(host.Store, out _));
        host.MustVerify = false;
        AuditTampering.DropTriggers(host.Store);
        foreach (var (fault, sql) in new[]
        {
            ("2 is not what was written", "UPDATE audit SET text = replace(text, 'a2', 'b2') WHERE number = 2"),
            ("3 is not what was written", "UPDATE audit SET at = at - 1000 WHERE number = 3"),
            ("3 is followed by 5", "DELETE FROM audit WHERE number = 4"),
        })
        {
            using var connection = host.Store.Open();
            connection.Execute(sql);
            Assert.Contains(StoreVerifier.FindDifferences(host.Store, out _), difference =>
                difference.Contains(fault, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Two_concurrent_writers_keep_one_hash_chain()
    {
        await using var host = await GrainHost.Start();
        var audit = host.Grains.GetGrain<IAuditGrain>("370000");
        await audit.Append(new("a", "", "", "x", "1"));
        var store = new SqlAuditStore(host.Store);
        Assert.True(
            await store.Append(
                AuditRow.CreateNext(await store.GetLast(), DateTimeOffset.UnixEpoch, new("b", "", "", "x", "2"))));
        await audit.Append(new("a", "", "", "x", "3"));
        Assert.Equal(["3", "2", "1"], (await audit.GetPage(null, 10)).Rows.Select(row => row.Entry.Subject));
    }

    [Fact]
    public async Task Audit_pages_continue_to_the_first_row()
    {
        await using var host = await GrainHost.Start();
        var audit = host.Grains.GetGrain<IAuditGrain>("370000");
        await Task.WhenAll(Enumerable.Range(1, 25).Select(i => audit.Append(new("a", "", "", "x", $"{i}"))));
        var numbers = new List<long>();
        for (long? before = null; ;)
        {
            var page = await audit.GetPage(before, 10);
            numbers.AddRange(page.Rows.Select(row => row.Number));
            before = page.Next;
            if (before is null) break;
        }
        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(i => (long)i), numbers);
    }
}
