using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Journal;

/// <summary>What is kept in files is for the account alone that the server runs as.</summary>
public sealed class OwnersOnlyTests
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = Own | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Fact]
    public async Task The_store_its_log_backups_and_exports_are_read_by_their_owner_alone()
    {
        SkipOnWindows();
        using var kept = await KeptStore.New("sqlite");
        var folder = kept.File("made");
        using (var store = new SqliteDatabase(folder))
        await using (var journal = new SqlJournal(store, TimeProvider.System))
        {
            await journal.Append(KeptStore.AppendOf(0, KeptStore.EventOf("1")));
            Assert.Equal((OwnFolder, Own), (ModeOf(folder), ModeOf(store.Location + "-wal")));
            StoreBackup.Create(store, Path.Combine(folder, "out", "backup"), TimeProvider.System);
            StoreExport.Write(store, Path.Combine(folder, "out", "export.gz"), gzip: true, TimeProvider.System);
            AllOwn(folder);
        }
        // What is put in its place is no more open than it was, wherever it comes from, and what was there is kept so too.
        SetMode(Path.Combine(folder, "out", "backup"), Everybody);
        StoreRestore.RestoreFolder(folder, Path.Combine(folder, "out", "backup"), replace: true, TimeProvider.System);
        Assert.NotEmpty(Directory.GetDirectories(folder, "before-restore-*"));
        SetMode(Path.Combine(folder, "out", "backup"), Own);
        AllOwn(folder);
    }

    [Fact]
    public async Task A_store_that_others_could_read_is_taken_from_them_at_the_next_start()
    {
        SkipOnWindows();
        using var kept = await KeptStore.Filled("sqlite");
        SetMode(kept.File("ipmonitor.db"), Everybody);
        using var store = kept.Open();
        Assert.Equal(Own, ModeOf(kept.File("ipmonitor.db")));
    }

    [Fact]
    public async Task A_server_s_whole_folder_is_its_own_keys_and_all()
    {
        SkipOnWindows();
        await using var server = await DashboardProcess.Start(new ServerOptions { HasKey = false });
        Assert.True(File.Exists(Path.Combine(server.Data, "keys.json")));
        Assert.Equal(OwnFolder, ModeOf(server.Data));
        AllOwn(server.Data);
    }

    private static void SkipOnWindows()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no modes; rights are inherited from the folder there.");
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static void AllOwn(string folder)
    {
        Assert.All(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), file => Assert.Equal((file, Own), (file, ModeOf(file))));
        Assert.All(Directory.GetDirectories(folder, "*", SearchOption.AllDirectories), inner => Assert.Equal((inner, OwnFolder), (inner, ModeOf(inner))));
    }
}
