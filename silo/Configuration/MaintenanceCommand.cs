namespace IpMonitor.Silo.Configuration;

/// <summary>Command lines of maintenance commands, for messages to operators.</summary>
public static class MaintenanceCommand
{
    private static readonly bool IsBuiltFromSource = IsInSource(AppContext.BaseDirectory);

    /// <summary>Returns the command line in the source tree, or that of a published folder.</summary>
    /// <param name="command">Command with its arguments, such as <c>backup FILE</c>.</param>
    public static string Format(string command) => Format(command, IsBuiltFromSource);

    internal static string Format(string command, bool isBuiltFromSource) => isBuiltFromSource
        ? $"dotnet ipm.cs {command}"
        : $"dotnet IpMonitor.Silo.dll {command} --data DIR";

    internal static bool IsInSource(string folder)
    {
        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
            if (File.Exists(Path.Combine(parent.FullName, "ipm.cs"))) return true;
        return false;
    }
}
