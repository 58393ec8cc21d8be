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

    private bool _isLogged;

    /// <summary>Adds the generated ingest key.</summary>
    public void AddKey(string key) => Add($"填报密钥 Ingest key: {key}");

    /// <summary>Adds the first administrator, with the password if it was generated.</summary>
    public void AddAdministrator(string name, string? password)
    {
        Add($"管理员账号 Administrator's account: {name}");
        if (password is not null) Add($"密码，首次登录后须更换 Password, to be changed at the first sign-in: {password}");
    }

    private void Add(string line)
    {
        var file = Path.Combine(settings.DataDirectory, FileName);
        FilePermissions.CreateFolder(settings.DataDirectory);
        FilePermissions.EnsureFile(file);
        File.AppendAllLines(file, [line]);
        if (!_isLogged) LogWritten(log, file);
        _isLogged = true;
        if (!Console.IsOutputRedirected) Console.Out.WriteLine(line);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "首次登录所需的账号与密钥写在 {File}，登录后请删除。 "
            + "The first account and key are in that file; delete it after signing in.")]
    private static partial void LogWritten(ILogger log, string file);
}
