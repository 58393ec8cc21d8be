using IpMonitor.Grains.Accounts;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Backups;

/// <summary>An administrator who is locked out, such as after a restore without the key ring, gets in again.</summary>
public sealed class AccountRecoveryTests
{
    [Fact]
    public async Task An_administrator_without_the_key_ring_is_recovered_at_the_machine()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var admin = await ApiClient.CreateAdmin(server);
        var (key, step) = await admin.EnableTotp(server.Clock);
        var open = await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.RunStoreCommand("account", "recover", "admin"));
        Assert.Contains("请先停止", open.Message);
        await server.Stop();
        Directory.Delete(Path.Combine(server.DataFolder, "keyring"), recursive: true);
        await server.Run();
        using var client = new ApiClient(server.Address);
        step = ApiClient.AdvanceToNextStep(server.Clock, step);
        using (var refused = await client.SignIn(
            "admin", DashboardServer.AdminPassword, Dashboard.Security.Authentication.Totp.ComputeCode(key, step)))
        {
            Assert.Equal(401, (int)refused.StatusCode);
            var detail = (await refused.ReadJson()).GetProperty("detail").GetString();
            Assert.Contains("account recover", detail);
        }
        await server.Stop();

        var backup = await server.RunStoreCommand("backup", Path.Combine(server.DataFolder, "copy.db"));
        Assert.Contains("keyring", backup);
        Assert.Contains("account recover NAME): admin", backup);
        var unknown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.RunStoreCommand("account", "recover", "nobody"));
        Assert.Contains("nobody", unknown.Message);
        var output = await server.RunStoreCommand("account", "recover", "admin");
        var file = Path.Combine(server.DataFolder, "recovered-admin.txt");
        Assert.Contains(file, output);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var password = (await File.ReadAllTextAsync(file)).Trim().Split(' ')[1];
        Assert.DoesNotContain(password, output);

        await server.Run();
        Assert.Equal(401, (int)(await admin.Http.GetAsync("/api/v1/accounts")).StatusCode);
        using var signedIn = await client.SignIn("admin", password);
        Assert.Equal(200, (int)signedIn.StatusCode);
        Assert.True((await signedIn.ReadJson()).GetProperty("mustChange").GetBoolean());
        await server.Stop();
        using var database = new SqliteDatabase(server.DataFolder);
        var last = await new SqlAuditStore(database).GetPage(long.MaxValue, 5);
        Assert.Contains(last, row => row.Entry is { Action: "account.recover", Subject: "admin", Who: "system" });
    }

    [Fact]
    public async Task An_account_in_PostgreSQL_is_recovered_only_while_no_server_has_the_store_open()
    {
        using var store = await TestStore.Create("postgres");
        using (var server = store.Open())
        {
            await new SqlRecordStore(server).Put(
                "account", new("zibo", 1, """{"name":"zibo","title":"淄博","role":"bureau","totpKey":"x"}"""));
            using var connection = server.Open();
            Assert.Contains("请先停止", Recover());
        }
        Assert.Contains("recovered-zibo.txt", Recover());
        using var database = store.Open();
        var account = await new SqlRecordStore(database).Find("account", "zibo");
        Assert.Equal(2, account!.Version);
        Assert.DoesNotContain("totpKey", account.Text);
        Assert.NotNull(Grains.Records.RecordJson.Deserialize<Account>(account.Text).PasswordHash);

        string Recover()
        {
            using var output = new StringWriter();
            StoreCommands.Run(
                ["account", "recover", "Zibo", "--data", store.Folder], store.Postgres, TimeProvider.System, output,
                output);
            return output.ToString();
        }
    }
}
