using System.Diagnostics;

namespace IpMonitor.IntegrationTests.Resilience;

/// <summary>A disk of a few megabytes that a test can fill and free.</summary>
internal sealed class SmallFileSystem : IDisposable
{
    private readonly string _filler;

    public SmallFileSystem(int megabytes)
    {
        Folder = Directory.CreateTempSubdirectory("ipm-disk-").FullName;
        _filler = Path.Combine(Folder, "filler");
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "tmpfs", Folder);
    }

    /// <summary>Reason why this machine cannot have one; null if it can.</summary>
    public static string? MissingReason { get; } = FindMissingReason();

    public string Folder { get; }

    public void ChangeOwner(string user) => Run("chown", user, Folder);

    public void Fill()
    {
        using var filler = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
        }
    }

    public void FreeSpace() => File.Delete(_filler);

    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static string? FindMissingReason()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "需要 Linux 的 root 权限挂载小磁盘 It takes root on Linux to mount a small disk";
        try
        {
            new SmallFileSystem(1).Dispose();
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return $"不能挂载小磁盘 A small disk cannot be mounted here: {exception.Message}";
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(error.Trim());
    }
}
