using IpMonitor.Silo.Sql;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>
/// Hands the credentials that the first start generates to the operator: in a private file of the data directory, and
/// on a terminal.
/// </summary>
/// <remarks>A redirected console is a log, which would keep them; it gets only the path of the file.</remarks>
internal sealed partial class InitialCredentials(StartupSettings settings, ILogger<InitialCredentials> log)
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "initial-credentials.txt";

    private bool _hasKey;
    private bool _hasAccount;

    private string FilePath => Path.Combine(settings.DataDirectory, FileName);

    /// <summary>Adds the generated ingest key.</summary>
    public void AddKey(string key)
    {
        Add($"填报密钥 Ingest key: {key}");
        _hasKey = true;
    }

    /// <summary>Adds the first administrator, with the password if it was generated.</summary>
    public void AddAdministrator(string name, string? password)
    {
        Add($"管理员账号 Administrator's account: {name}");
        if (password is not null) Add($"密码，首次登录后须更换 Password, to be changed at the first sign-in: {password}");
        _hasAccount = true;
    }

    /// <summary>Logs the file, if anything was added to it.</summary>
    public void LogFile()
    {
        if (_hasAccount) LogWritten(log, FilePath);
        else if (_hasKey) LogKeyWritten(log, FilePath);
    }

    private void Add(string line)
    {
        FilePermissions.CreateFolder(settings.DataDirectory);
        FilePermissions.EnsureFile(FilePath);
        File.AppendAllLines(FilePath, [line]);
        if (!Console.IsOutputRedirected) Console.Out.WriteLine(line);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "首次登录所需的账号与密钥写在 {File}，登录后请删除。 "
            + "The first account and key are in that file; delete it after signing in.")]
    private static partial void LogWritten(ILogger log, string file);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "没有 keys.json，新的填报密钥写在 {File}，记下后请删除。 "
            + "There was no keys.json; the new ingest key is in that file; delete it after noting it.")]
    private static partial void LogKeyWritten(ILogger log, string file);
}
