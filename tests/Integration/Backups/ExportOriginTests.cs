using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Silo.Backups;

namespace IpMonitor.IntegrationTests.Backups;

/// <summary>An export is signed by a key of its data folder, and an import says what it cannot vouch for.</summary>
public sealed partial class ExportOriginTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task An_export_of_another_store_is_imported_only_if_the_operator_confirms_its_key(string kind)
    {
        using var store = await TestStore.CreateFilled(kind);
        using var other = await TestStore.Create(kind);
        var file = store.FilePath("export");
        var exported = Run(store, 0, "export", file, "--data", store.Folder);
        var fingerprint = Fingerprint().Match(exported).Value;
        var refused = Run(other, 2, "import", file, "--data", other.Folder);
        Assert.Contains($"--key {fingerprint}", refused);
        Run(other, 2, "import", file, "--key", new string('0', 32), "--data", other.Folder);
        var imported = Run(other, 0, "import", file, "--key", fingerprint, "--data", other.Folder);
        Assert.Contains("503 events", imported);
        var verified = Run(other, 0, "verify", "--data", other.Folder);
        Assert.Contains($"signed {fingerprint}", verified);
        Assert.Contains("cannot be vouched for", verified);
        Assert.DoesNotContain("cannot be vouched for", Run(store, 0, "verify", "--data", store.Folder));
    }

    [Fact]
    public async Task An_altered_export_is_refused_or_imported_as_unsigned()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var file = store.FilePath("export");
        Run(store, 0, "export", file, "--data", store.Folder);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var target = store.FilePath("target");
        // A record is changed and the checksum computed anew.
        await WriteWithChecksum(file, text.Replace("""{\"name\":\"admin\"}""", """{\"name\":\"other\"}"""));
        Assert.Contains("the signature is wrong", Run(store, 2, "import", file, "--data", target));
        Assert.Contains(
            "the signature is wrong", Run(store, 2, "import", file, "--accept-unsigned", "--data", target));
        // The trail is cut and the signature taken off.
        var cut = Regex.Replace(text, """,?\n\{"table":"audit"[^\n]*""", "").Replace("\"audit\":1", "\"audit\":0");
        await WriteWithChecksum(file, Unsign(cut));
        Assert.Contains(
            "the trail is not the one", Run(store, 2, "import", file, "--accept-unsigned", "--data", target));
        await WriteWithChecksum(file, Unsign(text));
        Assert.Contains("--accept-unsigned", Run(store, 2, "import", file, "--data", target));
        Assert.Contains("--accept-unsigned", Run(store, 2, "restore", file, "--data", target));
        Assert.False(Path.Exists(target));
        Assert.Contains("unsigned", Run(store, 0, "import", file, "--accept-unsigned", "--data", target));
        Assert.Contains("(unsigned)", Run(store, 0, "verify", "--data", target));
        var restored = store.FilePath("restored");
        Assert.DoesNotContain("import", Run(store, 0, "restore", file, "--accept-unsigned", "--data", restored));
        Assert.Contains("was restored at", Run(store, 0, "verify", "--data", restored));
    }

    [Fact]
    public async Task A_restored_database_file_is_named_as_unsigned()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var (file, target) = (store.FilePath("backup"), store.FilePath("target"));
        Run(store, 0, "backup", file, "--data", store.Folder);
        Run(store, 0, "restore", file, "--data", target);
        Assert.Matches(
            "was restored at .* cannot be vouched for .*SQLite file, unsigned",
            Run(store, 0, "verify", "--data", target));
    }

    [Fact]
    public async Task An_export_of_the_former_format_is_imported_as_unsigned()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var file = store.FilePath("export");
        Run(store, 0, "export", file, "--data", store.Folder);
        var text = Unsign(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await WriteWithChecksum(
            file, Regex.Replace(text, ",\"anchor\":\"[^\"]*\"", "").Replace("\"version\":5", "\"version\":4"));
        var target = store.FilePath("target");
        Run(store, 2, "import", file, "--data", target);
        Assert.Contains(
            "503 events", Run(store, 0, "import", file, "--accept-unsigned", "--data", target));
    }

    private static string Unsign(string text) =>
        Regex.Replace(Regex.Replace(text, ",\"key\":\"[^\"]*\"", ""), ",\"signature\":\"[^\"]*\"", "");

    private static Task WriteWithChecksum(string file, string text)
    {
        var end = text.TrimEnd().LastIndexOf('\n') + 1;
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text[..end])));
        return File.WriteAllTextAsync(
            file, text[..end] + Regex.Replace(text[end..], "[0-9a-f]{64}", checksum));
    }

    private static string Run(TestStore store, int code, params string[] args)
    {
        using var output = new StringWriter();
        var result = StoreCommands.Run(args, store.Postgres, TimeProvider.System, output, output);
        Assert.True(result == code, output.ToString());
        return output.ToString();
    }

    [GeneratedRegex("(?<=signature: )[0-9a-f]{32}")]
    private static partial Regex Fingerprint();
}
