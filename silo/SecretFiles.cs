using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Configuration;

namespace IpMonitor.Silo;

/// <summary>
/// Reads secrets from files, one file per setting, as systemd, Docker, Kubernetes and vault agents provide them.
/// </summary>
public static class SecretFiles
{
    /// <summary>Name of the setting with the folder of the files.</summary>
    public const string FolderVariable = "IPM_SECRETS";

    /// <summary>
    /// Adds the files of the folder as settings, if the folder is set; a file overrides the environment variable of
    /// its name.
    /// </summary>
    /// <exception cref="StartupException">The folder cannot be read.</exception>
    public static IConfigurationManager AddSecretFiles(this IConfigurationManager settings)
    {
        if (settings[FolderVariable] is not { Length: > 0 } folder) return settings;
        try
        {
            settings.AddKeyPerFile(Path.GetFullPath(folder), optional: false, reloadOnChange: true);
            return settings;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{FolderVariable}：读不出文件夹 {folder} 里的机密：请检查它是否存在、运行服务的账号能否读取。" +
                $" It cannot be read: {exception.Message}", exception);
        }
    }
}
