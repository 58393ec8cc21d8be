using Microsoft.Extensions.Configuration;

namespace IpMonitor.Silo;

/// <summary>Secrets in files, one a setting, as systemd, Docker, Kubernetes and the agents of vaults lay them down.</summary>
public static class SecretFiles
{
    /// <summary>The setting that names their folder.</summary>
    public const string FolderVariable = "IPM_SECRETS";

    /// <summary>Adds the files of the folder, if one is named; each is called as the environment variable is that it stands for, and counts instead of it.</summary>
    public static IConfigurationManager AddSecretFiles(this IConfigurationManager settings)
    {
        if (settings[FolderVariable] is not { Length: > 0 } folder) return settings;
        try
        {
            settings.AddKeyPerFile(Path.GetFullPath(folder), optional: false, reloadOnChange: true);
            return settings;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{FolderVariable}：读不出文件夹 {folder} 里的机密：请检查它是否存在、运行服务的账号能否读取。 It cannot be read: {fault.Message}", fault);
        }
    }
}
