using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>Files of the store are accessible only to the account that runs the server.</summary>
public sealed class FilePermissionsTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode WorldReadable = OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Fact]
    public async Task Store_log_backup_and_export_files_are_readable_by_their_owner_only()
    {
        SkipOnWindows();
        using var testStore = await TestStore.Create("sqlite");
        var folder = testStore.FilePath("made");
        using (var store = new SqliteDatabase(folder))
        await using (var journal = new SqlJournal(store, TimeProvider.System))
        {
            await journal.Append(TestStore.CreateAppend(0, TestStore.CreateEvent("1")));
            Assert.Equal((OwnerFolder, OwnerFile), (ModeOf(folder), ModeOf(store.Location + "-wal")));
            StoreBackup.Create(store, Path.Combine(folder, "out", "backup"), TimeProvider.System);
            StoreExport.Write(store, Path.Combine(folder, "out", "export.gz"), gzip: true, TimeProvider.System);
            AssertOwnerOnly(folder);
        }
        // A restored store gets the owner's permissions whatever those of the backup, and so does the store that it
        // replaces.
        SetMode(Path.Combine(folder, "out", "backup"), WorldReadable);
        StoreRestore.RestoreFolder(folder, Path.Combine(folder, "out", "backup"), replace: true, TimeProvider.System);
        Assert.NotEmpty(Directory.GetDirectories(folder, "before-restore-*"));
        SetMode(Path.Combine(folder, "out", "backup"), OwnerFile);
        AssertOwnerOnly(folder);
    }

    [Fact]
    public async Task A_store_readable_by_others_is_restricted_at_the_next_start()
    {
        SkipOnWindows();
        using var testStore = await TestStore.CreateFilled("sqlite");
        SetMode(testStore.FilePath("ipmonitor.db"), WorldReadable);
        using var store = testStore.Open();
        Assert.Equal(OwnerFile, ModeOf(testStore.FilePath("ipmonitor.db")));
    }

    [Fact]
    public async Task The_whole_data_folder_is_accessible_to_its_owner_only()
    {
        SkipOnWindows();
        await using var server = await DashboardProcess.Start(new TestServerOptions { HasKey = false });
        Assert.True(File.Exists(Path.Combine(server.DataFolder, "keys.json")));
        Assert.Equal(OwnerFolder, ModeOf(server.DataFolder));
        AssertOwnerOnly(server.DataFolder);
    }

    private static void SkipOnWindows()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no modes; rights are inherited from the folder there.");
    }

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static void AssertOwnerOnly(string folder)
    {
        Assert.All(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), file =>
            Assert.Equal((file, OwnerFile), (file, ModeOf(file))));
        Assert.All(Directory.GetDirectories(folder, "*", SearchOption.AllDirectories), inner =>
            Assert.Equal((inner, OwnerFolder), (inner, ModeOf(inner))));
    }
}
